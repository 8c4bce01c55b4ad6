"""Cases, the log, relays and groups: what the staff's side rests on."""

from datetime import datetime
from types import SimpleNamespace
from typing import Any

from storage import cases, erasure, groups, messages, purchases, relays, surveys
from storage.columns import to_ms
from storage.database import Connection, Database
from tests.storage.acts import (
    NOON,
    SECOND,
    bought,
    lines,
)

GROUP, NEW_GROUP = -1001, -1002


def case(conversation: int, chat_id: int = 7, **more: Any) -> dict[str, Any]:
    return {"chat_id": chat_id, "conversation": conversation, "opened_at": NOON, **more}


async def upsert(database: Database, *rows: dict[str, Any]) -> None:
    await database.write(lambda conn: cases.upsert(conn, rows))


async def test_a_case_keeps_what_a_later_change_does_not_name(database: Database) -> None:
    await upsert(database, case(1, words="漏水了", severity="high", group_id=GROUP))
    await upsert(
        database,
        {"chat_id": 7, "conversation": 1, "status": "assessed", "handler_name": "小李"},
        case(2, words="慢"),
        {"chat_id": 7, "conversation": 1, "status": "closed", "handler_name": "小李"},
    )

    found = await database.read(lambda conn: cases.of(conn, [(7, 1), (7, 2), (7, 3)]))
    assert set(found) == {(7, 1), (7, 2)}
    row = found[7, 1]
    assert (row["words"], row["severity"], row["status"]) == ("漏水了", "high", "closed")
    assert (row["opened_at"], row["kind"], row["reopened"]) == (NOON, "complaint", 0)


async def test_a_case_and_its_topic_find_each_other(database: Database) -> None:
    await upsert(database, case(1), case(2))

    def link(conn: Connection) -> tuple[bool, bool]:
        return (
            cases.set_topic(conn, 7, 1, GROUP, 55),
            cases.set_topic(conn, 7, 9, GROUP, 56),
        )

    assert await database.write(link) == (True, False)
    assert await database.read(lambda conn: cases.of_topics(conn, GROUP, [55, 56])) == {55: (7, 1)}
    assert await database.read(lambda conn: cases.of_topics(conn, NEW_GROUP, [55])) == {}
    assert await database.read(lambda conn: cases.topics(conn, [(7, 1), (7, 2)])) == {
        (7, 1): (GROUP, 55)
    }


async def test_a_case_that_went_behind_keeps_both_its_places(database: Database) -> None:
    """Each in its own time: what was queued for one topic still finds it."""
    await upsert(database, case(1))

    def link(conn: Connection) -> list[bool]:
        there = cases.set_topic(conn, 7, 1, NEW_GROUP, 55, behind=True)
        here = cases.set_topic(conn, 7, 1, GROUP, 55)
        cases.set_alert(conn, 7, 1, 100)
        cases.set_alert(conn, 7, 1, 200, behind=True)
        return [there, here, cases.set_topic(conn, 7, 9, NEW_GROUP, 56, behind=True)]

    assert await database.write(link) == [True, True, False]

    def both(conn: Connection) -> Any:
        sides = [cases.topics(conn, [(7, 1)], behind=behind) for behind in (False, True)]
        alerts = [cases.alerts(conn, [(7, 1)], behind=behind) for behind in (False, True)]
        return sides, alerts, [cases.of_topics(conn, g, [55]) for g in (GROUP, NEW_GROUP)]

    sides, alerts, found = await database.read(both)
    assert sides == [{(7, 1): (GROUP, 55)}, {(7, 1): (NEW_GROUP, 55)}]
    assert alerts == [{(7, 1): 100}, {(7, 1): 200}]
    assert found == [{55: (7, 1)}] * 2


async def test_the_newest_case_is_the_one_opened_last(database: Database) -> None:
    assert await database.read(cases.newest) is None
    await upsert(database, case(1), case(2))
    await upsert(database, case(1, status="closed"))

    newest = await database.read(cases.newest)
    assert newest is not None
    assert newest["conversation"] == 2


async def test_a_survey_is_one_row_however_often_it_changes(database: Database) -> None:
    def story(conn: Connection) -> Any:
        surveys.upsert(
            conn, [{"purchase_id": 1, "chat_id": 7, "outcome": "sent", "sent_at": NOON}]
        )
        surveys.upsert(conn, [{"purchase_id": 1, "score": 2, "mismatch": True}])
        return surveys.of(conn, [1, 2])

    found = await database.write(story)
    assert list(found) == [1]
    assert (found[1]["outcome"], found[1]["score"], found[1]["mismatch"]) == ("sent", 2, True)


def said(key: str, at: datetime = NOON, **more: Any) -> dict[str, Any]:
    row = {"key": key, "chat_id": 7, "conversation": 1, "at": at, "direction": "in"}
    return {**row, "speaker": "customer", "sender": "王女士", "kind": "text", **more}


async def test_an_entry_carries_purchase_customer_and_case(database: Database) -> None:
    def story(conn: Connection) -> tuple[Any, Any]:
        [(purchase, _)] = purchases.add(
            conn, [bought("A-1", customer_ref="V1", customer_name="王女士")], NOON
        )
        purchases.claim(conn, purchase.token, 7, NOON)
        cases.upsert(conn, [case(1, purchase_id=purchase.id, status="assessed")])
        more: dict[str, Any] = {
            "text": "漏水了",
            "score": 1,
            "sentiment": "unhappy",
            "p_unhappy": 0.93,
        }
        messages.log(conn, [said("a", topic="品质", purchase_id=purchase.id, **more)])
        [entry] = lines(messages.page(conn, 0, NOON, NOON + SECOND))
        return entry, cases.newest(conn)

    entry, newest = await database.write(story)
    assert entry == SimpleNamespace(
        id=entry.id, at=to_ms(NOON), shop="南京路店", order_no="A-1", customer="王女士",
        direction="in",
        speaker="customer", sender="王女士", kind="text", text="漏水了", score=1,
        sentiment="unhappy", p_unhappy=0.93, topic="品质", case=newest["id"], status="assessed",
        cause=None, step="heard",
    )  # fmt: skip


async def test_a_message_without_purchase_or_case_is_exported_too(database: Database) -> None:
    await database.write(lambda conn: messages.log(conn, [said("a", chat_id=8, text="在吗")]))

    [entry] = await database.read(lambda conn: lines(messages.page(conn, 0, NOON, NOON + SECOND)))
    assert (entry.text, entry.shop, entry.customer, entry.case) == ("在吗", None, None, None)


async def test_one_message_is_logged_once(database: Database) -> None:
    rows = [said("a", text="一"), said("b", text="二")]
    await database.write(lambda conn: messages.log(conn, rows))
    await database.write(lambda conn: messages.log(conn, [said("a", text="改")]))

    entries = await database.read(lambda conn: lines(messages.page(conn, 0, NOON, NOON + SECOND)))
    assert [entry.text for entry in entries] == ["一", "二"]


async def test_pages_follow_each_other_without_gap_or_repeat(database: Database) -> None:
    rows = [said(f"{i}", NOON + i * SECOND, text=f"{i}") for i in range(25)]
    await database.write(lambda conn: messages.log(conn, rows))
    since, until = NOON + 3 * SECOND, NOON + 20 * SECOND
    seen: list[str | None] = []
    after = 0
    while True:
        page = await database.read(
            lambda conn, after=after: lines(messages.page(conn, after, since, until, 4))
        )
        if not page:
            break
        seen += [entry.text for entry in page]
        after = page[-1].id

    assert seen == [f"{i}" for i in range(3, 20)]


async def test_replies_map_both_ways(database: Database) -> None:
    row = (7, 11, GROUP, 501)
    await database.write(lambda conn: relays.add(conn, [row, (7, 12, GROUP, 502)]))
    await database.write(lambda conn: relays.add(conn, [row]))  # sent again after a crash

    assert await database.read(lambda conn: relays.to_staff(conn, [(7, 11), (7, 99)])) == {
        (7, 11): (GROUP, 501)
    }
    assert await database.read(lambda conn: relays.to_customer(conn, [(GROUP, 502)])) == {
        (GROUP, 502): (7, 12)
    }


async def test_a_group_that_moves_twice_is_found_from_its_first_id(database: Database) -> None:
    await database.write(lambda conn: groups.moved(conn, GROUP, NEW_GROUP))
    await database.write(lambda conn: groups.moved(conn, NEW_GROUP, -1003))

    assert await database.read(groups.all_moves) == {GROUP: -1003, NEW_GROUP: -1003}


async def test_what_customers_measure_us_by_is_told_newest_first(database: Database) -> None:
    await upsert(
        database, case(1, standard="至少提前说一声"), case(2), case(3, standard="该赔一个")
    )
    await upsert(database, case(4, chat_id=8, standard="旧的", opened_at=NOON - 9 * SECOND))

    told = await database.read(lambda conn: cases.standards(conn, NOON, NOON + SECOND))
    assert told == ("该赔一个", "至少提前说一声")
    await database.write(lambda conn: erasure.erase(conn, 7, NOON))
    assert await database.read(lambda conn: cases.standards(conn, NOON, NOON + SECOND)) == ()
