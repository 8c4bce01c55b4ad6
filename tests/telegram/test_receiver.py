"""What comes in from Telegram: stored before it is confirmed, once, whatever it looks like."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.sandbox.people import Person
from bot.sandbox.world import GROUP_ID, World
from bot.telegram.filling import MOST_READ, SPAN, Ration
from bot.telegram.receiver import Receiver, WrongToken
from storage import cases, groups, inbox, offsets
from storage.database import Connection, Unavailable
from tests.telegram.conftest import Desk, until


@asynccontextmanager
async def polling(receiver: Receiver) -> AsyncIterator[Receiver]:
    running = asyncio.create_task(receiver.poll())
    try:
        yield receiver
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await receiver.stop()


async def waiting(desk: Desk, rows: int, within: float = 8.0) -> None:
    async with asyncio.timeout(within):
        while await desk.database.read(inbox.waiting) < rows:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_message_is_stored_read_and_confirmed(
    desk: Desk, world: World, wang: Person
) -> None:
    async def read(texts: Sequence[str]) -> list[dict[str, Any]]:
        return [{"sentiment": "unhappy", "length": len(text)} for text in texts]

    world.say(wang, "太差了")
    async with polling(desk.receiver(read)):
        await until(lambda: world.undelivered() == 0)

    (row,) = await desk.payloads()
    assert row["reading"] == {"sentiment": "unhappy", "length": 3}
    assert (row["line"], row["kind"], row["text"]) == (wang.id, "text", "太差了")
    assert "inbox" in desk.woken


async def test_a_reader_that_breaks_costs_only_the_reading(
    desk: Desk, world: World, wang: Person
) -> None:
    async def read(texts: Sequence[str]) -> list[dict[str, Any]]:
        raise ZeroDivisionError

    world.say(wang, "太差了")
    async with polling(desk.receiver(read)):
        await waiting(desk, 1)

    (row,) = await desk.payloads()
    assert row["reading"] is None


async def test_a_poison_update_stops_nobody(desk: Desk, world: World, wang: Person) -> None:
    world.faults.add("malformed_update")
    world.say(wang, "一")
    async with polling(desk.receiver()):
        await waiting(desk, 2)
        world.say(wang, "二")
        await waiting(desk, 3)

    rows = await desk.payloads()
    assert [row["text"] for row in rows if row["line"] == wang.id] == ["一", "二"]
    assert [row["kind"] for row in rows if row["line"] == 0] == ["unreadable"]


async def test_a_restart_goes_on_where_it_stopped(desk: Desk, world: World, wang: Person) -> None:
    world.say(wang, "一")
    async with polling(desk.receiver()):
        await waiting(desk, 1)
    world.faults.add("repeated_updates")
    world.say(wang, "二")
    async with polling(desk.receiver()):
        await waiting(desk, 2)
        await until(lambda: world.undelivered() == 0)

    assert [row["text"] for row in await desk.payloads()] == ["一", "二"]


async def test_nothing_is_confirmed_that_was_not_stored(
    desk: Desk, world: World, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(conn: Connection, arrivals: object, now: object) -> int:
        raise Unavailable("the disk is full")

    world.say(wang, "一")
    with monkeypatch.context() as patch:
        patch.setattr(inbox, "add", broken)
        async with polling(desk.receiver()):
            await asyncio.sleep(0.5)
    assert world.undelivered() == 1
    async with polling(desk.receiver()):
        await waiting(desk, 1)

    assert [row["text"] for row in await desk.payloads()] == ["一"]


async def test_a_row_the_database_refuses_is_parked(
    desk: Desk, world: World, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = inbox.add

    def picky(conn: Connection, arrivals: list[inbox.Arrival], now: Any) -> int:
        if any(arrival.payload.get("text") == "毒" for arrival in arrivals):
            raise ValueError("no such thing can be stored")
        return add(conn, arrivals, now)

    monkeypatch.setattr(inbox, "add", picky)
    for word in ("一", "毒", "二"):
        world.say(wang, word)
    async with polling(desk.receiver()):
        await waiting(desk, 3)
        await until(lambda: world.undelivered() == 0)

    rows = await desk.payloads()
    assert [row["text"] for row in rows if row["line"] == wang.id] == ["一", "二"]
    assert next(row["update"]["message"]["text"] for row in rows if row["line"] == 0) == "毒"


async def test_a_tap_is_answered_after_it_is_stored(
    desk: Desk, world: World, wang: Person
) -> None:
    world.switches.answer_twice = False
    world.start(wang)
    buttons = [[{"text": "5", "data": "1:rate:5"}]]
    await desk.queue(wang.id, {"kind": "text", "text": "打几分", "buttons": buttons})
    await desk.drain(desk.sender())
    query = world.tap(wang, wang.id, world.messages(wang.id)[-1].id, "1:rate:5")
    async with polling(desk.receiver()):
        await until(lambda: query not in world.queries)

    taps = [row for row in await desk.payloads() if row["kind"] == "tap"]
    assert [tap["data"] for tap in taps] == ["1:rate:5"]


async def test_staff_words_reach_the_line_of_the_customer(
    desk: Desk, world: World, wang: Person, li: Person
) -> None:
    world.start(wang)
    row = {"chat_id": wang.id, "conversation": 1, "kind": "complaint", "status": "received"}
    row["opened_at"] = desk.clock.now()
    await desk.database.write(lambda conn: cases.upsert(conn, [row]))
    case = [wang.id, 1]
    await desk.queue(GROUP_ID, {"kind": "topic", "case": case, "name": "王女士"})
    await desk.drain(desk.sender())
    topics = await desk.database.read(lambda conn: cases.topics(conn, [(wang.id, 1)]))
    _, topic = topics[wang.id, 1]
    said = world.say(li, "我来处理", topic=topic)
    world.say(li, "今天天气不错", in_group=True)
    world.say(li, "/report 7d", in_group=True)
    async with polling(desk.receiver()):
        await until(lambda: world.undelivered() == 0)

    rows = {row["kind"]: row for row in await desk.payloads()}
    assert set(rows) == {"command", "staff_text", "staff_command"}
    assert (rows["staff_text"]["line"], rows["staff_text"]["case"]) == (wang.id, case)
    assert (rows["staff_text"]["message_id"], rows["staff_text"]["reply_to"]) == (said.id, None)
    assert (rows["staff_command"]["line"], rows["staff_command"]["args"]) == (GROUP_ID, "7d")


async def test_a_group_that_moves_stays_ours(desk: Desk, world: World, li: Person) -> None:
    new = world.migrate()
    world.say(li, "/report", group=new.id)
    async with polling(desk.receiver()):
        await until(lambda: world.undelivered() == 0)

    rows = await desk.payloads()
    moved = [row for row in rows if row["kind"] == "group_migrated"]
    assert {(row["from_id"], row["to_id"]) for row in moved} == {(GROUP_ID, new.id)}
    assert [row["line"] for row in rows if row["kind"] == "staff_command"] == [new.id]
    assert await desk.database.read(groups.all_moves) == {GROUP_ID: new.id}


async def test_a_move_that_only_the_sender_heard_of_is_known_too(
    desk: Desk, world: World, wang: Person, li: Person
) -> None:
    receiver = desk.receiver()
    say: dict[str, Any] = {"message_id": 1, "text": "/report", "from": li.user()}

    def update(number: int, group: int) -> dict[str, Any]:
        chat = {"id": group, "type": "supergroup", "title": "客服"}
        return {"update_id": number, "message": {**say, "chat": chat}}

    await receiver.accept([update(1, GROUP_ID), update(2, -1007)])
    await desk.database.write(lambda conn: groups.moved(conn, GROUP_ID, -1007))
    await receiver.accept([update(3, -1007)])

    assert [row["line"] for row in await desk.payloads()] == [GROUP_ID, -1007]


async def test_telegram_may_fail_in_every_way(desk: Desk, world: World, wang: Person) -> None:
    world.faults.add("server_error", method="getUpdates", html=True)
    world.faults.add("garbled", method="getUpdates")
    world.faults.add("reset", method="getUpdates")
    world.say(wang, "一")
    async with polling(desk.receiver()):
        await waiting(desk, 1, within=15)

    assert [row["text"] for row in await desk.payloads()] == ["一"]


async def test_a_wrong_token_stops_with_a_clear_word(desk: Desk, world: World) -> None:
    world.faults.add("refused", method="getUpdates", code=401, description="Unauthorized")

    with pytest.raises(WrongToken, match="token"):
        await desk.receiver().poll()


async def test_another_bots_database_is_refused(desk: Desk) -> None:
    await desk.database.write(lambda conn: offsets.save(conn, 1, 5))

    with pytest.raises(offsets.OtherBot):
        await desk.receiver().poll()


async def test_who_floods_us_costs_others_no_reading(
    desk: Desk, world: World, wang: Person, li: Person
) -> None:
    asked: list[str] = []

    async def read(texts: Sequence[str]) -> list[dict[str, Any]]:
        asked.extend(texts)
        return [{"sentiment": "neutral"} for _ in texts]

    for number in range(300):  # three batches
        world.say(wang, f"第{number}句")
    world.say(li, "等了半天没人理")
    async with polling(desk.receiver(read)):
        await waiting(desk, 301)

    assert len(asked) == MOST_READ + 1
    rows = await desk.payloads()
    said = [row["text"] for row in rows if row["line"] == wang.id]
    assert said == [f"第{number}句" for number in range(300)]
    (heard,) = (row for row in rows if row["line"] == li.id)
    assert heard["reading"] == {"sentiment": "neutral"}


def test_a_chat_is_read_again_after_a_while() -> None:
    ration, now = Ration(), 100.0
    assert sum(ration.allows(1, now) for _ in range(50)) == MOST_READ
    assert ration.allows(2, now + 1)
    assert not ration.allows(1, now + SPAN)
    assert ration.allows(1, now + SPAN + 0.1)
