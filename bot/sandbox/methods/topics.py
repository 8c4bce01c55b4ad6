"""Forum topics; the bot hears of its own service messages."""

from bot.sandbox import access
from bot.sandbox.access import Level
from bot.sandbox.chats import Chat, Topic
from bot.sandbox.errors import bad_request
from bot.sandbox.happenings import DEFAULT_COLOR
from bot.sandbox.params import Params
from bot.sandbox.wire import Json
from bot.sandbox.world import World

MOST_NAME = 128
COLORS = (0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F)


def create_forum_topic(world: World, p: Params) -> Json:
    name = _name(p)
    color = p.integer("icon_color", DEFAULT_COLOR)
    if not 0 <= color <= 0xFFFFFF:
        raise bad_request("invalid icon color specified")
    chat = _forum(world, p)
    if not chat.has_right("can_manage_topics"):
        raise bad_request("not enough rights to create a topic")
    if not name:
        raise bad_request("name must be non-empty")
    world.throttle(chat)
    topic = world.open_topic(chat, world.bot_user, name, color)
    return {"message_thread_id": topic.id, "name": name, "icon_color": color}


def _name(p: Params) -> str:
    return p.text("name").replace("\r", "").replace("\n", " ").strip()[:MOST_NAME].strip()


def _forum(world: World, p: Params) -> Chat:
    chat = access.chat(world, p, Level.WRITE)
    if not chat.forum:
        raise bad_request("the chat is not a forum")
    return chat


def _topic(world: World, p: Params, right: str, purpose: str) -> tuple[Chat, Topic]:
    chat = _forum(world, p)
    number = p.integer("message_thread_id")
    if number <= 0:
        raise bad_request("invalid forum topic identifier specified")
    topic = chat.topics.get(number)
    if topic is None:
        raise bad_request("TOPIC_ID_INVALID")
    if not chat.has_right(right) and topic.creator != world.bot_id:
        raise bad_request(f"not enough rights to {purpose}")
    return chat, topic


def edit_forum_topic(world: World, p: Params) -> bool:
    chat, topic = _topic(world, p, "can_manage_topics", "edit the topic")
    name = _name(p)
    if not name and not p.has("icon_custom_emoji_id"):
        return True
    fields: Json = {"name": name} if name and name != topic.name else {}
    if p.has("icon_custom_emoji_id"):
        fields["icon_custom_emoji_id"] = p.text("icon_custom_emoji_id")
    if not fields:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.rename_topic(chat, topic, world.bot_user, fields)
    return True


def close_forum_topic(world: World, p: Params) -> bool:
    return _set_closed(world, p, True)


def reopen_forum_topic(world: World, p: Params) -> bool:
    return _set_closed(world, p, False)


def _set_closed(world: World, p: Params, closed: bool) -> bool:
    chat, topic = _topic(world, p, "can_manage_topics", "close or open the topic")
    if topic.closed == closed:
        raise bad_request("TOPIC_NOT_MODIFIED")
    world.set_closed(chat, topic, world.bot_user, closed)
    return True


def delete_forum_topic(world: World, p: Params) -> bool:
    chat, topic = _topic(world, p, "can_delete_messages", "delete the topic")
    world.drop_topic(chat, topic)
    return True


METHODS = {
    "createForumTopic": create_forum_topic,
    "editForumTopic": edit_forum_topic,
    "closeForumTopic": close_forum_topic,
    "reopenForumTopic": reopen_forum_topic,
    "deleteForumTopic": delete_forum_topic,
}
