"""What leaves for Telegram: in order, once where all goes well, never lost where it does not."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.people import Person
from bot.sandbox.world import World
from bot.telegram.courier import Paper
from storage import outbox
from tests.telegram.conftest import Desk, until
from tests.telegram.sending import said


@pytest.fixture(autouse=True)
def known(wang: Person, world: World) -> None:
    world.start(wang)


async def test_parcels_of_a_chat_arrive_in_order(desk: Desk, world: World, wang: Person) -> None:
    await desk.queue(wang.id, *({"kind": "text", "text": f"第{n}句"} for n in range(5)))
    await desk.drain(desk.sender())

    assert said(world, wang.id) == [f"第{n}句" for n in range(5)]


async def test_a_text_may_be_as_long_as_a_letter(desk: Desk, world: World, wang: Person) -> None:
    letter = "这家店的服务太差了。" * 1000
    buttons = [[{"text": "说完了", "data": "1:done"}]]
    await desk.queue(wang.id, {"kind": "text", "text": letter, "buttons": buttons})
    await desk.drain(desk.sender())

    parts = said(world, wang.id)
    assert "".join(parts) == letter
    assert all(len(part) <= 4096 for part in parts)
    assert [m.id for m in world.messages(wang.id) if m.markup] == [world.messages(wang.id)[-1].id]


async def test_too_many_requests_only_delay(desk: Desk, world: World, wang: Person) -> None:
    world.faults.add("too_many", method="sendMessage", retry_after=1, times=2)
    await desk.queue(wang.id, {"kind": "text", "text": "一"}, {"kind": "text", "text": "二"})
    started = asyncio.get_running_loop().time()
    await desk.drain(desk.sender())

    assert said(world, wang.id) == ["一", "二"]
    assert asyncio.get_running_loop().time() - started >= 2


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error", "code": 502},
        {"kind": "server_error", "code": 500, "html": True},
        {"kind": "reset"},
    ],
    ids=["502", "a page instead of JSON", "connection reset"],
)
async def test_a_broken_network_only_delays(
    desk: Desk, world: World, wang: Person, fault: dict[str, Any]
) -> None:
    world.faults.add(method="sendMessage", **fault)
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    await desk.drain(desk.sender())

    assert said(world, wang.id) == ["您好"]


async def test_an_answer_that_is_lost_after_delivery_is_sent_again(
    desk: Desk, world: World, wang: Person
) -> None:
    """At least once: Telegram has no idempotency key, and a lost alert costs more."""
    world.faults.add("lost_answer", method="sendMessage", delay=0.05)
    await desk.queue(wang.id, {"kind": "text", "text": "您好"}, {"kind": "text", "text": "再见"})
    await desk.drain(desk.sender())

    assert said(world, wang.id) == ["您好", "您好", "再见"]


async def test_a_slow_chat_holds_up_nobody(desk: Desk, world: World, wang: Person) -> None:
    zhao = world.join("赵先生", "customer")
    world.start(zhao)
    world.faults.add("slow", method="sendMessage", chat_id=wang.id, delay=1.5)
    await desk.queue(wang.id, {"kind": "text", "text": "慢"})
    await desk.queue(zhao.id, *({"kind": "text", "text": str(n)} for n in range(5)))
    sender = desk.sender()
    running = asyncio.create_task(sender.run())
    await until(lambda: len(said(world, zhao.id)) == 5)

    assert sender.is_busy  # the slow one is still under way
    sender.stop()
    await running


async def test_who_blocks_the_bot_is_reported_once(desk: Desk, world: World, wang: Person) -> None:
    world.block(wang)
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    await desk.drain(desk.sender())

    (row,) = await desk.payloads()
    assert row["kind"] == "unreachable"
    assert (row["line"], desk.woken) == (wang.id, ["turns"])


async def test_a_refused_message_is_given_up_and_told(
    desk: Desk, world: World, wang: Person
) -> None:
    await desk.queue(wang.id, {"kind": "text", "text": "   "}, {"kind": "text", "text": "您好"})
    await desk.drain(desk.sender())

    (row,) = await desk.payloads()
    assert (row["kind"], row["to"], row["line"]) == ("undelivered", "customer", wang.id)
    assert said(world, wang.id) == ["您好"]
    (dead,) = await desk.database.read(lambda conn: outbox.dead(conn, 10))
    assert "must be non-empty" in dead.error.lower() or "text" in dead.error.lower()


async def test_edits_show_the_choice_and_may_come_too_late(
    desk: Desk, world: World, wang: Person
) -> None:
    buttons = [[{"text": "5", "data": "1:rate:5"}]]
    await desk.queue(wang.id, {"kind": "text", "text": "打几分", "buttons": buttons})
    await desk.drain(desk.sender())
    asked = world.messages(wang.id)[-1].id
    edit = {"kind": "edit", "message_id": asked, "text": "打几分：5"}
    await desk.queue(wang.id, edit, edit, {**edit, "message_id": 99999})
    await desk.drain(desk.sender())

    assert said(world, wang.id) == ["打几分：5"]
    assert world.messages(wang.id)[-1].markup is None
    assert await desk.database.read(lambda conn: outbox.dead(conn, 10)) == ()


async def test_a_paper_is_sent_as_a_document_and_then_deleted(
    desk: Desk, world: World, wang: Person, tmp_path: Path
) -> None:
    path = tmp_path / "export.csv"
    path.write_text("时间,门店\n", encoding="utf-8-sig")
    desk.papers["export"] = Paper(path=path, filename='导出"记录.csv', caption="1 行")
    await desk.queue(wang.id, {"kind": "paper", "paper": "export", "args": {}})
    await desk.drain(desk.sender())

    document = world.messages(wang.id)[-1].content["document"]
    assert document["file_name"] == "导出_记录.csv"
    assert not path.exists()


async def test_a_parcel_we_cannot_read_does_not_stop_its_chat(
    desk: Desk, world: World, wang: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.fate.BACKOFF", (timedelta(milliseconds=1),) * 5)
    await desk.queue(wang.id, {"kind": "nonsense"}, {"kind": "text", "text": "您好"})
    await desk.drain(desk.sender())

    assert said(world, wang.id) == ["您好"]
    (row,) = await desk.payloads()
    assert row["kind"] == "undelivered"


@pytest.mark.parametrize("how", ["stop", "cancel"])
async def test_a_stop_in_the_middle_doubles_and_loses_nothing(
    desk: Desk, world: World, wang: Person, how: str
) -> None:
    people = [world.join(f"顾客{n}", "customer") for n in range(20)]
    for person in people:
        world.start(person)
        await desk.queue(person.id, *({"kind": "text", "text": str(n)} for n in range(5)))
    world.faults.add("slow", method="sendMessage", delay=0.05, times=None)
    for _ in range(4):
        sender = desk.sender()
        running = asyncio.create_task(sender.run())
        await asyncio.sleep(0.12)
        sender.stop() if how == "stop" else running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert not sender.is_busy
    world.faults.clear()
    await desk.drain(desk.sender())

    assert [said(world, person.id) for person in people] == [list("01234")] * 20
