"""How every send ends: reply, markup, chat, topic, replied-to message, rights, in this order."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.sandbox import access, markup
from bot.sandbox.access import Level
from bot.sandbox.chats import Chat
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Message
from bot.sandbox.params import Params, to_integer
from bot.sandbox.wire import Json

if TYPE_CHECKING:
    from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Reply:
    message_id: int = 0
    chat_id: str = ""
    or_without: bool = False


def read_reply(p: Params) -> Reply:
    if not p.text("reply_parameters"):
        return Reply(
            p.integer("reply_to_message_id"), "", p.boolean("allow_sending_without_reply")
        )
    try:
        data = p.parsed("reply_parameters")
    except ValueError:
        raise bad_request("can't parse reply parameters JSON object") from None
    if not isinstance(data, dict):
        raise bad_request("object expected as reply parameters")
    return Reply(
        message_id=to_integer(data.get("message_id", 0)),
        chat_id=str(data.get("chat_id", "")),
        or_without=data.get("allow_sending_without_reply") is True,
    )


@dataclass(frozen=True, slots=True)
class Target:
    """Where messages go, found right by all checks."""

    chat: Chat
    topic: int | None
    reply_to: int | None
    keyboard: markup.Markup


def target(world: "World", p: Params, keyboard: bool = True) -> Target:
    reply = read_reply(p)
    keys = markup.read(p) if keyboard else markup.NONE
    chat = access.chat(world, p, Level.WRITE)
    topic = access.thread(chat, p.integer("message_thread_id"))
    reply_to, topic = _replied(chat, reply, topic)
    access.open_topic(chat, topic, world.bot_id)
    access.not_blocked(chat)
    markup.check_in_cloud(keys)
    world.throttle(chat)
    return Target(chat, topic, reply_to, keys)


def _replied(chat: Chat, reply: Reply, topic: int | None) -> tuple[int | None, int | None]:
    """A reply without a topic goes to the topic of the message it replies to."""
    if reply.message_id <= 0 or (reply.chat_id and to_integer(reply.chat_id) != chat.id):
        return None, topic
    replied = chat.find(reply.message_id)
    if replied is None:
        if reply.or_without:
            return None, topic
        raise bad_request("message to be replied not found")
    if topic is None:
        return replied.id, replied.topic
    # A reply from another topic is an external one: reply_to_message stays the topic's opening.
    return (replied.id if replied.topic == topic else None), topic


def post(world: "World", p: Params, where: Target, content: Json) -> Message:
    return world.post(
        where.chat,
        world.bot_user,
        content,
        topic=where.topic,
        reply_to=where.reply_to,
        markup=where.keyboard.inline,
        plain_keyboard=where.keyboard.is_plain,
        protected=p.boolean("protect_content"),
    )


def deliver(world: "World", p: Params, content: Json) -> Json:
    """One message of the bot, as the answer shows it."""
    where = target(world, p)
    return post(world, p, where, content).wire(where.chat)
