"""`take` does not walk over what a long transaction keeps alive, and forgets nobody for it."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from storage import inbox, lines
from storage.database import Connection, Database, parse_url
from tests.storage.acts import NOON, SECOND, add, arrival, keys, turn

MOVES = 60
CHATS = 50


def visits(conn: Connection) -> int:
    """How often this transaction has looked at a page of lines; each dead version costs one."""
    return int(
        conn.scalar(text("select pg_stat_get_xact_blocks_fetched('inbox_lines'::regclass)"))
    )


async def test_a_long_transaction_does_not_make_looking_dear(
    postgres: Database, postgres_url: str
) -> None:
    """An export that stays open keeps every old version of a line alive."""
    await add(postgres, *(arrival(f"{chat}.{i}", chat) for chat in range(CHATS) for i in (1, 2)))
    engine = create_async_engine(parse_url(postgres_url), isolation_level="REPEATABLE READ")
    try:
        async with engine.connect() as export:
            await export.execute(text("select count(*) from inbox_lines"))
            for number in range(MOVES):
                at = NOON + number * timedelta(milliseconds=1)

                def move(conn: Connection, at: Any = at) -> None:
                    taken = inbox.take(conn, at, CHATS)
                    lines.INBOX.later(conn, taken.chats, at + timedelta(milliseconds=1))

                await postgres.write(move)
            later = NOON + SECOND

            def looked(conn: Connection) -> int:
                before = visits(conn)
                lines.INBOX.take(conn, later, 3)
                return visits(conn) - before

            near = await postgres.write(looked)
            await asyncio.sleep(lines.WHOLE_LOOK * 1.1)
            whole = await postgres.write(looked)
    finally:
        await engine.dispose()

    assert near * 3 < whole


async def test_a_line_that_is_lifted_is_found_at_once(database: Database) -> None:
    await add(database, arrival("slow", 1, 2))
    await add(database, arrival("other", 2, 1), arrival("more", 2, 1), now=NOON + SECOND)
    assert await turn(database, n=1, now=NOON + SECOND) == ["other"]
    await add(database, arrival("urgent", 1, 1), now=NOON + 2 * SECOND)

    assert set(await turn(database, now=NOON + 2 * SECOND)) == {"slow", "more"}


async def test_what_lies_below_is_found_by_the_next_whole_look(postgres: Database) -> None:
    """A rival that is killed gives its line back where it was."""
    await add(postgres, arrival("held", 1))
    await add(postgres, arrival("next", 2), arrival("last", 2), now=NOON + SECOND)
    one = [1]
    until = NOON + 9 * SECOND
    await postgres.write(lambda conn: lines.INBOX.later(conn, one, until))
    assert await turn(postgres, now=NOON + SECOND) == ["next"]
    await postgres.write(lambda conn: lines.INBOX.later(conn, one, NOON))
    assert await turn(postgres, n=9, now=NOON + SECOND) == ["last"]

    await asyncio.sleep(lines.WHOLE_LOOK * 1.1)
    assert await turn(postgres, now=NOON + SECOND) == ["held"]


async def test_a_clock_that_is_put_back_hides_nobody(database: Database) -> None:
    await add(database, arrival("a", 1), arrival("b", 1))
    assert await turn(database) == ["a"]
    before = NOON - timedelta(hours=1)
    await add(database, arrival("earlier", 2), now=before)

    taken = await database.write(lambda conn: keys(inbox.take(conn, before, 9)))
    assert taken == ["earlier"]


async def test_what_waits_is_hastened_when_the_clock_is_put_back(database: Database) -> None:
    hour = timedelta(hours=1)
    await add(database, arrival("a", 1), arrival("b", 2), now=NOON + hour)
    put_off = [2]
    late = NOON + hour + 30 * SECOND
    await database.write(lambda conn: lines.INBOX.later(conn, put_off, late))
    await database.write(lambda conn: inbox.hasten(conn, NOON, hour))

    assert await turn(database) == ["a"]
    assert await turn(database, now=NOON + 30 * SECOND) == ["b"]
