"""The world itself: acts of people, what cannot be done, the ledger, saving, bounded history."""

import asyncio
import json
import sys
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.clock import Clock
from bot.sandbox.acts import act
from bot.sandbox.errors import Impossible
from bot.sandbox.messages import MEDIA
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import START, Line


async def a_full_day(world: World, line: Line, wang: Person, li: Person) -> int:
    """A bit of everything; answers the topic."""
    world.start(wang, "abc")
    buttons = {"inline_keyboard": [[{"text": "1", "callback_data": "1:rate:1"}]]}
    sent = await line.result("sendMessage", chat_id=wang.id, text="几分?", reply_markup=buttons)
    world.tap(wang, wang.id, sent["message_id"], "1:rate:1")
    world.send(wang, "photo", caption="压扁了", album="a")
    world.send(wang, "voice")
    topic = await line.result("createForumTopic", chat_id=world.group.id, name="王女士")
    number = int(topic["message_thread_id"])
    world.say(li, "我来", topic=number)
    world.edit(li, world.messages(world.group.id, number)[-1].id, "我来处理", world.group.id)
    world.block(wang)
    return number


async def test_a_world_survives_being_saved(
    world: World, line: Line, wang: Person, li: Person, clock: Clock
) -> None:
    number = await a_full_day(world, line, wang, li)
    saved = json.loads(json.dumps(world.to_dict()))
    again = World.from_dict(saved, clock)

    assert json.loads(json.dumps(again.to_dict())) == saved
    assert [m.text for m in again.messages(again.group.id, number)][-1] == "我来处理"
    assert again.person("王女士").blocked
    assert again.undelivered() == world.undelivered() > 0
    assert list(again.ledger) == list(world.ledger)
    photo = again.messages(wang.id)[2].content["photo"][-1]["file_id"]
    assert again.files.find(photo) == world.files.find(photo)
    again.say(again.person("李工"), "继续", topic=number)
    assert again.join("赵先生", "customer").id == wang.id + 1


async def test_files_may_lie_in_a_folder(
    world: World, wang: Person, clock: Clock, tmp_path: Path
) -> None:
    world.send(wang, "document")
    saved = json.loads(json.dumps(world.to_dict(tmp_path)))
    again = World.from_dict(saved, clock, tmp_path)
    file_id = world.messages(wang.id)[0].content["document"]["file_id"]

    assert "data" not in saved["files"][0]
    assert again.files.find(file_id) == world.files.find(file_id)


async def test_the_ledger_knows_who_said_what_and_when(
    world: World, line: Line, wang: Person, li: Person, clock: Clock
) -> None:
    await a_full_day(world, line, wang, li)
    rows = [(e.direction, e.sender_id, e.kind, e.text) for e in world.ledger]

    assert rows[:4] == [
        ("in", wang.id, "text", "/start abc"),
        ("out", world.bot_id, "text", "几分?"),
        ("in", wang.id, "tap", "1:rate:1"),
        ("in", wang.id, "photo", "压扁了"),
    ]
    assert ("in", li.id, "edit", "我来处理") in rows
    assert {entry.at for entry in world.ledger} == {START}


async def test_watching_sees_every_change(world: World, wang: Person) -> None:
    watching = world.watch()
    first = asyncio.ensure_future(anext(watching))
    await asyncio.sleep(0)
    world.say(wang, "一")
    seen = await asyncio.wait_for(first, 1)

    assert (seen.chat_id, seen.seq) == (wang.id, world.seq)
    await watching.aclose()


def test_history_can_be_bounded(clock: Clock) -> None:
    world = World(clock, keep=10)
    li = world.join("李工", "staff")
    topic = world.create_topic(li, "话题")
    for number in range(50):
        world.say(li, str(number), topic=topic.id)

    assert [m.text for m in world.messages(world.group.id, topic.id)] == [
        str(n) for n in range(40, 50)
    ]
    assert world.messages(world.group.id)[-1].wire(world.group)["reply_to_message"] is not None
    assert len(world.ledger) == 10


def test_media_are_small_real_files(world: World, wang: Person) -> None:
    sent = {media: world.send(wang, media).content for media in MEDIA}
    photo = world.files.find(sent["photo"]["photo"][-1]["file_id"])
    voice = world.files.find(sent["voice"]["voice"]["file_id"])

    assert photo is not None
    assert photo.data.startswith(b"\x89PNG")
    assert voice is not None
    assert voice.data.startswith(b"OggS")
    assert "document" in sent["animation"]
    assert all(len(f["data"]) < 50_000 for f in world.to_dict()["files"])


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"act": "fly"}, "没有这个动作"),
        ({"act": "say", "who": "没有人", "text": "好"}, "没有叫「没有人」的人"),
        ({"act": "say", "who": "王女士", "text": ""}, "缺少「text」"),
        ({"act": "say", "who": "王女士", "text": "  "}, "消息是空的"),
        ({"act": "say", "who": "王女士", "text": "字" * 4097}, "太长"),
        ({"act": "say", "who": "王女士", "text": "好", "place": "general"}, "不在这个群里"),
        ({"act": "say", "who": "王女士", "text": "好", "place": "月球"}, "不知道要发到哪里"),
        ({"act": "say", "who": "李工", "text": "好", "place": 99}, "话题已经不在"),
        ({"act": "send", "who": "王女士", "media": "气味"}, "不能发送"),
        ({"act": "tap", "who": "王女士", "chat_id": 7001, "message_id": 9, "data": "x"}, "看不到"),
        ({"act": "unblock", "who": "王女士"}, "还没有打开过"),
        ({"act": "join", "name": "王女士", "role": "customer"}, "已经有"),
        ({"act": "join", "name": "孙", "role": "king"}, "没有这种身份"),
        ({"act": "edit", "who": "王女士", "message_id": "x", "text": "y"}, "应当是数字"),
    ],
)
def test_what_people_cannot_do_is_said_in_chinese(
    world: World, wang: Person, li: Person, payload: dict[str, object], error: str
) -> None:
    with pytest.raises(Impossible, match=error):
        act(world, payload)

    assert world.undelivered() == 0


def test_acts_as_json(world: World) -> None:
    joined = act(world, {"act": "join", "name": "王女士", "role": "customer"})
    act(world, {"act": "start", "who": "王女士", "token": "abc"})
    act(world, {"act": "say", "who": "王女士", "text": "在吗", "place": "private"})
    act(world, {"act": "send", "who": "王女士", "media": "photo", "caption": "图", "album": "a"})
    act(world, {"act": "edit", "who": "王女士", "message_id": 2, "text": "在吗?"})
    act(world, {"act": "block", "who": "王女士"})
    act(world, {"act": "unblock", "who": "王女士"})

    assert joined["person"] == {"id": 7001, "name": "王女士", "role": "customer"}
    assert [m.text or m.caption for m in world.messages(7001)] == ["/start abc", "在吗?", "图"]
    assert world.undelivered() == 6


async def test_the_server_runs_in_a_process_of_its_own(clock: Clock) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.sandbox.server",
        "--join",
        "王女士:customer",
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        address, token = (await process.stdout.readline()).decode().split()
        async with httpx.AsyncClient(base_url=address) as client:
            say = {"act": "say", "who": "王女士", "text": "在吗"}
            said = (await client.post("/sandbox/act", json=say)).json()
            updates = (await client.get(f"/bot{token}/getUpdates")).json()["result"]
            waiting = (await client.get("/sandbox/undelivered")).json()["undelivered"]
            ledger = (await client.get("/sandbox/ledger")).json()
    finally:
        process.terminate()
        await process.wait()

    assert said == {"ok": True, "message_id": 1}
    assert updates[0]["message"]["text"] == "在吗"
    assert waiting == 1
    assert ledger[0]["text"] == "在吗"


def test_the_clock_is_the_worlds_only_time(world: World, wang: Person, clock: Clock) -> None:
    clock.move(timedelta(days=2))
    message = world.say(wang, "两天后")

    assert message.at == START + timedelta(days=2)
