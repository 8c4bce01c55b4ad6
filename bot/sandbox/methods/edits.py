"""Editing and deleting messages."""

from datetime import timedelta

from bot.sandbox import access, markup, text
from bot.sandbox.access import Level
from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Message
from bot.sandbox.params import Params
from bot.sandbox.wire import Json
from bot.sandbox.world import World

DELETABLE = timedelta(hours=48)
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)


def edit_message_text(world: World, p: Params) -> Json:
    _identified(p)
    if not p.text("text"):
        raise bad_request("message text is empty")
    words, entities = text.read(p, "text", "entities")
    if not words:
        raise bad_request("text must be non-empty")
    keyboard = markup.read(p)
    chat, message = _editable(world, p, keyboard)
    if message.text is None:
        raise bad_request("there is no text in the message to edit")
    text.check_text(words, too_long="MESSAGE_TOO_LONG")
    return _apply(world, chat, message, text.content(words, entities), keyboard)


def edit_message_reply_markup(world: World, p: Params) -> Json:
    _identified(p)
    keyboard = markup.read(p)
    chat, message = _editable(world, p, keyboard)
    return _apply(world, chat, message, message.content, keyboard)


def _identified(p: Params) -> None:
    if p.text("inline_message_id"):
        raise bad_request("MESSAGE_ID_INVALID")
    if not p.has("chat_id") and p.integer("message_id") <= 0:
        raise bad_request("message identifier is not specified")


def _editable(world: World, p: Params, keyboard: markup.Markup) -> tuple[Chat, Message]:
    chat = access.chat(world, p, Level.EDIT)
    if p.integer("message_id") <= 0:
        raise bad_request("message identifier is not specified")
    message = access.message(chat, p.integer("message_id"), "to edit")
    is_own = message.sender["id"] == world.bot_id
    if not is_own or message.forwarded or message.plain_keyboard or message.is_service:
        raise bad_request("message can't be edited")
    if keyboard.is_plain:
        raise bad_request("inline keyboard expected")
    if not world.switches.edits_after_block:
        access.not_blocked(chat)
    return chat, message


def _apply(
    world: World, chat: Chat, message: Message, content: Json, keyboard: markup.Markup
) -> Json:
    """Without reply_markup the inline keyboard goes; the answer shows no reply."""
    markup.check_in_cloud(keyboard)
    if content == message.content and keyboard.inline == message.markup:
        raise bad_request(NOT_MODIFIED)
    message.content, message.markup = content, keyboard.inline
    message.edited_at = world.clock.now()
    world.record(message, "edit", message.text or message.caption, world.bot_id)
    world.changed(message)
    return message.wire(chat, with_reply=False)


def delete_message(world: World, p: Params) -> bool:
    if not p.text("chat_id").strip():
        raise bad_request("chat identifier is not specified")
    chat = access.chat(world, p, Level.WRITE)
    if p.integer("message_id") <= 0:
        raise bad_request("message identifier is not specified")
    message = access.message(chat, p.integer("message_id"), "to delete")
    _check_deletable(world, chat, message)
    access.not_blocked(chat)
    message.deleted = True
    world.record(message, "delete", None, world.bot_id)
    world.changed(message)
    return True


def _check_deletable(world: World, chat: Chat, message: Message) -> None:
    never = {"forum_topic_created", "migrate_from_chat_id"}
    if message.kind in never or (message.id == 1 and chat.kind == "supergroup"):
        raise bad_request("message can't be deleted")
    is_old = world.clock.now() - message.at > DELETABLE
    if chat.kind != "supergroup":
        if is_old:
            raise bad_request("message can't be deleted for everyone")
        return
    if chat.has_right("can_delete_messages"):
        return
    if is_old or message.sender["id"] != world.bot_id:
        raise bad_request("message can't be deleted")


METHODS = {
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
}
