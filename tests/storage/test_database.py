"""One transaction a call, durable, and closed only when the last write is done."""

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from storage import chats, offsets
from storage.database import Connection, Database, Unavailable, open_database
from tests.storage.acts import raising


def save(conn: Connection) -> None:
    chats.save(conn, {1: {"a": 1}})


async def test_what_is_written_can_be_read(database: Database) -> None:
    await database.write(save)

    assert await database.read(lambda conn: chats.load(conn, [1, 2])) == {1: {"a": 1}}


async def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"):
        await database.read(save)
    await database.write(save)  # and the connection is as it was


async def test_an_error_of_ours_is_passed_on_and_takes_all_back(database: Database) -> None:
    def work(conn: Connection) -> None:
        save(conn)
        raising(KeyError("ours"))(conn)

    with pytest.raises(KeyError, match="ours"):
        await database.write(work)
    assert await database.read(lambda conn: chats.load(conn, [1])) == {}


async def test_sqlite_is_durable_and_leaves_no_remains(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    names = ("journal_mode", "synchronous", "secure_delete")

    def pragmas(conn: Connection) -> list[object]:
        return [conn.scalar(text(f"pragma {name}")) for name in names]

    assert await database.write(pragmas) == ["wal", 2, 1]
    await database.close()


async def test_a_reader_does_not_wait_for_the_writer(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    holding, done = threading.Event(), threading.Event()

    def hold(conn: Connection) -> None:
        save(conn)
        holding.set()
        done.wait(5)

    writing = asyncio.create_task(database.write(hold))
    await asyncio.to_thread(holding.wait, 5)
    seen = await asyncio.wait_for(database.read(lambda conn: chats.load(conn, [1])), 3)
    done.set()
    await writing
    await database.close()

    assert seen == {}


async def test_closing_waits_for_a_write_that_nobody_waits_for_any_more(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    begun, go = threading.Event(), threading.Event()

    def slow(conn: Connection) -> None:
        begun.set()
        go.wait(5)
        save(conn)

    task = asyncio.create_task(database.write(slow))
    await asyncio.to_thread(begun.wait, 5)
    task.cancel()
    closing = asyncio.create_task(database.close())
    await asyncio.sleep(0.05)
    assert not closing.done()
    go.set()
    await closing

    again = open_database(sqlite_url)
    assert await again.read(lambda conn: chats.load(conn, [1])) == {1: {"a": 1}}
    await again.close()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:", "huifang.db"])
def test_a_url_that_cannot_work_is_refused_in_words(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///path"):
        open_database(url)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_database_that_is_not_there_is_unavailable(tmp_path: Path, kind: str) -> None:
    url = (
        f"sqlite:///{tmp_path}/no/such.db"
        if kind == "sqlite"
        else f"postgresql://x@/y?host={tmp_path}"
    )
    database = open_database(url)

    with pytest.raises(Unavailable):
        await database.write(save)
    await database.close()


async def test_a_wrong_database_name_is_unavailable(postgres_template: str) -> None:
    database = open_database(postgres_template.format(database="nobody_made_it"))

    with pytest.raises(Unavailable, match="nobody_made_it"):
        await database.write(save)
    await database.close()


async def test_a_bug_is_not_called_unavailable(database: Database) -> None:
    with pytest.raises(DBAPIError):
        await database.write(lambda conn: conn.execute(text("select * from nowhere")).all())


async def test_postgresql_that_comes_back_is_used_again(postgres: Database) -> None:
    await postgres.write(save)
    kill = text("select pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable):
        await postgres.write(lambda conn: conn.execute(kill).all())
    await postgres.write(save)


async def test_the_offset_is_remembered(database: Database) -> None:
    assert await database.read(lambda conn: offsets.load(conn, 42)) is None
    for offset in (5, 9):
        await database.write(lambda conn, offset=offset: offsets.save(conn, 42, offset))

    assert await database.read(lambda conn: offsets.load(conn, 42)) == 9


async def test_the_database_of_another_bot_is_refused(database: Database) -> None:
    await database.write(lambda conn: offsets.save(conn, 42, 5))

    with pytest.raises(offsets.OtherBot):
        await database.read(lambda conn: offsets.load(conn, 43))
    with pytest.raises(offsets.OtherBot):
        await database.write(lambda conn: offsets.save(conn, 43, 1))
    assert await database.read(lambda conn: offsets.load(conn, 42)) == 5
