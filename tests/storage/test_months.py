"""On PostgreSQL the log lies by month: nothing is refused, doubled or missed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text

from bot.clock import Clock
from storage import erasure, fading, inbox, messages, months
from storage.contents import EVER, NEVER
from storage.database import Connection, Database, open_database
from storage.months import month_of
from tests.storage.acts import arrival, lines

TICK = timedelta(milliseconds=1)
OTHER = "messages_other"
_tables = text("select key, tableoid::regclass::text from messages order by id")


def said(key: str, at: datetime, **more: Any) -> dict[str, Any]:
    row = {"key": key, "chat_id": 7, "conversation": 1, "at": at, "direction": "in"}
    return {**row, "speaker": "customer", "kind": "text", "text": key, **more}


async def log(database: Database, *rows: dict[str, Any]) -> None:
    await database.write(lambda conn: messages.log(conn, rows))


async def tables(database: Database) -> list[str]:
    return await database.read(lambda conn: [table for _, table in conn.execute(_tables)])


async def texts(database: Database) -> list[str | None]:
    page = await database.read(lambda conn: lines(messages.page(conn, 0, EVER, NEVER)))
    return [entry.text for entry in page]


async def make(database: Database, now: datetime) -> int:
    return await database.write(lambda conn: months.make(conn, now))


@pytest.fixture
def now() -> datetime:
    """The true one: the months begin where the database was made."""
    return Clock().now()


def test_the_beginning_of_a_month_is_that_of_utc() -> None:
    from_shanghai = datetime.fromisoformat("2026-12-01T07:59:59+08:00")
    assert month_of(from_shanghai) == datetime(2026, 11, 1, tzinfo=UTC)
    assert month_of(from_shanghai, 2) == datetime(2027, 1, 1, tzinfo=UTC)


async def test_sqlite_has_one_table(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    assert await make(database, datetime(2099, 1, 1, tzinfo=UTC)) == 0
    await database.close()


async def test_a_message_lies_in_its_month(postgres: Database, now: datetime) -> None:
    edge = month_of(now, 2)
    await log(postgres, said("a", now), said("b", edge - TICK), said("c", edge))

    assert await tables(postgres) == [
        "messages_before",
        f"messages_{month_of(now, 1):%Y_%m}",
        f"messages_{edge:%Y_%m}",
    ]
    assert await texts(postgres) == ["a", "b", "c"]


async def test_months_are_made_once_and_ahead(postgres: Database, now: datetime) -> None:
    assert await make(postgres, now) == 0  # the start has done it
    assert await make(postgres, month_of(now, 2)) == 2
    assert await make(postgres, month_of(now, 2)) == 0


async def test_what_has_no_month_yet_is_taken_and_moves_later(
    postgres: Database, now: datetime
) -> None:
    late = month_of(now, months.AHEAD + 1)
    rows = [said("a", late - TICK), said("b", late), said("c", month_of(late, 1))]
    await log(postgres, *rows, said("d", datetime(2999, 1, 1, tzinfo=UTC)), said("e", EVER))
    assert (await tables(postgres))[1:] == [OTHER] * 3 + ["messages_before"]

    await make(postgres, late)
    assert (await tables(postgres))[1:4] == [
        f"messages_{late:%Y_%m}",
        f"messages_{month_of(late, 1):%Y_%m}",
        OTHER,
    ]
    await log(postgres, *rows)  # it is still known
    assert await texts(postgres) == ["a", "b", "c", "d", "e"]


async def test_a_delivery_that_is_repeated_beyond_the_edge_counts_once(
    database: Database, now: datetime
) -> None:
    edge = month_of(now, 2)
    update = arrival("tg:1:99", 7)

    def turn(conn: Connection, at: datetime) -> None:
        taken = inbox.take(conn, at, 64)
        messages.log(conn, [said(f"{head.id}:0", at) for head in taken.heads])
        inbox.finish(conn, taken, at)

    for at in (edge - TICK, edge, month_of(edge, 1)):
        await database.write(lambda conn, at=at: inbox.add(conn, [update], at))
        await database.write(lambda conn, at=at: turn(conn, at))
    assert len(await texts(database)) == 1


async def test_a_turn_that_was_done_before_the_edge_leaves_nothing_after_it(
    database: Database, now: datetime
) -> None:
    edge = month_of(now, 2)
    await database.write(lambda conn: inbox.add(conn, [arrival("tg:1:99", 7)], edge - TICK))
    held = await database.write(lambda conn: inbox.take(conn, edge - TICK, 64))

    def done(conn: Connection, at: datetime) -> None:
        messages.log(conn, [said("1:0", at)])
        inbox.finish(conn, held, at)

    await database.write(lambda conn: done(conn, edge - TICK))
    with pytest.raises(inbox.Overtaken):
        await database.write(lambda conn: done(conn, edge))
    assert await texts(database) == ["1:0"]


async def test_an_erasure_reaches_every_month(postgres: Database, now: datetime) -> None:
    moments = [now, *(month_of(now, n) for n in (1, 2, 3, 9))]
    await log(postgres, *(said(f"{n}", at) for n, at in enumerate(moments)))
    await log(postgres, said("theirs", now, chat_id=8))
    await postgres.write(lambda conn: erasure.erase(conn, 7, now))

    assert await texts(postgres) == [None] * len(moments) + ["theirs"]


async def test_what_is_old_fades_and_young_months_are_not_walked(
    postgres: Database, now: datetime
) -> None:
    await log(postgres, *(said(f"old {n}", now) for n in range(3)))
    await log(postgres, *(said(f"young {n}", month_of(now, 2)) for n in range(20)))
    before = month_of(now, 1)

    def night(conn: Connection) -> tuple[int, int | None]:
        return fading.fade(conn, fading.WORDS[0], before, 0, 5)

    assert await postgres.write(night) == (3, None)  # one page, and not five
    assert await texts(postgres) == [None] * 3 + [f"young {n}" for n in range(20)]


async def test_nobody_waits_long_for_whoever_holds_the_log(
    postgres: Database, postgres_url: str, now: datetime
) -> None:
    """As a dump does."""
    socket, name = postgres_url.partition("host=")[2], postgres_url.split("/")[3].split("?")[0]
    holder = await asyncpg.connect(user="postgres", database=name, host=socket)
    dump = holder.transaction()
    await dump.start()
    await holder.fetch("select 1 from messages")
    late = month_of(now, 2)
    made, _ = await asyncio.gather(make(postgres, late), log(postgres, said("a", now)))
    assert (made, await texts(postgres)) == (0, ["a"])

    await dump.rollback()
    await holder.close()
    assert await make(postgres, late) == 2


async def test_rivals_make_each_month_once_while_people_write(
    postgres: Database, now: datetime
) -> None:
    late = month_of(now, 8)
    writing = (log(postgres, said(f"{n}", month_of(now, n % 9))) for n in range(60))
    made = await asyncio.gather(*(make(postgres, late) for _ in range(3)), *writing)

    last = await make(postgres, late)  # should all of them have given up
    assert sum(filter(None, made)) + last == 8
    assert len(await texts(postgres)) == 60
    assert OTHER not in await tables(postgres)
