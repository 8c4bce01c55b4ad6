"""The figures of a period, and forgetting rows that are done."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from storage import cases, inbox, outbox, reports, retention, surveys
from storage.database import Connection, Database
from tests.storage.acts import (
    NOON,
    SECOND,
    add,
    arrival,
    outgoing,
    queue,
    send,
    sent,
    turn,
)

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


async def figures(database: Database, now: datetime = NOON + DAY) -> reports.Figures:
    return await database.read(lambda conn: reports.figures(conn, NOON, NOON + DAY, now))


def survey(number: int, score: int | None, sent_at: datetime | None = NOON) -> dict[str, Any]:
    return {"purchase_id": number, "chat_id": number, "sent_at": sent_at, "score": score}


def case(number: int, **more: Any) -> dict[str, Any]:
    return {"chat_id": number, "conversation": 1, "opened_at": NOON, **more}


async def test_an_empty_period_has_no_shares(database: Database) -> None:
    assert await figures(database) == reports.Figures(0, 0, None, None, 0, 0, 0, None)


async def test_the_figures_of_a_day(database: Database) -> None:
    asked = [survey(number, score) for number, score in enumerate([5, 4, 3, 1, None, None], 1)]
    elsewhen = [survey(8, 5, NOON - SECOND), survey(9, 5, NOON + DAY), survey(10, None, None)]
    handled = [
        case(1, first_response_at=NOON + 4 * MINUTE, due_at=NOON + DAY - SECOND),
        case(2, first_response_at=NOON + 10 * MINUTE, closed_at=NOON + DAY, status="closed"),
        case(3, first_response_at=NOON + 60 * MINUTE, due_at=NOON + 2 * DAY),
        case(4, opened_at=NOON - DAY, first_response_at=NOON, due_at=NOON),
        case(5, kind="enquiry", first_response_at=NOON + 90 * MINUTE, due_at=NOON),
        case(6, status="closed", closed_at=NOON, due_at=NOON),
    ]

    def story(conn: Connection) -> None:
        surveys.upsert(conn, asked + elsewhen)
        cases.upsert(conn, handled)

    await database.write(story)
    assert await figures(database) == reports.Figures(
        invited=6,
        answered=4,
        response_rate=4 / 6,
        csat=2 / 4,
        unhappy=4,
        open_cases=3,
        overdue_cases=2,
        median_first_response=10 * MINUTE,
    )


async def prune(database: Database, before: datetime, n: int = 1000) -> int:
    return await database.write(lambda conn: retention.prune(conn, before, n))


async def test_only_rows_that_are_done_and_old_are_forgotten(database: Database) -> None:
    await add(database, arrival("old", 1), arrival("waits", 1))
    await turn(database)
    await queue(database, outgoing("1:0", 5), outgoing("1:1", 5))
    await send(database, *map(sent, await send(database)))

    assert await prune(database, NOON) == 0
    assert await prune(database, NOON + SECOND) == 2
    assert await prune(database, NOON + SECOND) == 0
    assert await turn(database) == ["waits"]
    assert await database.read(outbox.waiting) == 1


async def test_it_forgets_in_small_bites(database: Database) -> None:
    await add(database, *(arrival(f"{i}", i) for i in range(1, 26)))
    await turn(database)

    assert [await prune(database, NOON + SECOND, 10) for _ in range(4)] == [10, 10, 5, 0]


async def test_a_dead_row_stays_until_somebody_has_looked(database: Database) -> None:
    await add(database, arrival("poison", 1))

    def give_up(conn: Connection) -> None:
        inbox.bury(conn, inbox.take(conn, NOON, 1).heads[0], "broken", NOON)

    await database.write(give_up)
    assert await prune(database, NOON + SECOND) == 0
    assert len(await database.read(lambda conn: inbox.dead(conn, 9))) == 1


async def test_ids_do_not_start_again_after_everything_was_forgotten(database: Database) -> None:
    await add(database, arrival("a", 1))
    [first] = (await database.write(lambda conn: inbox.take(conn, NOON, 1))).heads
    await turn(database)
    await prune(database, NOON + SECOND)
    await add(database, arrival("b", 1))

    [second] = (await database.write(lambda conn: inbox.take(conn, NOON, 1))).heads
    assert second.id > first.id


@pytest.mark.parametrize(
    "sent_up", [{"status": "reopened"}, {"handling": True}, {"abusive": True}]
)
async def test_a_case_that_began_higher_up_is_overdue_only_past_its_time(
    database: Database, sent_up: dict[str, object]
) -> None:
    row = {"chat_id": 1, "conversation": 1, "level": 1, "due_at": NOON + SECOND, **sent_up}
    await database.write(lambda conn: cases.upsert(conn, [row]))

    early = await database.read(lambda conn: reports.figures(conn, NOON, NOON, NOON))
    late = await database.read(lambda conn: reports.figures(conn, NOON, NOON, NOON + 2 * SECOND))
    assert (early.overdue_cases, late.overdue_cases) == (0, 1)


async def test_an_escalated_case_that_nobody_took_is_overdue(database: Database) -> None:
    later = NOON + timedelta(minutes=30)
    rows = [
        {"chat_id": 1, "conversation": 1, "level": 1, "due_at": later, "handler_id": None},
        {"chat_id": 2, "conversation": 1, "level": 1, "due_at": later, "handler_id": 8},
    ]
    await database.write(lambda conn: cases.upsert(conn, rows))

    found = await database.read(lambda conn: reports.figures(conn, NOON, later, NOON))
    assert (found.open_cases, found.overdue_cases) == (2, 1)
