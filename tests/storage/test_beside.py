"""What an export holds beside the log: promises and ideas of a period, page by page."""

from datetime import timedelta
from functools import partial
from typing import Any

from storage import beside, erasure, grants, messages, purchases, suggestions
from storage.columns import to_ms
from storage.database import Database
from tests.storage.acts import NOON, bought, lines
from tests.storage.test_grants import grant
from tests.storage.test_suggestions import idea

DAY = timedelta(days=1)


async def promised(database: Database, after: int = 0, n: int = 10) -> list[Any]:
    page = partial(beside.promised, after=after, since=NOON, until=NOON + DAY, n=n)
    return await database.read(lambda conn: lines(page(conn)))


async def ideas(database: Database) -> list[Any]:
    return await database.read(lambda conn: lines(beside.ideas(conn, 0, NOON, NOON + DAY)))


async def test_promises_of_a_period_page_by_page(database: Database) -> None:
    rows = [grant(1), grant(2), grant(3, requested_at=NOON - DAY), grant(4, cost=None)]
    await database.write(lambda conn: grants.upsert(conn, rows))

    first = await promised(database, n=2)
    assert [line.label for line in first] == ["杯子一只", "杯子一只"]
    [last] = await promised(database, after=first[-1].id)
    assert (last.cost, last.status, last.customer, last.case) == (None, "granted", None, None)


async def test_ideas_with_whose_they_are_and_how_they_were_answered(database: Database) -> None:
    new = bought("A001")
    [(purchase, _)] = await database.write(lambda conn: purchases.add(conn, [new], NOON))
    mine = {**idea(), "purchase_id": purchase.id}
    rows = [mine, {**idea(text="早点开门"), "at": NOON - DAY}]
    await database.write(lambda conn: suggestions.file(conn, rows))
    [told] = await ideas(database)
    assert (told.shop, told.order_no, told.text) == (
        purchase.shop,
        purchase.order_no,
        "开通配送跟踪",
    )
    assert (told.status, told.answered_at) == ("new", None)

    await database.write(lambda conn: suggestions.adopt(conn, told.id, NOON + DAY))
    [told] = await ideas(database)
    assert (told.status, told.answered_at) == ("adopted", to_ms(NOON + DAY))


async def test_what_was_erased_is_not_there(database: Database) -> None:
    await database.write(lambda conn: suggestions.file(conn, [idea()]))
    await database.write(lambda conn: erasure.erase(conn, 7, NOON))

    assert await ideas(database) == []


async def test_the_clock_of_the_newest_entry(database: Database) -> None:
    assert await database.read(messages.newest_at) is None

    row = {"chat_id": 7, "direction": "in", "speaker": "customer", "kind": "text", "text": "好"}
    rows = [{**row, "key": f"in:{n}", "at": NOON + n * DAY} for n in (1, 2)]
    await database.write(lambda conn: messages.log(conn, rows))
    assert await database.read(messages.newest_at) == NOON + 2 * DAY
