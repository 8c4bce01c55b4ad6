"""Behaviours 2, 3, 6 and 8: late successes, exact errors in exact order, edits, limits."""

import json
from datetime import timedelta

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.world import World
from tests.sandbox.conftest import Line

INLINE = {"inline_keyboard": [[{"text": "5", "callback_data": "1:rate:5"}]]}


@pytest.fixture
def here(world: World, wang: Person) -> int:
    world.start(wang)
    return wang.id


async def test_2_a_send_that_times_out_is_delivered_all_the_same(
    bot: Bot, world: World, here: int
) -> None:
    world.faults.add("slow", method="sendMessage", delay=1.0)
    with pytest.raises(TimedOut):
        await bot.send_message(here, "一次", read_timeout=0.3)

    assert [m.text for m in world.messages(here)] == ["/start", "一次"]


async def test_2_a_lost_answer_is_a_network_error_after_success(
    bot: Bot, world: World, here: int
) -> None:
    world.faults.add("lost_answer", method="sendMessage", delay=0.1)
    with pytest.raises(NetworkError) as caught:
        await bot.send_message(here, "一次")

    assert not isinstance(caught.value, BadRequest)
    assert [m.text for m in world.messages(here)] == ["/start", "一次"]


@pytest.mark.filterwarnings("ignore:.*timedelta:telegram.warnings.PTBDeprecationWarning")
async def test_2_otherwise_429_with_header_and_parameters(
    line: Line, bot: Bot, world: World, here: int
) -> None:
    world.faults.add("too_many", chat_id=here, retry_after=12, times=2)
    response = await line.call("sendMessage", chat_id=here, text="一")

    assert response.status_code == 429
    assert response.headers["retry-after"] == "12"
    assert response.json()["parameters"] == {"retry_after": 12}
    assert response.json()["description"] == "Too Many Requests: retry after 12"
    with pytest.raises(RetryAfter):
        await bot.send_message(here, "二")
    assert (await bot.send_message(here, "三")).text == "三"


async def test_2_the_rate_limits_wait_a_little_and_then_refuse(
    line: Line, world: World, clock: Clock, here: int
) -> None:
    world.switches.rate_limits = True
    for _ in range(3):
        await line.result("sendMessage", chat_id=here, text="快")
    error = await line.error("sendMessage", chat_id=here, text="太快")
    clock.move(timedelta(seconds=4))
    await line.result("sendMessage", chat_id=here, text="好了")
    for _ in range(20):
        await line.result("sendMessage", chat_id=world.group.id, text="群")
        clock.move(timedelta(seconds=1))

    assert error == "Too Many Requests: retry after 3"
    assert "retry after" in await line.error("sendMessage", chat_id=world.group.id, text="群")


async def test_3_people_who_cannot_be_written_to(line: Line, world: World, wang: Person) -> None:
    li = world.join("李工", "staff")

    async def send() -> str:
        return await line.error("sendMessage", chat_id=wang.id, text="您好")

    assert await send() == "Bad Request: chat not found"
    never = await line.error("sendMessage", chat_id=li.id, text="您好")
    assert never == "Forbidden: bot can't initiate conversation with a user"
    world.start(wang)
    world.block(wang)
    assert await send() == "Forbidden: bot was blocked by the user"
    assert (await line.result("getChat", chat_id=wang.id))["first_name"] == "王女士"
    world.unblock(wang)
    assert (await line.result("sendMessage", chat_id=wang.id, text="您好"))["text"] == "您好"
    world.deactivate(wang)
    assert await send() == "Forbidden: user is deactivated"


async def test_3_a_kicked_bot_may_not_even_look(line: Line, bot: Bot, world: World) -> None:
    world.seat_bot(world.group, "kicked")
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.get_chat(world.group.id)
    world.seat_bot(world.group, "left")
    gone = await line.error("sendMessage", chat_id=world.group.id, text="在吗")

    assert gone == "Forbidden: bot is not a member of the supergroup chat"
    assert [sorted(u)[0] for u in await line.updates()] == ["my_chat_member"] * 2


async def test_3_a_migrated_group_says_where_it_went(bot: Bot, line: Line, world: World) -> None:
    old = world.group.id
    new = world.migrate().id
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(old, "在吗")

    assert caught.value.new_chat_id == new
    assert (await bot.send_message(new, "在")).chat.id == new
    messages = [u["message"] for u in await line.updates()]
    assert {m["chat"]["id"]: m.get("migrate_to_chat_id") for m in messages} == {
        old: new,
        new: None,
    }


async def test_3_parameters_are_refused_before_chats(line: Line, world: World, here: int) -> None:
    send = "sendMessage"
    assert await line.error(send, chat_id=1, text="") == "Bad Request: message text is empty"
    assert await line.error(send, chat_id=1, text=" \n") == "Bad Request: text must be non-empty"
    assert await line.error(send, text="好") == "Bad Request: chat_id is empty"
    mode = await line.error(send, chat_id=1, text="好", parse_mode="RTF")
    assert mode == "Bad Request: unsupported parse_mode"
    broken = await line.error(send, chat_id=1, text="好", reply_markup="{")
    assert broken == "Bad Request: can't parse reply keyboard markup JSON object"
    assert await line.error(send, chat_id="abc", text="好") == "Bad Request: chat not found"
    source = await line.error("copyMessage", chat_id=1, from_chat_id=here, message_id=99)
    assert source == "Bad Request: message to copy not found"
    reply = {"message_id": 99}
    assert await line.error(send, chat_id=here, text="好", reply_parameters=reply) == (
        "Bad Request: message to be replied not found"
    )
    reply["allow_sending_without_reply"] = True
    sent = await line.result(send, chat_id=here, text="好", reply_parameters=reply)
    assert "reply_to_message" not in sent


async def test_3_unknown_methods_tokens_and_paths(line: Line, world: World) -> None:
    assert await line.error("sendNothing") == "Not Found: method not found"
    assert (await line.call("GETME")).status_code == 200
    for token, error in (
        ("nothing", "Unauthorized: invalid token specified"),
        ("0123:abc", "Unauthorized: invalid token specified"),
        ("99:abc", "Unauthorized"),
    ):
        response = await line.client.get(f"{line.address}/bot{token}/getMe")
        assert (response.status_code, response.json()["description"]) == (401, error)
    lost = await line.client.get(f"{line.address}/elsewhere")
    assert lost.json() == {"ok": False, "error_code": 404, "description": "Not Found"}


async def test_6_message_is_not_modified_after_cleaning(line: Line, here: int) -> None:
    sent = await line.result("sendMessage", chat_id=here, text=" 几分? ", reply_markup=INLINE)
    same = {"chat_id": here, "message_id": sent["message_id"], "text": "几分?\r\n"}

    assert sent["text"] == "几分?"
    error = await line.error("editMessageText", **same, reply_markup=INLINE)
    assert error.startswith("Bad Request: message is not modified: specified new message content")
    edited = await line.result("editMessageText", **same)
    assert "reply_markup" not in edited, "a keyboard left out is lost"
    again = await line.error("editMessageReplyMarkup", chat_id=here, message_id=sent["message_id"])
    assert again.startswith("Bad Request: message is not modified")


async def test_6_what_cannot_be_edited(line: Line, world: World, wang: Person, here: int) -> None:
    asked = world.say(wang, "在吗")
    plain = {"keyboard": [[{"text": "好"}]]}
    reply = {"message_id": asked.id}
    sent = await line.result(
        "sendMessage", chat_id=here, text="好", reply_markup=plain, reply_parameters=reply
    )
    replied = await line.result("sendMessage", chat_id=here, text="在", reply_parameters=reply)
    edited = await line.result(
        "editMessageText", chat_id=here, message_id=replied["message_id"], text="在的"
    )

    async def edit(message_id: int, **more: object) -> str:
        values = {"chat_id": here, "message_id": message_id, "text": "改"} | more
        return await line.error("editMessageText", **values)

    assert "reply_markup" not in sent
    assert replied["reply_to_message"]["text"] == "在吗"
    assert "reply_to_message" not in edited
    assert await edit(asked.id) == "Bad Request: message can't be edited"
    assert await edit(sent["message_id"]) == "Bad Request: message can't be edited"
    assert await edit(999) == "Bad Request: message to edit not found"
    assert await edit(0) == "Bad Request: message identifier is not specified"
    wrong = await edit(replied["message_id"], reply_markup=plain)
    assert wrong == "Bad Request: inline keyboard expected"


async def test_6_deleting_after_48_hours(line: Line, clock: Clock, here: int) -> None:
    sent = await line.result("sendMessage", chat_id=here, text="好")
    clock.move(timedelta(hours=49))
    place = {"chat_id": here, "message_id": sent["message_id"]}

    old = await line.error("deleteMessage", **place)
    assert old == "Bad Request: message can't be deleted for everyone"
    none = await line.error("deleteMessage", chat_id=here, message_id=99)
    assert none == "Bad Request: message to delete not found"


async def test_8_limits_are_in_the_right_unit(line: Line, bot: Bot, here: int) -> None:
    def button(data: str) -> str:
        return json.dumps({"inline_keyboard": [[{"text": "好", "callback_data": data}]]})

    async def send(**more: object) -> str:
        return await line.error("sendMessage", **({"chat_id": here, "text": "好"} | more))

    assert await send(reply_markup=button("字" * 22)) == "Bad Request: BUTTON_DATA_INVALID"
    markup = button("字" * 21)
    await line.result("sendMessage", chat_id=here, text="好", reply_markup=markup)
    assert "Text buttons are unallowed" in await send(reply_markup=button(""))
    emoji = "😡" * 4096
    assert (await line.result("sendMessage", chat_id=here, text=emoji))["text"] == emoji
    assert await send(text=emoji + "!") == "Bad Request: message is too long"
    assert await send(text="😡" * 9000) == "Bad Request: text is too long"
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_document(here, b"x", caption="字" * 1025)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await bot.send_document(here, b"")
    with pytest.raises(BadRequest, match="too big for a photo"):
        await bot.send_photo(here, b"x" * 10_485_761)


async def test_8_a_long_edit_is_the_clouds_to_refuse(line: Line, here: int) -> None:
    sent = await line.result("sendMessage", chat_id=here, text="好")
    place = {"chat_id": here, "message_id": sent["message_id"]}

    assert await line.error("editMessageText", **place, text="字" * 4097) == (
        "Bad Request: MESSAGE_TOO_LONG"
    )


async def test_8_entities_count_in_utf16(line: Line, world: World, here: int) -> None:
    sent = await line.result(
        "sendMessage",
        chat_id=here,
        text="  😡<b>重要</b> /help",
        parse_mode="html",
    )
    mention = {"type": "text_mention", "offset": 1, "length": 3, "user": {"id": 8001}}
    named = await line.result("sendMessage", chat_id=here, text=" @李工", entities=[mention])

    assert sent["text"] == "😡重要 /help"
    assert sent["entities"] == [
        {"type": "bold", "offset": 2, "length": 2},
        {"type": "bot_command", "offset": 5, "length": 5},
    ]
    assert named["entities"][0]["offset"] == 0


@pytest.mark.parametrize(
    ("mode", "text", "error"),
    [
        ("HTML", "<b>好", 'Can\'t find end tag corresponding to start tag "b"'),
        ("HTML", "好<x>", 'Unsupported start tag "x" at byte offset 3'),
        ("HTML", "<b>好</i>", 'Unmatched end tag at byte offset 6, expected "</b>", found "</i>"'),
        ("HTML", "好</b>", "Unexpected end tag at byte offset 3"),
        (
            "MarkdownV2",
            "好.",
            "Character '.' is reserved and must be escaped with the preceding '\\'",
        ),
        ("MarkdownV2", "*好", "Can't find end of Bold entity at byte offset 0"),
        ("Markdown", "好*重", "Can't find end of the entity starting at byte offset 3"),
    ],
)
async def test_8_broken_formatting_is_refused(
    line: Line, here: int, mode: str, text: str, error: str
) -> None:
    refused = await line.error("sendMessage", chat_id=here, text=text, parse_mode=mode)

    assert refused == f"Bad Request: can't parse entities: {error}"


async def test_8_extra_buttons_are_dropped_silently(bot: Bot, here: int) -> None:
    row = [InlineKeyboardButton(str(n), callback_data=str(n)) for n in range(14)]
    sent = await bot.send_message(here, "好", reply_markup=InlineKeyboardMarkup([row]))

    assert sent.reply_markup is not None
    assert len(sent.reply_markup.inline_keyboard[0]) == 12


async def test_8_files_over_20_mib_cannot_be_fetched(bot: Bot, world: World, wang: Person) -> None:
    message = world.send(wang, "document", file=("大.bin", b"x" * (20_971_520 + 1)))
    with pytest.raises(BadRequest, match="File is too big"):
        await bot.get_file(message.content["document"]["file_id"])
    with pytest.raises(BadRequest, match="Invalid file_id"):
        await bot.get_file("不是")
