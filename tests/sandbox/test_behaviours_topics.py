"""Behaviours 4, 5 and 7: forum topics, the bot's own service messages, albums and copies."""

import pytest
from telegram import Bot, InputMediaDocument, InputMediaPhoto
from telegram.error import BadRequest

from bot.sandbox import demo_media
from bot.sandbox.chats import GIVEN_RIGHTS
from bot.sandbox.errors import Impossible
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import Line


async def topic_of(line: Line, world: World, name: str = "王女士") -> int:
    made = await line.result("createForumTopic", chat_id=world.group.id, name=name)
    return int(made["message_thread_id"])


async def test_4_only_living_topics_can_be_written_to(
    line: Line, world: World, li: Person
) -> None:
    group = world.group.id
    topic = await topic_of(line, world)
    world.delete_topic(li, topic)

    for thread in (topic, 1, 999):
        error = await line.error("sendMessage", chat_id=group, text="好", message_thread_id=thread)
        assert error == "Bad Request: message thread not found"
    place = {"chat_id": group, "message_thread_id": topic}
    assert await line.result("sendChatAction", **place, action="typing") is True
    general = await line.result("sendMessage", chat_id=group, text="好")
    assert "message_thread_id" not in general


async def test_4_thread_ids_are_ignored_in_groups_without_topics(
    line: Line, world: World, li: Person
) -> None:
    basic = world.add_group("老群", kind="group")
    plain = world.add_group("小群", forum=False)
    for chat in (basic, plain):
        sent = await line.result("sendMessage", chat_id=chat.id, text="好", message_thread_id=77)
        assert "message_thread_id" not in sent
    first = world.say(li, "一", in_group=True, group=plain.id)
    world.say(li, "二", in_group=True, group=plain.id, reply_to=first.id)
    reply = (await line.updates())[-1]["message"]

    assert reply["message_thread_id"] == first.id
    assert "is_topic_message" not in reply
    error = await line.error("createForumTopic", chat_id=plain.id, name="话题")
    assert error == "Bad Request: the chat is not a forum"


async def test_4_closed_and_unchanged_topics(line: Line, world: World, li: Person) -> None:
    topic = world.create_topic(li, "李工的话题").id
    place = {"chat_id": world.group.id, "message_thread_id": topic}
    await line.result("closeForumTopic", **place)

    assert await line.error("closeForumTopic", **place) == "Bad Request: TOPIC_NOT_MODIFIED"
    same = await line.error("editForumTopic", **place, name="李工的话题")
    assert same == "Bad Request: TOPIC_NOT_MODIFIED"
    await line.result("sendMessage", **place, text="有权管理话题就能写")
    world.seat_bot(world.group, "administrator", GIVEN_RIGHTS - {"can_manage_topics"})
    assert await line.error("sendMessage", **place, text="好") == "Bad Request: TOPIC_CLOSED"
    rights = await line.error("createForumTopic", chat_id=world.group.id, name="新")
    assert rights == "Bad Request: not enough rights to create a topic"
    with pytest.raises(Impossible, match="关闭"):
        world.say(li, "好", topic=topic)


async def test_4_a_topics_name_is_cut_and_cleaned(line: Line, world: World) -> None:
    made = await line.result(
        "createForumTopic", chat_id=world.group.id, name="一\n二" + "字" * 200
    )

    assert made["name"] == "一 二" + "字" * 125
    none = await line.error("createForumTopic", chat_id=world.group.id, name=" ")
    assert none == "Bad Request: name must be non-empty"


async def test_5_a_topic_message_replies_to_the_topics_creation(
    line: Line, world: World, li: Person
) -> None:
    topic = await topic_of(line, world)
    sent = await line.result(
        "sendMessage", chat_id=world.group.id, text="新个案", message_thread_id=topic
    )
    world.say(li, "我来", topic=topic)
    world.say(li, "收到", topic=topic, reply_to=sent["message_id"])
    opening, plain, reply = [u["message"] for u in await line.updates()]

    assert opening["forum_topic_created"]["name"] == "王女士"
    assert opening["from"]["id"] == world.bot_id
    assert opening["message_thread_id"] == opening["message_id"] == topic
    assert plain["reply_to_message"]["message_id"] == topic
    assert "reply_to_message" not in plain["reply_to_message"]
    assert plain["is_topic_message"] is True
    assert reply["reply_to_message"]["text"] == "新个案"


async def test_5_the_bot_hears_its_own_service_messages_and_nothing_else_of_its_own(
    line: Line, world: World
) -> None:
    topic = await topic_of(line, world)
    place = {"chat_id": world.group.id, "message_thread_id": topic}
    sent = await line.result("sendMessage", **place, text="好")
    await line.result(
        "editMessageText", chat_id=world.group.id, text="改", **{"message_id": sent["message_id"]}
    )
    await line.result("editForumTopic", **place, name="改名")
    await line.result("closeForumTopic", **place)
    await line.result("reopenForumTopic", **place)
    await line.result("pinChatMessage", chat_id=world.group.id, message_id=sent["message_id"])
    kinds = [
        next(k for k in u["message"] if k.startswith(("forum_", "pinned_", "text")))
        for u in await line.updates()
    ]

    assert kinds == [
        "forum_topic_created",
        "forum_topic_edited",
        "forum_topic_closed",
        "forum_topic_reopened",
        "pinned_message",
    ]


async def test_5_a_reply_goes_to_the_topic_of_the_message(line: Line, world: World) -> None:
    topic = await topic_of(line, world)
    other = await topic_of(line, world, "赵先生")
    place = {"chat_id": world.group.id}
    sent = await line.result("sendMessage", **place, text="好", message_thread_id=topic)
    reply = {"message_id": sent["message_id"]}
    here = await line.result("sendMessage", **place, text="回", reply_parameters=reply)
    there = await line.result(
        "sendMessage", **place, text="回", reply_parameters=reply, message_thread_id=other
    )

    assert here["message_thread_id"] == topic
    assert there["reply_to_message"]["message_id"] == other, "an external reply is none here"


async def test_7_albums_arrive_as_separate_updates(line: Line, world: World, wang: Person) -> None:
    zhao = world.join("赵先生", "customer")
    world.send(wang, "photo", caption="两张", album="a")
    world.say(zhao, "你好")
    world.send(wang, "photo", album="a")
    first, between, second = [u["message"] for u in await line.updates()]

    assert first["media_group_id"] == second["media_group_id"]
    assert isinstance(first["media_group_id"], str)
    assert "media_group_id" not in between
    assert "caption" not in second
    assert [p["width"] for p in first["photo"]] == sorted(p["width"] for p in first["photo"])


async def test_7_copies_answer_ids_only_and_skip_what_is_missing(
    line: Line, world: World, wang: Person
) -> None:
    one, two, three = (world.say(wang, words) for words in ("一", "二", "三"))
    world.delete(wang, two.id)
    place = {"chat_id": world.group.id, "from_chat_id": wang.id}
    copies = await line.result("copyMessages", **place, message_ids=[one.id, two.id, three.id])
    copy = await line.result("copyMessage", **place, message_id=one.id)

    assert len(copies) == 2
    assert set(copy) == {"message_id"}
    assert [m.text for m in world.messages(world.group.id)] == ["一", "三", "一"]


async def test_7_what_copies_refuse(line: Line, world: World, wang: Person) -> None:
    said = world.say(wang, "一")
    topic = await topic_of(line, world)
    place = {"chat_id": wang.id, "from_chat_id": world.group.id}

    async def error(ids: list[int]) -> str:
        return await line.error("copyMessages", **place, message_ids=ids)

    assert await error([3, 2]) == (
        "Bad Request: message identifiers must be in a strictly increasing order"
    )
    assert await error([]) == "Bad Request: message identifiers are not specified"
    assert await error(list(range(1, 102))) == (
        "Bad Request: too many message identifiers specified"
    )
    assert await error([77]) == "Bad Request: there are no messages to forward"
    assert await error([topic]) == "Bad Request: messages can't be forwarded"
    service = await line.error("copyMessage", **place, message_id=topic)
    assert service == "Bad Request: the message can't be copied"
    missing = await line.error("copyMessage", chat_id=wang.id, message_id=said.id)
    assert missing == 'Bad Request: parameter "from_chat_id" is required'


async def test_7_what_albums_refuse(bot: Bot, world: World, wang: Person) -> None:
    world.start(wang)
    png = demo_media.png(10, 10)
    with pytest.raises(BadRequest, match="Too many messages to send as an album"):
        await bot.send_media_group(wang.id, [InputMediaPhoto(png) for _ in range(11)])
    with pytest.raises(BadRequest, match="Document can't be mixed with other media types"):
        await bot.send_media_group(wang.id, [InputMediaPhoto(png), InputMediaDocument(png)])
    with pytest.raises(BadRequest, match="Failed to send message #2 with the error message"):
        await bot.send_media_group(wang.id, [InputMediaPhoto(png), InputMediaPhoto("nofile")])

    assert len(world.messages(wang.id)) == 1, "all or nothing"
