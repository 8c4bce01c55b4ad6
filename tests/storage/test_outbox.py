"""Parcels leave in order within a chat, at least once, and never faster than is polite."""

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from storage import outbox
from storage.database import Connection, Database
from tests.storage.acts import NOON, SECOND, outgoing, queue, send, sent, texts

GROUP = -1001


async def test_a_chat_gets_its_parcels_in_order(database: Database) -> None:
    await queue(database, outgoing("1:0", 5), outgoing("1:1", 5), outgoing("1:2", 6))

    [first, other] = await send(database)
    assert texts((first, other)) == ["1:0", "1:2"]
    assert await send(database) == ()  # nothing is sent yet, so the next one waits

    [second] = await send(database, sent(first, 0 * SECOND), sent(other))
    assert second.body["text"] == "1:1"


async def test_the_answer_of_telegram_is_kept(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    [parcel] = await send(database)
    await send(database, outbox.Sent(parcel.id, 5, None, SECOND, "400 chat not found"))

    [refused] = await database.read(lambda conn: outbox.dead(conn, 9))
    assert (refused.id, refused.error, refused.died_at) == (parcel.id, "400 chat not found", NOON)
    assert await database.read(outbox.waiting) == 0


async def test_a_parcel_that_went_out_is_not_listed_as_dead(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    await send(database, *map(sent, await send(database)))

    assert await database.read(lambda conn: outbox.dead(conn, 9)) == ()


async def test_a_dead_senders_parcels_come_back_after_the_lease(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    [parcel] = await send(database)

    assert await send(database, now=NOON + outbox.LEASE - SECOND) == ()
    assert await database.read(outbox.next_due) == NOON + outbox.LEASE
    assert await send(database, now=NOON + outbox.LEASE) == (parcel,)


async def test_a_parcel_that_is_put_off_holds_its_chat_and_counts(database: Database) -> None:
    await queue(database, outgoing("1:0", 5), outgoing("1:1", 5), outgoing("1:2", 6))
    [parcel, other] = await send(database)
    until = NOON + 30 * SECOND

    assert await send(database, outbox.PutOff(parcel.id, 5, until), sent(other)) == ()
    assert await send(database, now=until - SECOND) == ()

    [again] = await send(database, now=until)
    assert (again.id, again.attempts) == (parcel.id, 1)


async def test_a_person_rests_between_two_parcels(database: Database) -> None:
    await queue(database, outgoing("1:0", 5), outgoing("1:1", 5))
    [first] = await send(database)

    assert await send(database, sent(first)) == ()
    assert len(await send(database, now=NOON + SECOND)) == 1


async def test_a_person_whose_line_is_empty_is_answered_at_once(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    [first] = await send(database)
    await send(database, sent(first))
    await queue(database, outgoing("2:0", 5))

    assert texts(await send(database)) == ["2:0"]


async def test_a_group_never_gets_two_within_three_seconds(database: Database) -> None:
    """A trickle: each parcel comes when the line of the group is just empty again."""
    pause = 3 * SECOND
    moments = []
    waiting: tuple[outbox.Parcel, ...] = ()
    for tick in range(60):
        now = NOON + timedelta(milliseconds=700 * tick)
        await queue(database, outgoing(f"{tick}:0", GROUP), now=now)
        done = [sent(parcel, pause) for parcel in waiting]
        waiting = await send(database, *done, now=now)
        moments += [now] * len(waiting)

    gaps = [later - sooner for sooner, later in pairwise(moments)]
    assert len(moments) > 8
    assert min(gaps) >= pause


async def test_an_empty_group_line_is_gone_once_its_pause_is_over(database: Database) -> None:
    await queue(database, outgoing("1:0", GROUP))
    [parcel] = await send(database)
    await send(database, sent(parcel, 3 * SECOND))

    assert await database.read(outbox.next_due) == NOON + 3 * SECOND
    assert await send(database, now=NOON + 3 * SECOND) == ()
    assert await database.read(outbox.next_due) is None


async def test_a_complaint_leaves_before_bulk(database: Database) -> None:
    await queue(database, *(outgoing(f"1:{chat}", chat, 2) for chat in range(1, 30)))
    await queue(database, outgoing("2:0", 99, 0), now=NOON + SECOND)

    assert texts(await send(database, n=1, now=NOON + SECOND)) == ["2:0"]


async def test_no_places_means_nothing_is_leased(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))

    assert await send(database, n=0) == ()
    assert len(await send(database)) == 1


async def test_one_key_is_queued_once(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))

    with pytest.raises(IntegrityError):
        await queue(database, outgoing("1:0", 5))


async def test_what_somebody_else_has_sent_stays_as_it_was_sent(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    [parcel] = await send(database)
    await send(database, sent(parcel))
    await send(database, outbox.Sent(parcel.id, 5, None, SECOND, "late"))

    assert await database.read(lambda conn: outbox.dead(conn, 9)) == ()


async def test_a_bulk_of_parcels_costs_few_statements(database: Database) -> None:
    """The house stands on batches: a statement per row would be ten times as dear."""
    rows = [outgoing(f"{i}:0", i) for i in range(1, 65)]

    def count(conn: Connection) -> int:
        seen = []
        event.listen(conn, "before_cursor_execute", lambda *args: seen.append(args))
        outbox.queue(conn, rows, NOON)
        parcels = outbox.send_round(conn, [], 64, NOON)
        outbox.send_round(conn, [sent(parcel) for parcel in parcels], 64, NOON)
        return len(seen)

    assert await database.write(count) <= 18


async def test_what_a_killed_process_held_can_be_released(database: Database) -> None:
    await queue(database, outgoing("1:0", 5))
    await send(database)

    await database.write(lambda conn: outbox.release(conn, NOON + 3 * SECOND))

    assert await database.read(outbox.next_due) == NOON + 3 * SECOND


async def test_what_telegram_asked_to_put_off_is_not_released(database: Database) -> None:
    """A process that starts anew keeps to what its predecessor was told."""
    await queue(database, outgoing("1:0", 5))
    [parcel] = await send(database)
    until = NOON + 60 * SECOND
    await send(database, outbox.PutOff(parcel.id, 5, until))

    assert await database.write(lambda conn: outbox.release(conn, NOON)) == 0
    assert await database.read(outbox.next_due) == until
