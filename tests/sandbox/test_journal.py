"""What counts as seen while a scenario is played, and what the transcript tells of it."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.people import Person
from bot.sandbox.playing.expectations import Seen
from bot.sandbox.playing.journal import Journal
from bot.sandbox.playing.transcript import Line as Told
from bot.sandbox.world import World
from tests.sandbox.conftest import Line

Shown = tuple[Journal, list[Told]]


@pytest.fixture
def shown(world: World) -> Iterator[Shown]:
    told: list[Told] = []
    journal = Journal(world, ZoneInfo("Asia/Shanghai"), told.append)
    with journal.listening():
        yield journal, told


def keys(*labels: str) -> dict[str, object]:
    row = [{"text": label, "callback_data": label} for label in labels]
    return {"inline_keyboard": [row] if row else []}


async def asked(line: Line, wang: Person) -> dict[str, int]:
    """A message with two buttons; how to edit it."""
    said = {"chat_id": wang.id, "text": "几分？", "reply_markup": keys("1", "2")}
    sent = await line.result("sendMessage", **said)
    return {"chat_id": wang.id, "message_id": sent["message_id"]}


async def test_what_people_write_is_told_but_not_seen(
    world: World, line: Line, wang: Person, li: Person, shown: Shown
) -> None:
    world.say(wang, "你好")
    world.say(li, "大家好", in_group=True)
    journal, told = shown

    assert journal.seen == []
    assert [(t.sender, t.to, t.text) for t in told] == [
        ("王女士", "bot", "你好"),
        ("李工", "staff", "大家好"),
    ]


async def test_an_edit_is_seen_where_it_shows_something_new(
    world: World, line: Line, wang: Person, shown: Shown
) -> None:
    world.say(wang, "你好")
    which = await asked(line, wang)
    await line.result("editMessageText", **which, text="1 分", reply_markup=keys("✓ 1", "2"))
    await line.result("editMessageReplyMarkup", **which, reply_markup=keys("1", "✓ 2"))
    await line.result("editMessageReplyMarkup", **which, reply_markup=keys("1"))
    await line.result("editMessageText", **which, text="谢谢")
    journal, _ = shown

    assert journal.seen == [
        Seen(wang.id, None, "几分？", ("1", "2")),
        Seen(wang.id, None, "1 分", ("✓ 1", "2"), is_edit=True),
        Seen(wang.id, None, "1 分", ("1", "✓ 2"), is_edit=True),
        Seen(wang.id, None, "谢谢", (), is_edit=True),
    ]


async def test_fewer_buttons_are_told_but_are_nothing_new(
    world: World, line: Line, wang: Person, shown: Shown
) -> None:
    world.say(wang, "你好")
    which = await asked(line, wang)
    await line.result("editMessageReplyMarkup", **which, reply_markup=keys("1"))
    await line.result("editMessageReplyMarkup", **which)
    journal, told = shown

    assert [seen.buttons for seen in journal.seen] == [("1", "2")]
    assert [t.buttons for t in told if t.is_edit] == [("1",), ()]


async def test_two_edits_in_one_moment_are_both_seen(
    world: World, line: Line, wang: Person, shown: Shown
) -> None:
    world.say(wang, "你好")
    which = await asked(line, wang)
    for text in ("一", "二"):
        await line.result("editMessageText", **which, text=text)

    assert [seen.text for seen in shown[0].seen] == ["几分？", "一", "二"]


async def test_a_reaction_and_a_deletion_are_nothing_new(
    world: World, line: Line, wang: Person, shown: Shown
) -> None:
    world.say(wang, "你好")
    which = await asked(line, wang)
    reaction = [{"type": "emoji", "emoji": "👍"}]
    await line.result("setMessageReaction", **which, reaction=reaction)
    await line.result("deleteMessage", **which)
    journal, told = shown

    assert len(journal.seen) == 1
    assert len(told) == 2


async def test_a_topic_is_told_and_its_messages_are_seen_there(
    world: World, line: Line, wang: Person, li: Person, shown: Shown
) -> None:
    group = world.group.id
    topic = await line.result("createForumTopic", chat_id=group, name="王女士 · 保温杯")
    number = topic["message_thread_id"]
    world.say(wang, "漏水")
    said = world.send(wang, "photo", caption="这里")
    to = {"chat_id": group, "message_thread_id": number}
    await line.result("copyMessage", **to, from_chat_id=wang.id, message_id=said.id)
    journal, told = shown

    assert journal.seen == [Seen(group, number, "这里")]
    assert "王女士 · 保温杯" in told[0].text
    assert (told[-1].topic, told[-1].text) == ("王女士 · 保温杯", "<照片> 这里")


async def test_a_reply_tells_what_it_replies_to(
    world: World, line: Line, wang: Person, shown: Shown
) -> None:
    said = world.say(wang, "请问几点开门，周末也开吗，停车方便吗，要不要先预约")
    reply = {"message_id": said.id}
    await line.result("sendMessage", chat_id=wang.id, text="九点", reply_parameters=reply)
    told = shown[1][-1]

    assert told.reply_to == said.text
    assert str(told).startswith("11-02 10:00:00  bot → 王女士: (re: 请问几点开门，")
    assert str(told).endswith("…) 九点")
