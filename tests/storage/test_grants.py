"""The ledger of promises, and the last one of what is limited."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from storage import erasure, grants, inbox
from storage.database import Connection, Database
from storage.grants import OutOfStock, Totals
from tests.storage.acts import NOON, SECOND, arrival

DAY = 86400 * SECOND
MOST = {"mug": 2, "cap": 0}


def grant(number: int = 1, chat_id: int = 7, **more: Any) -> dict[str, Any]:
    fields = {
        "chat_id": chat_id,
        "conversation": 1,
        "number": number,
        "key": "mug",
        "label": "杯子一只",
        "status": "granted",
        "cost": Decimal("20.00"),
        "currency": "CNY",
        "level": 0,
        "requested_at": NOON,
        "granted_at": NOON,
        "due_at": NOON + DAY,
    }
    return {**fields, **more}


async def store(database: Database, *rows: dict[str, Any]) -> None:
    await database.write(lambda conn: grants.upsert(conn, rows))


async def totals(database: Database, now: datetime = NOON) -> Totals:
    return await database.read(lambda conn: grants.totals(conn, NOON, NOON + DAY, now))


async def test_a_line_changes_in_place(database: Database) -> None:
    await store(database, grant(status="requested", granted_at=None), grant(2))
    await store(database, grant(status="granted", granted_by=9001))

    first, second = await database.read(lambda conn: grants.of_chat(conn, 7))
    assert (first["status"], first["granted_by"], first["cost"]) == ("granted", 9001, Decimal(20))
    assert second["number"] == 2


async def test_what_was_given_in_the_period_and_what_is_owed_now(database: Database) -> None:
    await store(
        database,
        grant(1),
        grant(2, status="fulfilled", cost=Decimal("99.50"), fulfilled_at=NOON),
        grant(3, status="withdrawn"),
        grant(4, status="refused", granted_at=None),
        grant(5, status="requested", granted_at=None, due_at=None, cost=None),
        grant(6, granted_at=NOON - SECOND, due_at=NOON - SECOND),
        grant(7, status="fulfilled", granted_at=NOON + DAY),
        grant(8, cost=None, currency=None),
        grant(9, currency="USD"),
    )

    assert await totals(database) == Totals(
        granted=4,
        cost=(("CNY", Decimal("119.50")), ("USD", Decimal("20.00"))),
        open=4,
        late=1,
    )


async def test_the_last_one_is_taken_once(database: Database) -> None:
    def take(n: int, key: str = "mug") -> Any:
        return lambda conn: grants.take(conn, {key: n}, MOST)

    async def gone() -> frozenset[str]:
        return await database.read(lambda conn: grants.gone(conn, MOST))

    await database.write(take(1))
    assert await gone() == {"cap"}
    await database.write(take(1))
    assert await gone() == {"cap", "mug"}
    with pytest.raises(OutOfStock):
        await database.write(take(1))
    with pytest.raises(OutOfStock):
        await database.write(take(1, "cap"))
    await database.write(take(-1))
    assert await gone() == {"cap"}
    await database.write(take(1))
    await database.write(take(0))
    await database.write(take(1, "endless"))  # no limit: not counted


async def test_what_comes_back_never_makes_more_than_there_was(database: Database) -> None:
    await database.write(lambda conn: grants.take(conn, {"mug": -3}, MOST))
    await database.write(lambda conn: grants.take(conn, {"mug": 2}, MOST))

    with pytest.raises(OutOfStock):
        await database.write(lambda conn: grants.take(conn, {"mug": 1}, MOST))


async def test_a_smaller_stock_takes_back_what_is_out(database: Database) -> None:
    """The shop has written a smaller number into its configuration."""
    await database.write(lambda conn: grants.take(conn, {"mug": 2}, MOST))
    await database.write(lambda conn: grants.take(conn, {"mug": -1}, {"mug": 0}))

    assert await database.read(lambda conn: grants.gone(conn, {"mug": 2})) == frozenset()


async def test_a_turn_that_breaks_takes_nothing(database: Database) -> None:
    def broken(conn: Connection) -> None:
        grants.upsert(conn, [grant()])
        grants.take(conn, {"mug": 3}, MOST)

    with pytest.raises(OutOfStock):
        await database.write(broken)

    assert await database.read(lambda conn: grants.of_chat(conn, 7)) == ()


async def test_an_erasure_keeps_the_figures_and_nobody(database: Database) -> None:
    await store(database, grant(1), grant(2, status="requested", granted_at=None))
    before = await totals(database)

    def erase(conn: Connection) -> None:
        inbox.add(conn, [arrival("erase me", 7)], NOON)
        erasure.erase(conn, 7, NOON)

    await database.write(erase)

    assert await database.read(lambda conn: grants.of_chat(conn, 7)) == ()
    assert (await totals(database)).cost == before.cost
    assert (await totals(database)).open == 0
