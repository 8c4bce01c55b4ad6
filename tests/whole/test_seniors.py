"""A case goes behind while Telegram is slow, topics vanish and groups move: nothing is lost."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.people import Person
from tests.whole.conftest import PAUSE, Stack, stacked

SENIORS = -1001000000777


@pytest.fixture
async def stack(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    staff = {"senior_group": SENIORS, "supervisors": [{"id": 8002, "name": "周店长"}]}
    async with stacked(sqlite_url, tmp_path, staff=staff) as found:
        found.world.join("周店长", "supervisor")
        yield found


def boss(stack: Stack) -> Person:
    return stack.world.person("周店长")


def read(stack: Stack, topic: int) -> list[str]:
    """What the bot said in a topic of the staff, without Telegram's own lines."""
    return [text for text in stack.in_topic(topic) if text]


async def the_case(stack: Stack) -> dict[str, Any]:
    return dict(await stack.rig.newest_case() or {})


async def gone_behind(stack: Stack) -> tuple[int, int]:
    """The topic that was left, and the one with the seniors."""
    topic = await stack.complains(stack.wang)
    await stack.taps(stack.li, "认领", stack.world.group.id)
    await stack.says(stack.wang, "你们这群废物")
    return topic, (await the_case(stack))["senior_topic_id"]


async def test_a_reply_in_the_old_topic_is_pointed_on(stack: Stack) -> None:
    topic, _ = await gone_behind(stack)
    heard = stack.seen_by(stack.wang)
    stack.world.reopen_topic(stack.li, topic)
    await stack.says(stack.li, "马上给您换", topic=topic)

    assert stack.seen_by(stack.wang) == heard
    assert "没有发给顾客" in read(stack, topic)[-1]
    assert stack.world.group.topics[topic].closed


async def test_each_word_is_there_once(stack: Stack) -> None:
    topic, senior = await gone_behind(stack)
    await stack.says(stack.wang, "我还在等")
    await stack.rig.move(PAUSE)

    here, there = stack.in_topic(topic), stack.in_topic(senior, SENIORS)
    for words, wanted in (("第一次用就漏水", (True, True)), ("废物", (False, True))):
        assert (any(words in t for t in here), any(words in t for t in there)) == wanted
    for words in ("废物", "我还在等"):
        assert sum(words in text for text in there) == 1
    assert (await stack.audited()).wrong() == {}


async def test_it_may_go_before_the_first_topic_is_made(stack: Stack) -> None:
    """The line of the staff group is slow: what was queued for it still goes there, and no
    further topic is made."""
    await stack.buys(stack.wang)
    await stack.taps(stack.wang, "1")
    here = stack.world.group.id
    flood = {"method": "createForumTopic", "chat_id": here, "retry_after": 300}
    stack.world.faults.add("too_many", **flood)
    stack.world.say(stack.wang, "第一次用就漏水,太差了")
    await stack.rig.move(PAUSE)
    await stack.says(stack.wang, "你们这群废物")
    assert stack.world.group.topics == {}
    assert len(stack.world.chats[SENIORS].topics) == 1

    await stack.rig.move(timedelta(minutes=6))
    [topic] = stack.world.group.topics.values()
    assert topic.closed
    told = read(stack, topic.id)
    assert "第一次用就漏水" in told[0]
    assert "后台" in told[-1]
    assert len(stack.world.chats[SENIORS].topics) == 1
    await stack.says(
        boss(stack), "马上给您换", topic=(await the_case(stack))["senior_topic_id"], group=SENIORS
    )
    assert "马上给您换" in stack.seen_by(stack.wang)


async def test_a_deleted_topic_of_the_seniors_is_made_again(stack: Stack) -> None:
    topic, senior = await gone_behind(stack)
    before = stack.in_topic(topic)
    stack.world.delete_topic(boss(stack), senior, SENIORS)
    await stack.says(stack.wang, "我还在等")

    again = (await the_case(stack))["senior_topic_id"]
    assert again != senior
    told = stack.in_topic(again, SENIORS)
    assert any("我还在等" in text for text in told)
    assert any("重新建的" in text for text in told)
    assert stack.in_topic(topic) == before


async def test_the_group_of_the_seniors_may_move(stack: Stack) -> None:
    await gone_behind(stack)
    moved = stack.world.migrate(stack.world.chats[SENIORS])
    await stack.rig.settle()
    await stack.says(stack.wang, "我还在等")
    topic = (await the_case(stack))["senior_topic_id"]
    await stack.says(boss(stack), "马上给您换", topic=topic, group=moved.id)

    assert "马上给您换" in stack.seen_by(stack.wang)


async def test_who_is_forgotten_leaves_no_topic_on_either_side(stack: Stack) -> None:
    await gone_behind(stack)
    await stack.says(stack.wang, "/delete_me")
    await stack.taps(stack.wang, "删除")

    assert stack.world.group.topics == {}
    assert stack.world.chats[SENIORS].topics == {}
