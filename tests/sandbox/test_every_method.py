"""python-telegram-bot calls every method we use, and reads every answer."""

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    ReplyParameters,
)
from telegram.constants import ChatAction

from bot.sandbox import demo_media
from bot.sandbox.people import Person
from bot.sandbox.world import World


@pytest.fixture
async def chat_id(world: World, wang: Person) -> int:
    world.start(wang)
    return wang.id


def keyboard(*data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(d, callback_data=d) for d in data]])


async def test_get_me(bot: Bot, world: World) -> None:
    me = await bot.get_me()

    assert (me.id, me.username, me.is_bot) == (world.bot_id, "huifang_bot", True)


async def test_updates_are_read_and_confirmed(bot: Bot, world: World, wang: Person) -> None:
    world.start(wang, "abc")
    (update,) = await bot.get_updates()

    assert update.message is not None
    assert update.message.text == "/start abc"
    assert update.message.entities[0].type == "bot_command"
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    assert world.undelivered() == 0


async def test_a_message_with_buttons_is_sent_tapped_edited_and_deleted(
    bot: Bot, world: World, wang: Person, chat_id: int
) -> None:
    sent = await bot.send_message(chat_id, "满意吗?", reply_markup=keyboard("1", "5"))
    world.tap(wang, chat_id, sent.message_id, "5")
    tap = (await bot.get_updates())[-1].callback_query
    assert tap is not None
    edited = await sent.edit_text("您选了 5", reply_markup=keyboard("1"))
    bare = await sent.edit_reply_markup(None)

    assert tap.data == "5"
    assert tap.from_user.id == wang.id
    assert await tap.answer()
    assert isinstance(edited, type(sent))
    assert edited.edit_date is not None
    assert isinstance(bare, type(sent))
    assert bare.reply_markup is None
    assert await sent.delete()
    assert [m.text for m in world.messages(chat_id)] == ["/start"]


async def test_photo_voice_video_document_sticker_and_their_download(
    bot: Bot, world: World, chat_id: int
) -> None:
    png = demo_media.png(40, 30)
    photo = await bot.send_photo(chat_id, png, caption="图")
    voice = await bot.send_voice(chat_id, demo_media.ogg(), duration=3)
    video = await bot.send_video(chat_id, b"moving", duration=2, width=4, height=3)
    sticker = await bot.send_sticker(chat_id, b"smile")
    paper = await bot.send_document(chat_id, b"a,b\r\n", filename="日志.csv", caption="导出")

    assert photo.caption == "图"
    assert voice.voice is not None
    assert voice.voice.mime_type == "audio/ogg"
    assert video.video is not None
    assert sticker.sticker is not None
    assert paper.document is not None
    assert paper.document.file_name == "日志.csv"
    file = await paper.document.get_file()
    assert bytes(await file.download_as_bytearray()) == b"a,b\r\n"
    again = await bot.send_document(chat_id, paper.document.file_id)
    assert again.document is not None


async def test_albums_copies_and_forwards(
    bot: Bot, world: World, wang: Person, li: Person
) -> None:
    world.start(wang)
    first = world.send(wang, "photo", caption="两张", album="a")
    second = world.send(wang, "photo", album="a")
    ids = [first.id, second.id]
    copies = await bot.copy_messages(world.group.id, wang.id, ids)
    one = await bot.copy_message(world.group.id, wang.id, first.id, caption="一张")
    forwarded = await bot.forward_message(world.group.id, wang.id, first.id)
    png = demo_media.png(10, 10)
    album = await bot.send_media_group(wang.id, [InputMediaPhoto(png), InputMediaPhoto(png)])

    assert len(copies) == 2
    shown = world.messages(world.group.id)
    assert shown[0].album == shown[1].album is not None
    assert shown[2].id == one.message_id
    assert shown[2].caption == "一张"
    assert forwarded.forward_origin is not None
    assert album[0].media_group_id == album[1].media_group_id is not None


async def test_topics(bot: Bot, world: World, li: Person) -> None:
    group = world.group.id
    topic = await bot.create_forum_topic(group, "王女士 · 物流")
    number = topic.message_thread_id
    message = await bot.send_message(group, "新个案", message_thread_id=number)
    await bot.edit_forum_topic(group, number, name="王女士 · 已认领")
    await bot.close_forum_topic(group, number)
    await bot.reopen_forum_topic(group, number)

    assert message.is_topic_message
    assert world.group.topics[number].name == "王女士 · 已认领"
    assert await bot.delete_forum_topic(group, number)
    assert world.messages(group) == []


async def test_chats_members_and_pins(bot: Bot, world: World, li: Person) -> None:
    group = world.group.id
    chat = await bot.get_chat(group)
    me = await bot.get_chat_member(group, bot.id)
    member = await bot.get_chat_member(group, li.id)
    admins = await bot.get_chat_administrators(group)
    sent = await bot.send_message(group, "置顶")

    assert chat.is_forum
    assert me.status == "administrator"
    assert me.to_dict()["can_manage_topics"] is True
    assert member.status == "member"
    assert bot.id in {admin.user.id for admin in admins}
    assert await bot.pin_chat_message(group, sent.message_id)
    assert await bot.unpin_chat_message(group, sent.message_id)
    assert await bot.leave_chat(group)


async def test_commands_actions_reactions_and_replies(
    bot: Bot, world: World, wang: Person, chat_id: int
) -> None:
    commands = [BotCommand("help", "帮助")]
    said = world.say(wang, "在吗")
    reply = await bot.send_message(chat_id, "在", reply_parameters=ReplyParameters(said.id))

    assert await bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
    assert list(await bot.get_my_commands(scope=BotCommandScopeChat(chat_id))) == commands
    assert await bot.send_chat_action(chat_id, ChatAction.TYPING)
    assert await bot.set_message_reaction(chat_id, said.id, "👍")
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "在吗"


async def test_webhook_information_and_log_out(bot: Bot) -> None:
    info = await bot.get_webhook_info()

    assert info.url == ""
    assert await bot.delete_webhook()
    assert await bot.log_out()
