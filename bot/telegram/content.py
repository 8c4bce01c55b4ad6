"""What one message says: text or medium, command, reply, topic. Refuses what it cannot read."""

import re
from typing import Any

Json = dict[str, Any]

# In this order: an animation also carries `document`, a venue also carries `location`.
MEDIA = (
    *("animation", "photo", "voice", "video_note", "video", "audio"),
    *("document", "sticker", "location", "contact"),
)
# Things that happened rather than were said. A field we have never heard of counts as said.
# fmt: off
SERVICE = frozenset({
    "boost_added", "channel_chat_created", "chat_background_set", "chat_owner_changed",
    "chat_owner_left", "chat_shared", "checklist_tasks_added", "checklist_tasks_done",
    "connected_website", "delete_chat_photo", "direct_message_price_changed",
    "forum_topic_closed", "forum_topic_created", "forum_topic_edited", "forum_topic_reopened",
    "general_forum_topic_hidden", "general_forum_topic_unhidden", "giveaway_completed",
    "giveaway_created", "group_chat_created", "left_chat_member",
    "message_auto_delete_timer_changed", "migrate_from_chat_id", "migrate_to_chat_id",
    "new_chat_members", "new_chat_photo", "new_chat_title", "paid_message_price_changed",
    "passport_data", "pinned_message", "proximity_alert_triggered", "refunded_payment",
    "successful_payment", "supergroup_chat_created", "users_shared", "video_chat_ended",
    "video_chat_participants_invited", "video_chat_scheduled", "video_chat_started",
    "web_app_data", "write_access_allowed",
})
# fmt: on
COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)


class Unreadable(Exception):
    """The update lacks what Telegram promises, or promises what it lacks."""


def said_in(message: Json, edited: bool) -> Json:
    said: Json = {"reply_to": reply_to(message), "edited": edited}
    if "text" in message:
        return {"text": text_of(message), **said}
    media = next((kind for kind in MEDIA if kind in message), "other")
    caption, album = message.get("caption"), message.get("media_group_id")
    return {
        "media": media,
        "caption": as_text(caption) if caption is not None else None,
        "album": as_text(album) if album is not None else None,
        **said,
    }


def command_in(message: Json, username: str) -> Json | None:
    """None where it is no command, or one for another bot."""
    found = COMMAND.fullmatch(text_of(message))
    if found is None or (found[2] or username).lower() != username.lower():
        return None
    return {"command": found[1].lower(), "args": (found[3] or "").strip()}


def topic_of(message: Json) -> int | None:
    """Plain supergroups number their reply chains too; only `is_topic_message` tells a topic."""
    if message.get("is_topic_message") is not True:
        return None
    return as_id(message["message_thread_id"])


def reply_to(message: Json) -> int | None:
    """In a topic every message "replies" to the topic's creation; that is no reply."""
    match message:
        case {"reply_to_message": {"forum_topic_created": _}}:
            return None
        case {"reply_to_message": {"message_id": number}} if number != message.get(
            "message_thread_id"
        ):
            return as_id(number)
    return None


def is_service(message: Json) -> bool:
    return not SERVICE.isdisjoint(message)


def is_live_location(message: Json, edited: bool) -> bool:
    """A shared live location "edits" itself every few seconds; its first message is enough."""
    return edited and "location" in message


def text_of(message: Json) -> str:
    return as_text(message.get("text", ""))


def as_text(value: object) -> str:
    if not isinstance(value, str):
        raise Unreadable(f"{type(value).__name__} where a text belongs")
    return value


def as_id(value: object) -> int:
    """A number both databases can hold; a bigger one would break the whole batch."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**63:
        raise Unreadable(f"{type(value).__name__} where an id belongs")
    return value
