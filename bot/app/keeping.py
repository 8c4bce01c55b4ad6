"""The master keys: where they come from, and `huifang rekey`, which changes them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bot.clock import Clock
from bot.config import ConfigError, Secrets, Settings
from storage import audit, keys, rekeying
from storage.database import Connection, Database, open_database
from storage.migrations import migrate
from storage.sealing import Masters, make_file, name_of, new_key, parse_keys

AT_ONCE = 500
LOWEST = -(2**62)
NO_PLACE = (
    "还没有写主密钥放在哪里：请在 config.yaml 里写 privacy.key_file（数据库以外的一个文件），"
    "或者把它放进环境变量 HUIFANG_MASTER_KEY。"
)


@dataclass(frozen=True, slots=True)
class Rekeyed:
    master: str  # the name of the newest
    keys: int  # wrapped anew
    words: int  # that lay there in plain
    forgotten: int  # old master keys taken out of the file


def masters_of(settings: Settings, secrets: Secrets) -> Masters:
    """From the file, else from the environment; none: encryption is off."""
    if settings.privacy.key_file is not None:
        return Masters(file=settings.privacy.key_file)
    return Masters(parse_keys(secrets.master_key))


def made_once(path: Path) -> Path:
    """A key of our own, where nobody else brings one."""
    if not path.exists():
        make_file(path, [new_key()])
    return path


async def rekey(
    settings: Settings, secrets: Secrets, *, forget: bool, progress: Callable[[int], None]
) -> Rekeyed:
    """With a key file a new key comes first in it; with the environment the first there counts.

    The bot may run: it reads the file again, and keeps to the old key until then. So old keys
    stay in the file until `forget`, and only those go that nothing is wrapped by.
    """
    file = settings.privacy.key_file
    if file is None and not secrets.master_key:
        raise ConfigError(NO_PLACE)
    migrate(settings.database.url)
    if file is not None and not forget:
        await _renew(settings, file)
    masters = masters_of(settings, secrets)
    database = open_database(settings.database.url, masters)
    try:
        await database.read(keys.check)
        changed = await _rewrapped(database, progress)
        sealed = await _sealed(database, progress)
        forgotten = await _forgotten(database, file) if forget and file else 0
        done = Rekeyed(masters.newest, changed, sealed, forgotten)
        await database.write(lambda conn: _note(conn, done))
        return done
    finally:
        await database.close()


async def _renew(settings: Settings, file: Path) -> None:
    """The new key is in the file, and safe there, before anything is wrapped with it."""
    old = _listed(file)
    database = open_database(settings.database.url, Masters(parse_keys(" ".join(old))))
    try:
        await database.read(keys.check)
    finally:
        await database.close()
    make_file(file, [new_key(), *old])


async def _rewrapped(database: Database, progress: Callable[[int], None]) -> int:
    count = 0
    while done := await database.write(lambda conn: rekeying.rewrap(conn, AT_ONCE)):
        count += done
        progress(count)
    return count


async def _sealed(database: Database, progress: Callable[[int], None]) -> int:
    count = 0
    for table in rekeying.private_tables():
        after: int | None = LOWEST
        while after is not None:
            done, after = await database.write(
                lambda conn, t=table, a=after: rekeying.seal_plain(conn, t, a, AT_ONCE)  # type: ignore[misc]
            )
            count += done
            progress(count)
    return count


async def _forgotten(database: Database, file: Path) -> int:
    used = await database.read(keys.in_use)
    old = _listed(file)
    kept = [key for n, key in enumerate(old) if n == 0 or name_of(parse_keys(key)[0]) in used]
    if len(kept) < len(old):
        make_file(file, kept)
    return len(old) - len(kept)


def _listed(file: Path) -> list[str]:
    if not file.exists():
        return []
    return file.read_text("ascii").replace(",", " ").split()


def _note(conn: Connection, done: Rekeyed) -> None:
    entry = audit.Entry("operator", "rekey", total=done.keys, detail=done.master)
    audit.add(conn, [entry], Clock().now())
