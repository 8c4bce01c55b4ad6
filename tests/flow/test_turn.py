"""One turn on a real database: everything or nothing, once, in order, and a poison row parked."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.config import load
from storage import inbox
from storage import outbox as queue_of_storage
from storage.database import Database
from storage.tables import cases, chats, messages, outbox, purchases, surveys, timers
from tests.flow.acts import CHAT, GROUP, ROOT, Shell, command, tap, text

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAUSE = timedelta(seconds=25)


@pytest.fixture
def shell(database: Database) -> Shell:
    return Shell(database)


async def asked(shell: Shell) -> None:
    await shell.opens(await shell.buys())
    await shell.waits(2 * HOUR)


async def complained(shell: Shell) -> None:
    await asked(shell)
    await shell.hears(tap("1:rate:1"), text("杯子漏水了，烫到手"))
    await shell.waits(PAUSE)


def staff(words: str, number: int = 1) -> dict[str, Any]:
    sender = {"id": 8001, "name": "小李"}
    return {
        "kind": "staff_text",
        "case": [CHAT, number],
        "message_id": 9,
        "text": words,
        "from": sender,
    }


async def test_a_turn_stores_state_messages_timers_and_records(shell: Shell) -> None:
    await asked(shell)

    assert [row["chat_id"] for row in await shell.all(chats)] == [CHAT]
    [survey] = await shell.all(surveys)
    assert survey["outcome"] == "sent"
    assert {row["name"] for row in await shell.all(timers)} == {"1:remind", "1:expire"}
    greeting, question = await shell.texts()
    assert "徐汇店" in greeting
    assert "保温杯" in question
    spoken = [(row["direction"], row["text"]) for row in await shell.all(messages)]
    assert spoken == [("in", "/start"), ("out", greeting), ("out", question)]


async def test_a_complaint_reaches_the_staff_group(shell: Shell) -> None:
    await complained(shell)

    kinds = [body["kind"] for body in await shell.sent(GROUP)]
    assert kinds == ["topic", "text"]
    [case] = await shell.all(cases)
    assert (case["chat_id"], case["conversation"], case["status"]) == (CHAT, 1, "acknowledged")
    assert case["group_id"] is None  # the sender will say where its topic is
    buttons = [
        b["data"] for body in await shell.sent(GROUP) for r in body.get("buttons", []) for b in r
    ]
    assert buttons == [f"s:{CHAT}:1:claim:alert", f"s:{CHAT}:1:misread"]


async def test_a_turn_that_breaks_stores_nothing(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(queue_of_storage, "queue", full)  # the last thing a turn does
    await shell.gets(text("几点关门？"))
    await shell.turns.take_turns()

    for table in (chats, messages, outbox, timers):
        assert await shell.all(table) == []
    assert await shell.database.read(inbox.waiting) == 1

    monkeypatch.undo()
    shell.now += DAY
    await shell.runs()
    assert len(await shell.all(messages)) == 1


async def test_a_chat_that_breaks_does_not_stop_the_others(shell: Shell) -> None:
    await shell.gets({"kind": "dance"}, chat=1)
    await shell.gets(command("help", person=2), chat=2)
    await shell.turns.take_turns()

    assert len(await shell.texts(2)) == 1


async def test_a_poison_row_is_parked_after_five_tries_and_the_chat_goes_on(shell: Shell) -> None:
    await shell.gets({"kind": "dance"}, command("help"))
    for _ in range(4):
        await shell.runs()
        assert await shell.texts() == []
        shell.now += 3 * timedelta(minutes=1)

    await shell.runs()
    [dead] = await shell.database.read(lambda conn: inbox.dead(conn, 9))
    assert dead.attempts == 5
    assert len(await shell.texts()) == 1
    [told] = await shell.texts(GROUP)
    assert str(dead.id) in told


async def test_a_row_that_arrives_twice_takes_effect_once(shell: Shell) -> None:
    row = inbox.Arrival("tg:1:77", CHAT, 1, {"at": 0, **command("help")})
    for _ in range(2):
        await shell.database.write(lambda conn: inbox.add(conn, [row], shell.now))
        await shell.runs()

    assert len(await shell.texts()) == 1


async def test_rivals_do_each_row_once_and_in_order(shell: Shell) -> None:
    people, each = range(1, 9), 6
    for n in range(each):
        for person in people:
            await shell.gets(command("help" if n % 2 else "privacy", person=person), chat=person)

    async def work() -> None:
        worker = shell.worker()
        idle = 0
        while idle < 3:
            idle = 0 if await worker.take_turns(3) else idle + 1

    await asyncio.gather(*(work() for _ in range(3)))
    await shell.runs()

    for person in people:
        said = [row["text"] for row in await shell.all(messages) if row["chat_id"] == person]
        asked_for = [words for words in said if words.startswith("/") and len(words) < 9]
        assert asked_for == ["/privacy", "/help"] * (each // 2)
        assert len(await shell.texts(person)) == each


async def test_staff_words_reach_the_customer_and_are_logged(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(staff("// 老顾客"), staff("马上给您换"))

    bodies = await shell.sent(CHAT)
    assert bodies[-1] == {"kind": "text", "relay_of": 9, "text": "马上给您换", "from_chat": GROUP}
    assert all("老顾客" not in str(body) for body in bodies)
    logged = [
        (r["direction"], r["text"]) for r in await shell.all(messages) if r["speaker"] == "staff"
    ]
    assert logged == [("note", "// 老顾客"), ("out", "马上给您换")]


async def test_a_customers_words_go_to_the_topic_as_they_are(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(staff("您好"), text("第一行\n\n{name} [[x]]"))

    last = (await shell.sent(GROUP))[-1]
    assert last["text"].endswith("：第一行\n\n{name} [[x]]")
    assert last["case"] == [CHAT, 1]


async def test_an_escalation_names_people_where_telegram_finds_them(shell: Shell) -> None:
    await complained(shell)
    await shell.waits(timedelta(minutes=30))

    assert any("升级" in body.get("text", "") for body in await shell.sent(GROUP))


async def test_erasure_leaves_nothing_personal_and_the_figures_stay(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(command("delete_me"), tap("0:erase"))

    everything = [chats, messages, cases, surveys, timers, outbox, purchases]
    left = "".join([str(await shell.all(table)) for table in everything])
    for personal in ("烫到手", "王女士", "wang"):
        assert personal not in left
    [survey] = await shell.all(surveys)
    assert survey["score"] == 1
    [case] = await shell.all(cases)
    assert case["status"] == "closed"
    assert case["chat_id"] != CHAT
    assert "已经删除" in (await shell.texts())[-1]


async def test_after_an_erasure_the_chat_lives_on_with_new_numbers(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(command("delete_me"), tap("0:erase"), text("几点关门？"))
    await shell.waits(PAUSE)

    numbers = [row["conversation"] for row in await shell.all(cases) if row["chat_id"] == CHAT]
    assert numbers == [2]


async def test_an_alarm_reads_the_letter_when_the_pause_is_over(shell: Shell) -> None:
    await shell.gets(text("你们好", reading=None), text("杯子漏水", reading=None))
    await shell.runs()
    assert await shell.texts() == []

    await shell.waits(PAUSE)
    [case] = await shell.all(cases)
    assert (case["kind"], case["words"]) == ("complaint", "你们好\n杯子漏水")


async def test_a_timer_that_a_message_moved_does_not_ring(shell: Shell) -> None:
    await shell.hears(text("杯子"))
    shell.now += PAUSE / 2
    await shell.hears(text("漏水"))
    await shell.waits(PAUSE / 2)
    assert await shell.all(cases) == []

    await shell.waits(PAUSE / 2)
    [case] = await shell.all(cases)
    assert case["words"] == "杯子\n漏水"


OWN = -1005


def with_shops(shell: Shell, general: int | None) -> None:
    over = {"staff": {"group": general}, "shops": {"徐汇店": {"group": OWN}}}
    shell.turns.settings = load(ROOT / "config.yaml", over, environ={})


@pytest.mark.parametrize(
    ("buys", "general", "told"), [(True, GROUP, OWN), (False, GROUP, GROUP), (False, None, OWN)]
)
async def test_a_dead_row_is_told_to_the_group_of_the_shop(
    shell: Shell, buys: bool, general: int | None, told: int
) -> None:
    with_shops(shell, general)
    if buys:
        await shell.opens(await shell.buys())
    await shell.gets({"kind": "never heard of"})
    for _ in range(5):
        await shell.runs()
        shell.now += timedelta(minutes=3)

    rows = [row for row in await shell.all(outbox) if row["chat_id"] < 0]
    assert [row["chat_id"] for row in rows] == [told]
    assert "编号" in rows[0]["body"]["text"]


async def test_what_staff_edit_reaches_the_customer_as_a_correction(shell: Shell) -> None:
    await complained(shell)
    await shell.hears(staff("明天到"), {**staff("后天到"), "edited": True})

    assert (await shell.texts())[-2:] == ["明天到", "（更正）后天到"]
