"""What an operator watches is counted from lines, and costs the same at any backlog."""

from datetime import timedelta

from storage import dead, inbox, outbox, timers, vitals
from storage.database import Connection, Database
from tests.storage.acts import (
    NOON,
    SECOND,
    add,
    arrival,
    assert_every_waiting_row_has_a_line,
    outgoing,
    queue,
    send,
    turn,
)

LATER = NOON + timedelta(minutes=10)


async def look(database: Database) -> vitals.Vitals:
    return await database.read(lambda conn: vitals.look(conn, LATER))


async def test_nothing_waits(database: Database) -> None:
    found = await look(database)

    assert set(found.chats.values()) == {0}
    assert found.oldest == {"inbox": 0.0, "outbox": 0.0}
    assert (found.timers_overdue, found.latest_timer) == (0, 0.0)


async def test_what_waits_by_lane_and_for_how_long(database: Database) -> None:
    await add(database, arrival("a", 1, 0), arrival("b", 1, 0), arrival("c", 2))
    await add(database, arrival("d", 3, 2), now=NOON - 60 * SECOND)
    await queue(database, outgoing("9:0", 5), now=LATER - SECOND)
    await database.write(
        lambda conn: timers.set_(conn, [(1, "x", NOON), (2, "y", LATER), (3, "z", LATER + SECOND)])
    )

    found = await look(database)
    assert {lane: found.chats["inbox", lane] for lane in (0, 1, 2)} == {0: 1, 1: 1, 2: 1}
    assert found.chats["outbox", 1] == 1
    assert found.oldest == {"inbox": 660.0, "outbox": 1.0}
    assert (found.timers_overdue, found.latest_timer) == (1, 600.0)


async def _bury(database: Database, key: str, chat_id: int) -> int:
    await add(database, arrival(key, chat_id))

    def work(conn: Connection) -> int:
        [head] = inbox.take_one(conn, chat_id, NOON).heads
        inbox.bury(conn, head, "ValueError: no", NOON)
        return head.id

    return await database.write(work)


async def test_a_dead_row_is_counted_and_may_be_tried_again_in_its_old_place(
    database: Database,
) -> None:
    row = await _bury(database, "first", 7)
    await add(database, arrival("second", 7))
    assert (await look(database)).dead == {"inbox": 1, "outbox": 0}

    assert await database.write(lambda conn: dead.retry(conn, "inbox", [row, 999], NOON)) == 1
    await assert_every_waiting_row_has_a_line(database)
    assert [await turn(database), await turn(database)] == [["first"], ["second"]]
    assert (await look(database)).dead == {"inbox": 0, "outbox": 0}


async def test_a_revived_row_has_all_its_tries(database: Database) -> None:
    row = await _bury(database, "first", 7)
    await database.write(lambda conn: dead.retry(conn, "inbox", [row], NOON))

    def attempts(conn: Connection) -> int:
        [head] = inbox.take_one(conn, 7, NOON).heads
        return head.attempts

    assert await database.write(attempts) == 0


async def test_a_parcel_that_was_given_up_is_sent_again(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    [parcel] = await send(database)
    await send(database, outbox.Sent(parcel.id, 5, None, 0 * SECOND, "Forbidden: blocked"))
    assert await database.read(lambda conn: dead.ids(conn, "outbox")) == [parcel.id]

    assert await database.write(lambda conn: dead.retry(conn, "outbox", [parcel.id], NOON)) == 1
    assert [again.id for again in await send(database)] == [parcel.id]


async def test_a_dropped_row_is_listed_no_more_and_does_not_come_back(database: Database) -> None:
    row = await _bury(database, "first", 7)

    assert await database.write(lambda conn: dead.drop(conn, "inbox", [row, row])) == 1
    assert await database.read(lambda conn: dead.ids(conn, "inbox")) == []
    assert await turn(database) == []
    assert await database.write(lambda conn: dead.retry(conn, "inbox", [row], NOON)) == 0


async def test_a_row_that_waits_is_neither_tried_again_nor_dropped(database: Database) -> None:
    await add(database, arrival("waits", 7))
    [row] = [head.id for head in (await database.write(lambda c: inbox.take(c, NOON, 9))).heads]

    assert await database.write(lambda conn: dead.drop(conn, "inbox", [row])) == 0
    assert await database.write(lambda conn: dead.retry(conn, "inbox", [row], NOON)) == 0
