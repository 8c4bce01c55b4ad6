"""The whole world as JSON and back, so that a demo survives a restart."""

from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.sandbox.chats import Chat, Topic
from bot.sandbox.ledger import Entry
from bot.sandbox.messages import Message
from bot.sandbox.people import Person, Role
from bot.sandbox.wire import Json

if TYPE_CHECKING:
    from bot.sandbox.world import World

VERSION = 1
_DATES = ("at", "edited_at")
_PLAIN = (
    "id",
    "kind",
    "title",
    "forum",
    "username",
    "instance",
    "bot_status",
    "moved_to",
    "deleted",
    "general_closed",
    "last_id",
    "pinned",
)


def save(world: "World", folder: Path | None) -> Json:
    return {
        "version": VERSION,
        "seq": world.seq,
        "group": world.group.id,
        "people": [_fields(person) for person in world.people.values()],
        "chats": [_chat(chat) for chat in world.chats.values()],
        "files": world.files.to_list(folder),
        "updates": world.updates.to_dict(),
        "ledger": [entry.to_dict() for entry in world.ledger],
        "commands": world.commands,
        "reactions": [[*key, value] for key, value in world.reactions.items()],
        "queries": world.queries,
    }


def load(world: "World", data: Json, folder: Path | None) -> None:
    """Into a fresh world."""
    if data["version"] != VERSION:
        raise ValueError(f"the sandbox cannot read version {data['version']}")
    for row in data["people"]:
        world.people[row["id"]] = Person(**(row | {"role": Role(row["role"])}))
    world.chats = {row["id"]: _load_chat(world, row) for row in data["chats"]}
    world.group = world.chats[data["group"]]
    world.files.restore(data["files"], folder)
    world.updates.restore(data["updates"])
    world.ledger.extend(Entry.from_dict(row) for row in data["ledger"])
    world.commands = data["commands"]
    world.reactions = {(chat, message): value for chat, message, value in data["reactions"]}
    world.queries = data["queries"]
    world.seq = data["seq"]


def _fields(value: Any) -> Json:
    row: Json = {field.name: getattr(value, field.name) for field in fields(value)}
    return row


def _chat(chat: Chat) -> Json:
    return {name: getattr(chat, name) for name in _PLAIN} | {
        "person": chat.person.id if chat.person else None,
        "bot_rights": sorted(chat.bot_rights),
        "members": list(chat.members),
        "messages": [_message(message) for message in chat.messages.values()],
        "topics": [_topic(topic) for topic in chat.topics.values()],
    }


def _topic(topic: Topic) -> Json:
    return _fields(topic) | {"opening": _message(topic.opening), "ids": list(topic.ids)}


def _message(message: Message) -> Json:
    row = _fields(message)
    for name in _DATES:
        row[name] = _ms(row[name])
    return row


def _ms(at: datetime | None) -> int | None:
    return None if at is None else round(at.timestamp() * 1000)


def _load_chat(world: "World", row: Json) -> Chat:
    chat = Chat(**{name: row[name] for name in _PLAIN}, keep=world.keep)
    chat.person = world.people[row["person"]] if row["person"] is not None else None
    chat.bot_rights = frozenset(row["bot_rights"])
    chat.members = {number: world.people[number] for number in row["members"]}
    chat.messages = {m["id"]: _load_message(m) for m in row["messages"]}
    for given in row["topics"]:
        opening = chat.messages.get(given["id"]) or _load_message(given["opening"])
        topic = Topic(
            **{k: v for k, v in given.items() if k not in {"opening", "ids"}}, opening=opening
        )
        topic.ids.extend(given["ids"])
        chat.topics[topic.id] = topic
    return chat


def _load_message(row: Json) -> Message:
    dates = {name: _date(row[name]) for name in _DATES}
    return Message(**(row | dates))


def _date(ms: int | None) -> datetime | None:
    return None if ms is None else datetime.fromtimestamp(ms / 1000, UTC)
