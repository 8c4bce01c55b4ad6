"""A new master key while people write: nothing waits or is lost, and the old one opens nothing."""

import asyncio
from pathlib import Path

from bot.app.keeping import made_once, rekey
from bot.config import Secrets, Settings, load
from storage import keys, messages
from storage.database import Connection, open_database
from storage.sealing import Masters, name_of, parse_keys
from tests.storage.acts import lines
from tests.storage.test_erasure import places_of
from tests.whole.conftest import START, stacked

SAID = ("杯子漏水了", "盖子也裂了", "烫到手了", "怎么办呢")


async def test_the_bot_goes_on_while_its_key_is_changed(sqlite_url: str, tmp_path: Path) -> None:
    file = made_once(tmp_path / "master.key")
    old = file.read_text()
    settings = settings_of(sqlite_url, file)
    async with stacked(sqlite_url, tmp_path, privacy={"key_file": str(file)}) as stack:
        await stack.buys(stack.wang)
        await stack.taps(stack.wang, "1")
        for number, text in enumerate(SAID):
            changed, _ = await asyncio.gather(
                rekey(settings, Secrets(), forget=number == 2, progress=lambda count: None),
                stack.says(stack.wang, text),
            )
            newcomer = stack.world.join(f"新客{number}", "customer")
            await stack.says(newcomer, "你们几点开门")
        await rekey(settings, Secrets(), forget=True, progress=lambda count: None)
        found = await stack.audited()

    assert found.wrong() == {}
    [only] = parse_keys(file.read_text())
    assert changed.master == name_of(only)
    assert file.read_text() != old
    assert await everything(sqlite_url, Masters(file=file)) >= set(SAID)


def settings_of(url: str, file: Path) -> Settings:
    over = {"database": {"url": url}, "privacy": {"key_file": str(file)}}
    return load(over=over, environ={})


async def everything(url: str, masters: Masters) -> set[str | None]:
    """What the log holds for whoever has only the newest key; and nothing lies there in plain."""
    database = open_database(url, masters)

    def work(conn: Connection) -> set[str | None]:
        keys.check(conn)
        assert keys.in_use(conn) == {masters.newest}
        assert places_of(conn, SAID[0]) == set()
        far = START.replace(year=START.year + 1)
        return {entry.text for entry in lines(messages.page(conn, 0, START, far))}

    found = await database.read(work)
    await database.close()
    return found
