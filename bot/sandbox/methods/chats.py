"""Chats and their members, pins, leaving."""

from bot.sandbox import access
from bot.sandbox.access import Level
from bot.sandbox.chats import Chat
from bot.sandbox.core import OWNER
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.params import Params
from bot.sandbox.wire import Json
from bot.sandbox.world import World

_GIFTS = (
    "unlimited_gifts",
    "limited_gifts",
    "unique_gifts",
    "premium_subscription",
    "gifts_from_channels",
)
_PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)


def get_chat(world: World, p: Params) -> Json:
    chat = access.chat(world, p, Level.READ)
    full = chat.short | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, True),
    }
    if not chat.is_private:
        full["permissions"] = dict.fromkeys(_PERMISSIONS, True)
    return full


def get_chat_member(world: World, p: Params) -> Json:
    user_id = p.integer("user_id")
    is_self = user_id == world.bot_id
    chat = access.chat(world, p, Level.READ if is_self else Level.MEMBERS)
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    if is_self:
        return world.member(chat)
    if user_id == OWNER["id"] and not chat.is_private:
        return {"user": OWNER, "status": "creator", "is_anonymous": False}
    person = world.people.get(user_id)
    if person is None:
        raise bad_request("PARTICIPANT_ID_INVALID")
    is_in = chat.person is person if chat.is_private else user_id in chat.members
    return {"user": person.user(), "status": "member" if is_in else "left"}


def get_chat_administrators(world: World, p: Params) -> list[Json]:
    chat = access.chat(world, p, Level.MEMBERS)
    if chat.is_private:
        raise bad_request("there are no administrators in the private chat")
    owner: Json = {"user": OWNER, "status": "creator", "is_anonymous": False}
    return [owner, world.member(chat)] if chat.bot_status == "administrator" else [owner]


def pin_chat_message(world: World, p: Params) -> bool:
    chat = access.chat(world, p, Level.WRITE)
    message = access.message(chat, p.integer("message_id"), "to pin")
    _may_pin(chat)
    if message.is_service:
        raise bad_request("service messages can't be pinned")
    access.not_blocked(chat)
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
    shown = {"pinned_message": message.wire(chat, with_reply=False)}
    world.post_service(chat, world.bot_user, shown, message.topic)
    return True


def unpin_chat_message(world: World, p: Params) -> bool:
    chat = access.chat(world, p, Level.WRITE)
    number = p.integer("message_id") or (chat.pinned[-1] if chat.pinned else 0)
    message = access.message(chat, number, "to unpin")
    _may_pin(chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
    return True


def _may_pin(chat: Chat) -> None:
    if not chat.is_private and not chat.has_right("can_pin_messages"):
        raise bad_request("not enough rights to manage pinned messages in the chat")


def leave_chat(world: World, p: Params) -> bool:
    chat = access.chat(world, p, Level.READ)
    if chat.is_private:
        raise bad_request("can't leave private chats")
    if chat.bot_status == "left":
        raise forbidden(f"bot is not a member of the {chat.kind} chat")
    world.post_service(chat, world.bot_user, {"left_chat_member": world.bot_user}, None)
    world.seat_bot(chat, "left", by=world.bot_user)
    return True


METHODS = {
    "getChat": get_chat,
    "getChatMember": get_chat_member,
    "getChatAdministrators": get_chat_administrators,
    "pinChatMessage": pin_chat_message,
    "unpinChatMessage": unpin_chat_message,
    "leaveChat": leave_chat,
}
