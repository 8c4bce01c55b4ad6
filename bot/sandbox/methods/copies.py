"""Copies and forwards: the source is checked before the target."""

import itertools

from bot.sandbox import access, sending, text
from bot.sandbox.access import Level
from bot.sandbox.errors import bad_request
from bot.sandbox.messages import Message
from bot.sandbox.params import Params, to_integer
from bot.sandbox.wire import Json, unix
from bot.sandbox.world import World, album_id

MOST_COPIES = 100


def copy_message(world: World, p: Params) -> Json:
    caption = text.caption(p)
    source = access.chat(world, p, Level.READ, "from_chat_id")
    original = access.message(source, p.integer("message_id"), "to copy")
    if original.is_service:
        raise bad_request("the message can't be copied")
    where = sending.target(world, p)
    content = _alone(original)
    if p.has("caption") and "text" not in content:
        content = _without_caption(content) | caption
    return {"message_id": sending.post(world, p, where, content).id}


def copy_messages(world: World, p: Params) -> list[Json]:
    """Missing messages are skipped, so the answer may be shorter; albums stay together."""
    ids = _ids(p)
    source = access.chat(world, p, Level.READ, "from_chat_id")
    found = [m for m in map(source.find, ids) if m is not None]
    where = sending.target(world, p, keyboard=False)
    if not found:
        raise bad_request("there are no messages to forward")
    good = [m for m in found if not m.is_service]
    if not good:
        raise bad_request("messages can't be forwarded")
    group = f"copy:{where.chat.id}:{where.chat.last_id}"
    copies = [_copied(original, good, group, p) for original in good]
    return [{"message_id": sending.post(world, p, where, content).id} for content in copies]


def _ids(p: Params) -> list[int]:
    try:
        ids = p.parsed("message_ids")
    except ValueError:
        raise bad_request("can't parse message identifiers JSON object") from None
    if not ids:
        raise bad_request("message identifiers are not specified")
    if not isinstance(ids, list):
        raise bad_request("expected an Array of message identifiers")
    if len(ids) > MOST_COPIES:
        raise bad_request("too many message identifiers specified")
    numbers = [to_integer(number) for number in ids]
    if any(number <= 0 for number in numbers):
        raise bad_request("invalid message identifier specified")
    if any(a >= b for a, b in itertools.pairwise(numbers)):
        raise bad_request("message identifiers must be in a strictly increasing order")
    return numbers


def _alone(message: Message) -> Json:
    return {k: v for k, v in message.content.items() if k != "media_group_id"}


def _copied(message: Message, among: list[Message], group: str, p: Params) -> Json:
    """A copied album is an album of its own; a lone item of one is none."""
    content = _alone(message)
    if p.boolean("remove_caption"):
        content = _without_caption(content)
    if message.album and sum(m.album == message.album for m in among) > 1:
        content = {"media_group_id": album_id(f"{group}:{message.album}")} | content
    return content


def _without_caption(content: Json) -> Json:
    return {k: v for k, v in content.items() if k not in {"caption", "caption_entities"}}


def forward_message(world: World, p: Params) -> Json:
    source = access.chat(world, p, Level.READ, "from_chat_id")
    original = access.message(source, p.integer("message_id"), "to forward")
    if original.is_service:
        raise bad_request("the message can't be forwarded")
    if original.protected:
        raise bad_request("message has protected content and can't be forwarded")
    where = sending.target(world, p, keyboard=False)
    message = world.post(
        where.chat,
        world.bot_user,
        _alone(original),
        topic=where.topic,
        forwarded=original.forwarded or _origin(original),
    )
    return message.wire(where.chat)


def _origin(message: Message) -> Json:
    date = unix(message.at)
    return {
        "forward_origin": {"type": "user", "sender_user": message.sender, "date": date},
        "forward_from": message.sender,
        "forward_date": date,
    }


METHODS = {
    "copyMessage": copy_message,
    "copyMessages": copy_messages,
    "forwardMessage": forward_message,
}
