"""What leaves for the staff group: each case has its topic, and its words go there."""

from datetime import timedelta

import pytest

from bot.sandbox.people import Person
from bot.sandbox.world import GROUP_ID, World
from storage import groups, relays
from tests.telegram.conftest import Desk
from tests.telegram.sending import open_case, said, topic_of


@pytest.fixture(autouse=True)
def known(wang: Person, world: World) -> None:
    world.start(wang)


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


async def test_a_desk_that_is_not_set_up_keeps_its_alerts(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram.fate.BACKOFF", (timedelta(milliseconds=1),) * 5)
    refusal = "Bad Request: chat not found"
    world.faults.add("refused", method="sendMessage", code=400, description=refusal, times=7)
    await desk.queue(GROUP_ID, {"kind": "text", "text": "警报"})
    await desk.drain(desk.sender())

    assert said(world, GROUP_ID) == ["警报"]
