"""What leaves for Telegram: in order, once where all goes well, never lost where it does not."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.flow.leading import make_leading
from bot.sandbox.people import Person
from bot.sandbox.world import GROUP_ID, World
from bot.telegram.courier import Paper
from bot.telegram.pacing import Pace
from bot.telegram.sender import Sender
from storage import cases, groups, leaders, outbox, relays
from storage.database import Connection
from tests.telegram.conftest import QUICK, Desk, until


async def no_paper(body: dict[str, Any]) -> Paper:
    raise LookupError(body)


def said(world: World, chat_id: int, topic: int | None = None) -> list[str]:
    """What stands in a chat, service messages left out."""
    found = world.messages(chat_id, topic)
    return [m.content["text"] for m in found if m.by_bot and "text" in m.content]


@pytest.fixture(autouse=True)
def known(wang: Person, world: World) -> None:
    world.start(wang)


async def open_case(desk: Desk, chat_id: int, conversation: int = 1) -> None:
    row = {
        "chat_id": chat_id,
        "conversation": conversation,
        "kind": "complaint",
        "opened_at": desk.clock.now(),
        "status": "received",
    }
    await desk.database.write(lambda conn: cases.upsert(conn, [row]))


async def topic_of(desk: Desk, chat_id: int) -> int:
    topics = await desk.database.read(lambda conn: cases.topics(conn, [(chat_id, 1)]))
    return topics[chat_id, 1][1]


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


async def test_a_case_gets_its_topic_and_its_words_go_there(
    desk: Desk, world: World, wang: Person
) -> None:
    await open_case(desk, wang.id)
    case = [wang.id, 1]
    mention = [0, 4, 8001]
    await desk.queue(
        GROUP_ID,
        {"kind": "topic", "case": case, "name": "王女士 · 物流"},
        {"kind": "text", "case": case, "text": "@李工 请看", "mentions": [mention]},
    )
    await desk.drain(desk.sender())

    assert said(world, GROUP_ID, await topic_of(desk, wang.id)) == ["@李工 请看"]


async def test_a_deleted_topic_is_made_again(desk: Desk, world: World, wang: Person) -> None:
    boss = world.join("张经理", "manager")
    await open_case(desk, wang.id)
    case = [wang.id, 1]
    await desk.queue(GROUP_ID, {"kind": "topic", "case": case, "name": "王女士"})
    await desk.drain(desk.sender())
    first = await topic_of(desk, wang.id)
    world.delete_topic(boss, first)
    await desk.queue(GROUP_ID, {"kind": "text", "case": case, "text": "还在吗", "name": "王女士"})
    await desk.drain(desk.sender())

    second = await topic_of(desk, wang.id)
    assert second != first
    assert said(world, GROUP_ID, second) == ["还在吗"]


async def test_without_the_right_to_make_topics_nothing_is_lost(
    desk: Desk, world: World, wang: Person
) -> None:
    world.faults.add(
        "refused",
        method="createForumTopic",
        code=400,
        description="Bad Request: not enough rights to create a topic",
    )
    await open_case(desk, wang.id)
    case = [wang.id, 1]
    await desk.queue(
        GROUP_ID,
        {"kind": "topic", "case": case, "name": "王女士"},
        {"kind": "text", "case": case, "text": "有投诉"},
    )
    await desk.drain(desk.sender())

    assert said(world, GROUP_ID) == ["有投诉"]
    assert await desk.payloads() == []


async def test_an_erased_case_leaves_no_topic_behind(
    desk: Desk, world: World, wang: Person
) -> None:
    await desk.queue(GROUP_ID, {"kind": "topic", "case": [wang.id, 9], "name": "已删除"})
    await desk.drain(desk.sender())

    assert "已删除" not in [topic.name for topic in world.group.topics.values()]


async def test_a_group_that_moved_gets_its_alerts_under_its_new_number(
    desk: Desk, world: World
) -> None:
    new = world.migrate()
    await desk.queue(GROUP_ID, {"kind": "text", "text": "一"}, {"kind": "text", "text": "二"})
    await desk.drain(desk.sender())

    assert said(world, new.id) == ["一", "二"]
    assert await desk.database.read(groups.all_moves) == {GROUP_ID: new.id}


async def test_albums_stay_whole_and_replies_find_their_way(
    desk: Desk, world: World, wang: Person, li: Person
) -> None:
    await open_case(desk, wang.id)
    case = [wang.id, 1]
    photos = [world.send(wang, "photo", album="a").id for _ in range(3)]
    await desk.queue(
        GROUP_ID,
        {"kind": "topic", "case": case, "name": "王女士"},
        {"kind": "copy", "case": case, "from_chat": wang.id, "message_ids": photos},
    )
    await desk.drain(desk.sender())
    topic = await topic_of(desk, wang.id)
    copies = [m for m in world.messages(GROUP_ID, topic) if m.album]
    answer = world.say(li, "收到，是第二张吗", topic=topic, reply_to=copies[1].id)
    await desk.queue(
        wang.id,
        {
            "kind": "copy",
            "from_chat": GROUP_ID,
            "message_ids": [answer.id],
            "reply_to": copies[1].id,
        },
    )
    await desk.drain(desk.sender())

    assert len({copy.album for copy in copies}) == 1
    assert len(copies) == 3
    assert world.messages(wang.id)[-1].reply_to == photos[1]
    back = await desk.database.read(lambda conn: relays.to_customer(conn, [(GROUP_ID, answer.id)]))
    assert back == {(GROUP_ID, answer.id): (wang.id, world.messages(wang.id)[-1].id)}


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


async def test_a_desk_that_is_not_set_up_keeps_its_alerts(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.fate.BACKOFF", (timedelta(milliseconds=1),) * 5)
    refusal = "Bad Request: chat not found"
    world.faults.add("refused", method="sendMessage", code=400, description=refusal, times=7)
    await desk.queue(GROUP_ID, {"kind": "text", "text": "警报"})
    await desk.drain(desk.sender())

    assert said(world, GROUP_ID) == ["警报"]


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


async def test_the_pace_of_a_group_is_kept(desk: Desk, world: World) -> None:
    pace = Pace(per_second=1000, group=timedelta(milliseconds=400))
    await desk.queue(GROUP_ID, *({"kind": "text", "text": str(n)} for n in range(4)))
    started = asyncio.get_running_loop().time()
    await desk.drain(desk.sender(pace))

    assert asyncio.get_running_loop().time() - started >= 1.2


async def test_the_overall_pace_is_kept(desk: Desk, world: World) -> None:
    people = [world.join(f"顾客{n}", "customer") for n in range(15)]
    for person in people:
        world.start(person)
        await desk.queue(person.id, {"kind": "text", "text": "您好"})
    started = asyncio.get_running_loop().time()
    await desk.drain(desk.sender(Pace(per_second=5)))

    assert asyncio.get_running_loop().time() - started >= 1.9


async def test_a_flood_wait_for_all_is_not_tried_by_all(desk: Desk, world: World) -> None:
    """Two refusals in one breath mean everybody: more tries would only make it longer."""
    people = [world.join(f"顾客{n}", "customer") for n in range(60)]
    for person in people:
        world.start(person)
        await desk.queue(person.id, {"kind": "text", "text": "您好"})
    fault = world.faults.add("too_many", method="sendMessage", retry_after=2, times=500)
    sender = desk.sender(Pace(per_second=30))
    running = asyncio.create_task(sender.run())
    await asyncio.sleep(1.5)
    refused = 500 - (fault.times or 0)
    world.faults.clear()
    sender.stop()
    await running

    assert 2 <= refused <= 22  # what was on its way when the second refusal came
    await desk.drain(desk.sender(), within=20)
    assert all(said(world, person.id) == ["您好"] for person in people)


async def test_a_seat_that_is_lost_takes_nothing_more(
    desk: Desk, world: World, wang: Person
) -> None:
    leading = make_leading(desk.database, ("send",), "a", lambda holder: False)
    await leading.beat()
    sender = Sender(desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK)
    seated = Sender(
        *(desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK),
        seat=leading.seats["send"],
    )
    await desk.database.write(lambda conn: leaders.leave(conn, "a"))  # and it has not heard of it
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    running = asyncio.create_task(seated.run())
    await asyncio.sleep(0.5)
    kept = said(world, wang.id)
    seated.stop()
    await running

    assert kept == []
    await desk.drain(sender)
    assert said(world, wang.id) == ["您好"]


async def test_a_successor_keeps_the_pace_and_gets_what_was_leased(
    desk: Desk, world: World, wang: Person
) -> None:
    """The one before died with a message on its way, in the middle of a full second."""
    await desk.queue(wang.id, {"kind": "text", "text": "您好"})
    first = make_leading(desk.database, ("send",), "a", lambda holder: False)
    await first.beat()
    busy = desk.clock.now() + timedelta(seconds=1)

    def lease(conn: Connection) -> None:
        assert leaders.hold(conn, "send", "a", busy)
        assert len(outbox.send_round(conn, (), 5, desk.clock.now())) == 1

    await desk.database.write(lease)
    second = make_leading(desk.database, ("send",), "b", lambda holder: True)
    await second.beat()
    second.seats["send"].quiet = timedelta(seconds=7)
    started = asyncio.get_running_loop().time()
    paper = (desk.bot, desk.database, desk.clock, no_paper, lambda: None, QUICK)
    await desk.drain(Sender(*paper, seat=second.seats["send"]))

    assert said(world, wang.id) == ["您好"]
    assert 0.8 <= asyncio.get_running_loop().time() - started < 5
