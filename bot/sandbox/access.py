"""Which chats the bot may reach, checked in the real server's order and words."""

from enum import Enum, auto
from typing import TYPE_CHECKING

from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.messages import Message
from bot.sandbox.params import Params, to_integer

if TYPE_CHECKING:
    from bot.sandbox.world import World


class Level(Enum):
    READ = auto()
    MEMBERS = auto()
    EDIT = auto()
    WRITE = auto()


_NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def chat(world: "World", p: Params, level: Level, name: str = "chat_id") -> Chat:
    text = p.text(name).strip()
    if not text:
        raise bad_request(
            f"{name} is empty" if name == "chat_id" else f'parameter "{name}" is required'
        )
    found = world.chat_named(text) if text.startswith("@") else world.chat(to_integer(text))
    if found is None:
        raise bad_request("chat not found")
    _check(found, level)
    return found


def _check(found: Chat, level: Level) -> None:
    if found.person is not None:
        _check_private(found, level)
    elif found.kind == "group":
        _check_group(found, level)
    elif found.bot_status in {"kicked", "left"}:
        raise forbidden(_absence(found))


def _check_private(found: Chat, level: Level) -> None:
    person = found.person
    assert person is not None
    if person.deactivated and level in {Level.EDIT, Level.WRITE}:
        raise forbidden("user is deactivated")
    if level is not Level.WRITE:
        return
    if person.is_bot:
        raise forbidden("the bot can't send messages to the bot")
    if not person.started:
        raise forbidden("bot can't initiate conversation with a user")


def _check_group(found: Chat, level: Level) -> None:
    if found.moved_to is not None and level in {Level.WRITE, Level.MEMBERS}:
        raise bad_request(
            "group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": found.moved_to}
        )
    if found.moved_to is not None or level is Level.READ:
        return
    if found.deleted and level in {Level.WRITE, Level.MEMBERS}:
        raise forbidden("the group chat was deleted")
    if found.bot_status in {"kicked", "left"}:
        raise forbidden(_absence(found))


def _absence(found: Chat) -> str:
    where = _NAMES[found.kind]
    if found.bot_status == "kicked":
        return f"bot was kicked from the {where}"
    return f"bot is not a member of the {where}"


def not_blocked(found: Chat) -> None:
    """The cloud's word, after all of the server's own checks."""
    if found.person is not None and found.person.blocked:
        raise forbidden("bot was blocked by the user")


def thread(found: Chat, thread_id: int) -> int | None:
    """The topic a message goes to: checked in forums, ignored in all other groups."""
    if thread_id <= 0 or not (found.forum or found.is_private):
        return None
    if thread_id not in found.topics:
        raise bad_request("message thread not found")
    return thread_id


def open_topic(found: Chat, topic_id: int | None, bot_id: int) -> None:
    """The cloud's word on closed topics: who opened or may manage them still writes."""
    if not found.forum or found.has_right("can_manage_topics"):
        return
    topic = found.topics.get(topic_id) if topic_id is not None else None
    closed = topic.closed and topic.creator != bot_id if topic else found.general_closed
    if closed:
        raise bad_request("TOPIC_CLOSED")


def message(found: Chat, message_id: int, purpose: str) -> Message:
    """`purpose` as in `message to edit not found`."""
    if message_id <= 0 or (message := found.find(message_id)) is None:
        raise bad_request(f"message {purpose} not found")
    return message
