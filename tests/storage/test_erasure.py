"""A person who asks to be forgotten is found nowhere, and the figures are as they were."""

from dataclasses import replace
from typing import Any

from sqlalchemy import String, cast, select

from storage import (
    cases,
    chats,
    customers,
    erasure,
    inbox,
    messages,
    outbox,
    purchases,
    relays,
    reports,
    surveys,
    timers,
)
from storage.database import Connection, Database
from storage.tables import metadata
from tests.storage.acts import (
    NOON,
    SECOND,
    assert_every_waiting_row_has_a_line,
    bought,
    keys,
    lines,
    outgoing,
    send,
    turn,
)

GROUP, SENIORS = -1001, -1009
CHAT = 7_000_001
MARK = "秘密🤐"  # stands wherever something personal may stand
ORDER = "A-1"


def arrival(key: str, chat_id: int = CHAT) -> inbox.Arrival:
    return inbox.Arrival(key, chat_id, 1, {"key": key, "text": MARK, "from": {"name": MARK}})


def live(conn: Connection) -> None:
    """A customer's whole story, up to the row that asks for the erasure."""
    new = bought(ORDER, customer_ref=MARK, customer_name=MARK, customer_role=MARK)
    [(purchase, _)] = purchases.add(conn, [new], NOON)
    purchases.claim(conn, purchase.token, CHAT, NOON)
    inbox.add(conn, [arrival("done"), arrival("failed"), arrival("please erase me")], NOON)
    inbox.add(conn, [inbox.Arrival("raw", 0, 0, {"update": {"id": CHAT, "text": MARK}})], NOON)
    inbox.bury(conn, inbox.take_one(conn, 0, NOON).heads[0], "cannot be read", NOON)
    taken = inbox.take_one(conn, CHAT, NOON)
    chats.save(conn, {CHAT: {"words": MARK}})
    timers.set_(conn, [(CHAT, "1:pause", NOON)])
    case = {"chat_id": CHAT, "conversation": 1, "opened_at": NOON}
    said = {"words": MARK, "wish": MARK, "chosen": MARK, "first_response_at": NOON + SECOND}
    cases.upsert(conn, [{**case, **said, "severity": "high", "purchase_id": purchase.id}])
    cases.set_topic(conn, CHAT, 1, GROUP, 55)
    cases.set_topic(conn, CHAT, 1, SENIORS, 7, behind=True)
    asked = {"purchase_id": purchase.id, "chat_id": CHAT, "sent_at": NOON, "outcome": "answered"}
    surveys.upsert(conn, [{**asked, "score": 2, "comment": MARK}])
    entry = {"chat_id": CHAT, "conversation": 1, "at": NOON, "direction": "in", "kind": "text"}
    more = {"speaker": "customer", "sender": MARK, "text": MARK, "score": 2}
    messages.log(conn, [{**entry, **more, "key": f"{CHAT}:1", "purchase_id": purchase.id}])
    relays.add(conn, [(CHAT, 1, GROUP, 2)])
    inbox.finish(conn, taken, NOON)
    body = {"kind": "text", "text": MARK}
    first = taken.heads[0].id
    rows = [
        replace(outgoing(f"{first}:0", CHAT), body=body),
        replace(outgoing(f"{first}:1", GROUP), body=body),  # says nowhere whom it is about
        replace(outgoing(f"{first}:2", GROUP), body=body),
        replace(outgoing("elsewhere:0", GROUP), body={**body, "case": [CHAT, 1]}),
    ]
    outbox.queue(conn, rows, NOON)
    parcels = outbox.send_round(conn, [], 9, NOON)
    done = [outbox.Sent(each.id, each.chat_id, 1, 3 * SECOND) for each in parcels]
    outbox.send_round(conn, done, 0, NOON)
    failing = inbox.take_one(conn, CHAT, NOON)
    inbox.bury(conn, failing.heads[0], f"ValueError: {MARK}", NOON)


def erase(conn: Connection) -> tuple[erasure.Topic, ...]:
    """The turn that erases: it is finished like any other, and says so to the customer."""
    taken = inbox.take_one(conn, CHAT, NOON)
    assert keys(taken) == ["please erase me"]
    topics = erasure.erase(conn, CHAT, NOON)
    chats.save(conn, {CHAT: {"fresh": True}})
    inbox.finish(conn, taken, NOON)
    outbox.queue(conn, [outgoing(f"{taken.heads[0].id}:0", CHAT)], NOON)
    return topics


def places_of(conn: Connection, mark: str) -> set[str]:
    found = set()
    for table in metadata.sorted_tables:
        for column in table.columns:
            query = select(cast(column, String)).where(column.is_not(None))
            if any(mark in str(value) for value in conn.scalars(query)):
                found.add(f"{table.name}.{column.name}")
    return found


async def test_nothing_personal_is_left_anywhere(database: Database) -> None:
    await database.write(live)
    before = await database.read(lambda conn: places_of(conn, MARK))
    topics = await database.write(erase)

    assert before == {
        "cases.chosen", "cases.wish", "cases.words", "chats.state", "customers.customer_ref",
        "customers.name", "inbox.error", "inbox.payload", "messages.sender", "messages.text",
        "outbox.body", "purchases.customer_name", "purchases.customer_ref",
        "purchases.customer_role", "surveys.comment",
    }  # fmt: skip
    assert await database.read(lambda conn: places_of(conn, MARK)) == set()
    assert sorted(topics) == [(SENIORS, 7), (GROUP, 55)]


async def test_only_the_queues_still_know_the_number_of_the_chat(database: Database) -> None:
    """Until retention takes them; and the chat itself, which is being answered."""
    await database.write(live)
    await database.write(erase)

    left = await database.read(lambda conn: places_of(conn, str(CHAT)))
    assert left == {
        "chats.chat_id", "inbox.chat_id", "outbox.chat_id", "outbox.about", "outbox_lines.chat_id"
    }  # fmt: skip


async def test_the_figures_stay(database: Database) -> None:
    await database.write(live)

    def figures(conn: Connection) -> reports.Figures:
        return reports.figures(conn, NOON, NOON + SECOND, NOON)

    before = await database.read(figures)
    await database.write(erase)
    after = await database.read(figures)

    assert before.open_cases == 1
    assert after == replace(before, open_cases=0)  # nobody can work it any more
    case = await database.read(cases.newest)
    assert case is not None
    assert (case["status"], case["closed_by"]) == ("closed", "erased")
    [entry] = await database.read(lambda conn: lines(messages.page(conn, 0, NOON, NOON + SECOND)))
    assert (entry.score, entry.text, entry.sender, entry.customer) == (2, None, None, None)
    assert (entry.order_no, entry.status) == (ORDER, "closed")


async def test_what_waits_to_be_sent_about_them_is_not_sent(database: Database) -> None:
    await database.write(live)
    await database.write(erase)
    later = NOON + 10 * SECOND

    parcels = await send(database, now=later)
    assert [(parcel.chat_id, parcel.body["kind"]) for parcel in parcels] == [(CHAT, "text")]
    assert await database.read(outbox.waiting) == 1
    await assert_every_waiting_row_has_a_line(database)


async def test_what_they_say_afterwards_is_heard(database: Database) -> None:
    await database.write(live)
    await database.write(lambda conn: inbox.add(conn, [arrival("one more thing")], NOON))
    await database.write(erase)

    assert await turn(database, now=NOON + SECOND) == ["one more thing"]


async def test_their_next_conversation_writes_over_nothing(database: Database) -> None:
    await database.write(live)
    await database.write(erase)
    fresh = {"chat_id": CHAT, "conversation": 1, "opened_at": NOON}
    await database.write(lambda conn: cases.upsert(conn, [fresh]))

    counted = await database.read(lambda conn: reports.figures(conn, NOON, NOON + SECOND, NOON))
    assert counted.unhappy == 2


async def test_the_old_link_and_the_old_reference_lead_nowhere(database: Database) -> None:
    await database.write(live)
    [old] = await database.read(lambda conn: purchases.by_order(conn, ORDER))
    await database.write(erase)

    def again(conn: Connection) -> Any:
        [(next_one, _)] = purchases.add(conn, [bought("A-2", customer_ref=MARK)], NOON)
        return purchases.claim(conn, old.token, CHAT, NOON).status, next_one.chat_id

    assert await database.write(again) == ("unknown", None)


async def test_others_lose_nothing(database: Database) -> None:
    other = CHAT + 1

    def beside(conn: Connection) -> None:
        customers.remember(conn, [(other, "V2", "李先生")], NOON)
        chats.save(conn, {other: {"words": "我的"}})
        inbox.add(conn, [inbox.Arrival("other", other, 1, {"key": "mine"})], NOON)
        outbox.queue(conn, [outgoing("x:0", other)], NOON)
        messages.log(
            conn,
            [
                {
                    "chat_id": other,
                    "at": NOON,
                    "direction": "in",
                    "speaker": "customer",
                    "kind": "text",
                    "text": "我的",
                }
            ],
        )

    await database.write(live)
    await database.write(beside)
    await database.write(erase)

    assert await database.read(lambda conn: places_of(conn, "我的")) == {
        "chats.state", "messages.text"
    }  # fmt: skip
    assert (await database.read(lambda conn: customers.of_chats(conn, [other])))[other].name
    assert await turn(database, now=NOON + SECOND) == ["mine"]
