"""A timer rings once, as an inbox row, and only if nobody has moved it."""

from datetime import datetime
from typing import Any

from storage import inbox, timers
from storage.columns import to_ms
from storage.database import Connection, Database
from tests.storage.acts import NOON, SECOND, assert_every_waiting_row_has_a_line

PAUSE = (1, "3:pause", NOON)


def payload(chat_id: int, name: str, due_at: datetime) -> dict[str, Any]:
    return {"kind": "timer", "name": name, "due_at": to_ms(due_at)}


async def fire(database: Database, *keys: timers.Timer, now: datetime = NOON) -> int:
    return await database.write(lambda conn: timers.fire(conn, now, keys, payload))


async def set_(database: Database, *rows: timers.Timer) -> None:
    await database.write(lambda conn: timers.set_(conn, rows))


async def due(database: Database, now: datetime = NOON, n: int = 9) -> list[timers.Timer]:
    return await database.read(lambda conn: timers.due(conn, now, n))


async def test_a_timer_becomes_an_inbox_row(database: Database) -> None:
    await set_(database, PAUSE)

    assert await fire(database, *await due(database)) == 1
    assert await due(database) == []
    await assert_every_waiting_row_has_a_line(database)

    [head] = (await database.write(lambda conn: inbox.take(conn, NOON, 9))).heads
    assert (head.chat_id, head.lane, head.payload) == (1, 1, payload(*PAUSE))


async def test_a_timer_that_was_moved_since_the_peek_does_not_ring(database: Database) -> None:
    await set_(database, PAUSE)
    seen = await due(database)
    await set_(database, (1, "3:pause", NOON + SECOND))

    assert await fire(database, *seen, now=NOON + 9 * SECOND) == 0
    assert await due(database, NOON + SECOND) == [(1, "3:pause", NOON + SECOND)]


async def test_a_timer_that_was_cancelled_since_the_peek_does_not_ring(database: Database) -> None:
    await set_(database, PAUSE, (1, "3:remind", NOON))
    seen = await due(database)
    await database.write(lambda conn: timers.cancel(conn, [(1, "3:pause")]))

    assert await fire(database, *seen) == 1
    assert await fire(database, *seen) == 0


async def test_only_what_was_peeked_at_rings(database: Database) -> None:
    """The letter of another timer has not been read yet."""
    await set_(database, PAUSE, (1, "4:pause", NOON))

    assert await fire(database, PAUSE) == 1
    assert await due(database) == [(1, "4:pause", NOON)]


async def test_the_oldest_are_seen_first(database: Database) -> None:
    rows = [(chat, "x", NOON - chat * SECOND) for chat in range(1, 6)]
    await set_(database, *rows)

    assert await due(database, n=2) == [rows[4], rows[3]]
    assert await database.read(timers.next_due) == NOON - 5 * SECOND


async def test_nothing_rings_before_its_time(database: Database) -> None:
    await set_(database, PAUSE)

    assert await due(database, NOON - SECOND) == []
    assert await fire(database, PAUSE, now=NOON - SECOND) == 0


async def test_all_timers_of_a_chat_stop_together(database: Database) -> None:
    await set_(database, PAUSE, (1, "4:x", NOON), (2, "1:x", NOON))
    await database.write(lambda conn: timers.cancel_all(conn, [1]))

    assert await due(database) == [(2, "1:x", NOON)]


async def test_the_last_of_two_settings_in_one_turn_holds(database: Database) -> None:
    await set_(database, PAUSE, (1, "3:pause", NOON + SECOND))

    assert await database.read(timers.next_due) == NOON + SECOND


async def test_many_timers_that_are_due_at_once_all_ring(database: Database) -> None:
    rows = [(chat, "x", NOON) for chat in range(1, 501)]
    await set_(database, *rows)

    def work(conn: Connection) -> int:
        return timers.fire(conn, NOON, timers.due(conn, NOON, 500), payload)

    assert await database.write(work) == 500
    assert await database.read(inbox.waiting) == 500
