"""From a raw update of Telegram to the neutral row of the inbox. Pure, and it never raises.

Rule 1: what we cannot read is parked as `unreadable`, so that it never stops what comes behind it.
Rule 2: what is not for us (other groups, other bots, our own service messages) is None, no row.
Rule 3: a topic is known by number only; the receiver looks up the case behind it, once a batch.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.telegram.content import (
    COMMAND,
    Json,
    Unreadable,
    as_id,
    as_text,
    command_in,
    is_live_location,
    is_service,
    said_in,
    text_of,
    topic_of,
)

# What we ask Telegram for. Always sent in full: a list left out keeps the old one, silently.
ALLOWED_UPDATES = (
    *("message", "edited_message", "callback_query", "my_chat_member"),
    "chat_member",  # who joins and leaves the staff group, where the bot is an administrator
)

ANONYMOUS_ADMINISTRATOR = 1087968824  # Telegram's stand-in for whoever writes as the group itself
URGENT, DIALOGUE = 0, 1
NOBODY = 0  # the line of what cannot be read

PRESENT = frozenset({"creator", "administrator", "member"})
STAFF_DATA = re.compile(r"s:(-?[0-9]{1,18}):([0-9]{1,9}):(.+)", re.DOTALL)
LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Home:
    """Where we are at home: our bot and the staff groups. Everything else is not for us."""

    bot_id: int
    username: str
    groups: frozenset[int]


@dataclass(frozen=True, slots=True)
class Came:
    """One row for the inbox; with a `topic` it still needs the case behind (group, topic)."""

    line: int
    lane: int
    payload: Json
    topic: tuple[int, int] | None = None

    def behind(self, case: tuple[int, int]) -> "Came":
        payload = {**self.payload, "case": list(case)}
        return replace(self, line=case[0], payload=payload, topic=None)


def read_update(update: object, home: Home, at: int) -> Came | None:
    """The row this update becomes; `at` is the time it reached us, in ms."""
    try:
        came = _read(update, home, at)
        return came and replace(came, payload=_clean(came.payload))
    except Exception as error:  # whatever it is, the next update must not wait for it
        return unreadable(update, f"{type(error).__name__}: {error}", at)


def unreadable(update: object, error: str, at: int) -> Came:
    try:
        raw = _clean(update)
        json.dumps(raw)
    except Exception:  # nested too deeply, or nothing JSON knows
        raw = _clean(str(type(update)))
    payload = {"kind": "unreadable", "at": at, "update": raw, "error": _clean(error)[:500]}
    return Came(NOBODY, DIALOGUE, payload)


def dedupe_key(update: object, bot_id: int) -> str:
    """One update, one row, however often Telegram repeats it."""
    match update:
        case {"update_id": int() as number} if not isinstance(number, bool):
            return f"tg:{bot_id}:{number}"
    try:
        seen = repr(update)
    except RecursionError:
        seen = "nested too deeply"
    return f"tg:{bot_id}:x{hashlib.sha256(seen.encode('utf-8', 'replace')).hexdigest()[:32]}"


def callback_id(update: object) -> str | None:
    """The id to answer, so that the customer's button stops spinning."""
    match update:
        case {"callback_query": {"id": str() as known}}:
            return known
    return None


def group_of(update: object) -> int | None:
    """The group that somebody wrote or tapped in."""
    match update:
        case (
            {"message": {"chat": {"id": int() as chat}}}
            | {"edited_message": {"chat": {"id": int() as chat}}}
            | {"callback_query": {"message": {"chat": {"id": int() as chat}}}}
        ):
            return chat if chat < 0 else None
    return None


def migration(update: object) -> tuple[int, int] | None:
    """(old, new) ids where a group became a supergroup; told in both, in any order."""
    match update:
        case {"message": {"chat": {"id": int() as old}, "migrate_to_chat_id": int() as new}}:
            return old, new
        case {"message": {"chat": {"id": int() as new}, "migrate_from_chat_id": int() as old}}:
            return old, new
    return None


def _read(update: object, home: Home, at: int) -> Came | None:
    if moved := migration(update):
        return _moved(*moved, home, at)
    match update:
        case {"message": dict() as message}:
            return _message(message, home, at, edited=False)
        case {"edited_message": dict() as message}:
            return _message(message, home, at, edited=True)
        case {"callback_query": dict() as query}:
            return _tap(query, home, at)
        case {"my_chat_member": dict() as change}:
            return _membership(change, at)
        case {"chat_member": dict() as change}:
            return _colleague(change, home, at)
        case _:
            raise Unreadable("no kind of update that we asked for")


def _moved(old: int, new: int, home: Home, at: int) -> Came | None:
    if old not in home.groups and new not in home.groups:
        return None
    payload = {"kind": "group_migrated", "at": at, "from_id": as_id(old), "to_id": as_id(new)}
    return Came(old, URGENT, payload)


def _message(message: Json, home: Home, at: int, *, edited: bool) -> Came | None:
    match message:
        case {"chat": {"id": chat_id, "type": "private"}}:
            return _private(message, as_id(chat_id), home, at, edited)
        case {"chat": {"id": chat_id, "type": str()}}:
            staff = as_id(chat_id) in home.groups
            return _staff(message, chat_id, home, at, edited) if staff else None
        case _:
            raise Unreadable("a message without a chat")


def _private(message: Json, chat_id: int, home: Home, at: int, edited: bool) -> Came | None:
    if is_service(message) or is_live_location(message, edited):
        return None
    payload = {"at": at, "message_id": as_id(message["message_id"]), "from": _person(message)}
    command = None if edited else command_in(message, home.username)
    if command is not None:
        return Came(chat_id, DIALOGUE, {"kind": "command", **payload, **command})
    said = said_in(message, edited)
    kind = "text" if "text" in said else "media"
    return Came(chat_id, DIALOGUE, {"kind": kind, **payload, **said, "reading": None})


def _staff(message: Json, group: int, home: Home, at: int, edited: bool) -> Came | None:
    if not edited and (change := _seen_off(message, at)) is not None:
        return change
    sender = _staff_sender(message)
    if sender is None or is_service(message) or is_live_location(message, edited):
        return None
    topic = topic_of(message)
    payload = {"at": at, "message_id": as_id(message["message_id"]), "from": sender}
    payload["group"] = group
    if not edited and COMMAND.fullmatch(text_of(message)):
        command = command_in(message, home.username)
        if command is None:  # meant for another bot
            return None
        return Came(group, URGENT, {"kind": "staff_command", **payload, **command, "topic": topic})
    if topic is None:  # the General chat is the staff's own
        return None
    said = said_in(message, edited)
    kind = "staff_text" if "text" in said else "staff_media"
    return Came(NOBODY, URGENT, {"kind": kind, **payload, **said}, topic=(group, topic))


def _tap(query: Json, home: Home, at: int) -> Came | None:
    match query:
        case {"message": {"message_id": number, "chat": dict(chat)}, "data": str(data)}:
            payload = {"at": at, "message_id": as_id(number), "from": _person(query)}
        case _:  # a button of a game or of an inline message: never one of ours
            return None
    chat_id = as_id(chat["id"])
    if chat.get("type") == "private":
        return Came(chat_id, DIALOGUE, {"kind": "tap", **payload, "data": data})
    ours = STAFF_DATA.fullmatch(data)
    if chat_id not in home.groups or ours is None:
        return None
    case, action = [int(ours[1]), int(ours[2])], ours[3]
    about = {"group": chat_id, "case": case, "action": action}
    return Came(case[0], URGENT, {"kind": "staff_tap", **payload, **about})


def _membership(change: Json, at: int) -> Came | None:
    match change:
        case {"chat": {"id": chat_id, "type": "private"}, "new_chat_member": {"status": status}}:
            kind = {"kicked": "blocked", "member": "unblocked"}.get(status)
            payload = {"kind": kind, "at": at, "from": _person(change)}
            return Came(as_id(chat_id), DIALOGUE, payload) if kind else None
        case {"chat": {"id": int()}}:
            return None
        case _:
            raise Unreadable("a change of membership without a chat")


def _colleague(change: Json, home: Home, at: int) -> Came | None:
    """Somebody joined a staff group, or left it."""
    match change:
        case {"chat": {"id": group}, "new_chat_member": {"user": {"id": person}} as member}:
            if as_id(group) not in home.groups:
                return None
            is_in = member.get("status") in PRESENT or member.get("is_member") is True
            return _came_or_went(group, {"joined" if is_in else "left": [as_id(person)]}, at)
        case _:
            raise Unreadable("a change of membership without a person")


def _seen_off(message: Json, at: int) -> Came | None:
    """The same as a message: small groups show it, whatever the bot may do there."""
    joined = [as_id(each["id"]) for each in message.get("new_chat_members") or ()]
    gone = message.get("left_chat_member")
    left = [as_id(gone["id"])] if gone else []
    if not joined and not left:
        return None
    return _came_or_went(message["chat"]["id"], {"joined": joined, "left": left}, at)


def _came_or_went(group: int, who: Json, at: int) -> Came:
    return Came(group, URGENT, {"kind": "membership", "at": at, "group": group, **who})


def _person(holder: Mapping[str, Any]) -> Json:
    match holder.get("from"):
        case {"id": number, "first_name": str(first), **more}:
            names = (first, more.get("last_name") or "")
            return {"id": as_id(number), "name": " ".join(filter(None, map(as_text, names)))}
        case _:
            raise Unreadable("nobody sent it")


def _staff_sender(message: Json) -> Json | None:
    """None for bots, and for channels that speak through the group."""
    match message:
        case {"is_automatic_forward": True}:
            return None
        case {"sender_chat": {"id": speaker}, "chat": {"id": group, **about}} if speaker == group:
            name = message.get("author_signature") or about.get("title") or ""
            return {"id": ANONYMOUS_ADMINISTRATOR, "name": as_text(name)}
        case {"from": {"is_bot": True}}:
            return None
        case _:
            return _person(message)


def _clean(value: Any) -> Any:
    """No half emoji and no NUL: a database refuses them, and one row would stop its batch."""
    if isinstance(value, str):
        return value if value.isalnum() else LONE_SURROGATE.sub("\ufffd", value).replace("\0", "")
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {_clean(str(key)): _clean(item) for key, item in value.items()}
    return value
