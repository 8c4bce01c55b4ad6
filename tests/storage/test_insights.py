"""What a shop learns from its complaints, and who keeps silent, on both databases."""

from datetime import timedelta
from typing import Any

from storage import cases, purchases, surveys
from storage.database import Connection, Database
from storage.insights import Attitude, Insights, Treatment, insights
from storage.silent import silent
from tests.storage.acts import NOON, bought

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def case(number: int, **more: Any) -> dict[str, Any]:
    return {"chat_id": number, "conversation": 1, "opened_at": NOON, "severity": "normal", **more}


async def learned(database: Database, *rows: dict[str, Any]) -> Insights:
    await database.write(lambda conn: cases.upsert(conn, rows))
    return await database.read(lambda conn: insights(conn, NOON, NOON + DAY))


async def test_an_empty_period_teaches_nothing(database: Database) -> None:
    assert await learned(database) == Insights()


async def test_causes_are_counted_the_most_frequent_first(database: Database) -> None:
    found = await learned(
        database,
        case(1, cause="skill"),
        case(2, cause="failure"),
        case(3, cause="failure"),
        case(4, cause="none"),
        case(5, confirmed_at=NOON),
        case(6, kind="enquiry", cause="gap"),
        case(7, opened_at=NOON - DAY, cause="gap"),
    )

    assert found.causes[0] == ("failure", 2)
    assert set(found.causes[1:]) == {("skill", 1), ("none", 1)}
    assert found.uncaused == 1


async def test_manner_is_told_by_person(database: Database) -> None:
    found = await learned(
        database,
        case(1, attitude=5, attitude_of="小李"),
        case(2, attitude=4, attitude_of="小李"),
        case(3, attitude=1, attitude_of="小周"),
        case(4),
    )

    assert found.attitudes == (Attitude("小李", 4.5, 2), Attitude("小周", 1, 1))


async def test_everybody_is_compared_by_what_they_are(database: Database) -> None:
    async def buy(*numbers: int) -> list[int]:
        new = [bought(f"F{n}", shop=f"店{n % 2}") for n in numbers]
        rows = await database.write(lambda conn: purchases.add(conn, new, NOON))
        return [made.id for made, _ in rows]

    first, second, third = await buy(1, 2, 3)

    def own(conn: Connection) -> None:
        for number, chat in ((first, 1), (third, 1), (second, 2)):
            token = purchases.by_ids(conn, [number])[number].token
            purchases.claim(conn, token, chat, NOON)

    await database.write(own)
    found = await learned(
        database,
        case(1, purchase_id=first, confirmed_at=NOON, first_response_at=NOON + 4 * MINUTE),
        case(2, purchase_id=second, severity="critical", first_response_at=NOON + 8 * MINUTE),
    )

    assert Treatment("customer", "loyal", 1, 1.0, 4 * MINUTE) in found.treatments
    assert Treatment("customer", "new", 1, 0.0, 8 * MINUTE) in found.treatments
    assert Treatment("shop", "店1", 1, 1.0, 4 * MINUTE) in found.treatments
    assert Treatment("severity", "critical", 1, 0.0, 8 * MINUTE) in found.treatments


async def test_who_keeps_silent_is_listed_with_why(database: Database) -> None:
    new = [bought(f"S{n}") for n in range(6)]
    rows = await database.write(lambda conn: purchases.add(conn, new, NOON))
    ids = [made.id for made, _ in rows]

    def survey(n: int, **more: Any) -> dict[str, Any]:
        return {"purchase_id": ids[n], "chat_id": n, "sent_at": NOON, **more}

    told = [
        survey(0, outcome="expired"),
        survey(1, outcome="answered", score=4, broken_off=True),
        survey(2, outcome="answered", score=5, comment="还行吧", p_unhappy=0.4),
        survey(3, outcome="answered", score=5, comment="很好", p_unhappy=0.05),
        survey(4, outcome="answered", score=4, comment="差劲", mismatch=True),
        survey(5, outcome="sent"),
    ]
    await database.write(lambda conn: surveys.upsert(conn, told))
    await database.write(lambda conn: cases.upsert(conn, [case(4, purchase_id=ids[4])]))

    found = await database.read(lambda conn: silent(conn, NOON, NOON + DAY))
    assert {(s.order_no, s.why) for s in found} == {
        ("S0", "unanswered"),
        ("S1", "broken_off"),
        ("S2", "faint"),
    }
