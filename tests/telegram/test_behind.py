"""A case with a topic on either side: each parcel finds its own, in whatever order they go."""

import pytest

from bot.sandbox.chats import Chat
from bot.sandbox.people import Person
from bot.sandbox.world import GROUP_ID, World
from storage import cases
from tests.telegram.conftest import Desk
from tests.telegram.sending import open_case, said

SENIORS = -1001000000777


@pytest.fixture
def seniors(world: World) -> Chat:
    return world.add_group("店长群", chat_id=SENIORS)


@pytest.fixture(autouse=True)
def known(wang: Person, world: World) -> None:
    world.start(wang)


async def topics(desk: Desk, chat_id: int) -> list[int | None]:
    """Here, and with the seniors."""
    key = (chat_id, 1)
    read = desk.database.read
    found = [await read(lambda c, b=b: cases.topics(c, [key], behind=b)) for b in (False, True)]
    return [side[key][1] if key in side else None for side in found]


async def test_each_parcel_finds_its_own_side(
    desk: Desk, world: World, wang: Person, seniors: Chat
) -> None:
    await open_case(desk, wang.id)
    here = {"case": [wang.id, 1]}
    there = {**here, "behind": True}
    await desk.queue(SENIORS, {"kind": "topic", "name": "后", **there})
    await desk.drain(desk.sender())
    await desk.queue(
        GROUP_ID,
        {"kind": "topic", "name": "前", **here},
        {"kind": "text", "text": "前面的话", "alert": True, **here},
        {"kind": "topic_state", "closed": True, "says": "转走了", **here},
    )
    await desk.queue(SENIORS, {"kind": "text", "text": "后面的话", "alert": True, **there})
    await desk.queue(SENIORS, {"kind": "edit", "message_id": 0, "text": "有人接了", **there})
    await desk.drain(desk.sender())

    first, second = await topics(desk, wang.id)
    assert said(world, GROUP_ID, first) == ["前面的话", "转走了"]
    assert said(world, SENIORS, second) == ["有人接了"]
    assert [len(chat.topics) for chat in (world.group, seniors)] == [1, 1]
    assert world.group.topics[first or 0].closed
    assert await desk.payloads() == [], "no topic was made again"


async def test_a_side_where_it_never_lay_gets_a_topic(
    desk: Desk, world: World, wang: Person, seniors: Chat
) -> None:
    """The seniors' group was taken out of the configuration again."""
    await open_case(desk, wang.id)
    here = {"case": [wang.id, 1], "name": "王女士"}
    await desk.queue(SENIORS, {"kind": "topic", "name": "后", "behind": True, **here})
    await desk.drain(desk.sender())
    await desk.queue(GROUP_ID, {"kind": "text", "text": "又来了", **here})
    await desk.drain(desk.sender())

    first, _ = await topics(desk, wang.id)
    assert first is not None
    assert said(world, GROUP_ID, first) == ["又来了"]
    assert [row["kind"] for row in await desk.payloads()] == ["topic_made"]


async def test_the_last_line_of_a_topic_that_is_gone_makes_no_new_one(
    desk: Desk, world: World, wang: Person
) -> None:
    boss = world.join("陈经理", "manager")
    await open_case(desk, wang.id)
    here = {"case": [wang.id, 1]}
    await desk.queue(GROUP_ID, {"kind": "topic", "name": "前", **here})
    await desk.drain(desk.sender())
    topic, _ = await topics(desk, wang.id)
    world.delete_topic(boss, topic or 0)
    await desk.queue(GROUP_ID, {"kind": "topic_state", "closed": True, "says": "转走了", **here})
    await desk.drain(desk.sender())

    assert world.group.topics == {}
    assert said(world, GROUP_ID) == []
