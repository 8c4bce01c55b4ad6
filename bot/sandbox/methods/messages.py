"""Who the bot is, plain messages, taps that are answered, and reactions."""

from bot.sandbox import access, sending, text
from bot.sandbox.access import Level
from bot.sandbox.errors import bad_request
from bot.sandbox.params import Params
from bot.sandbox.wire import Json
from bot.sandbox.world import World

MOST_ANSWER = 200
ACTIONS = frozenset(
    [
        "cancel",
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_audio",
        "record_voice",
        "upload_audio",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "pick_up_location",
        "find_location",
        "record_video_note",
        "upload_video_note",
    ]
)


def get_me(world: World, p: Params) -> Json:
    return world.bot_user | {
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def send_message(world: World, p: Params) -> Json:
    if not p.text("text"):
        raise bad_request("message text is empty")
    words, entities = text.read(p, "text", "entities")
    text.check_text(words)
    return sending.deliver(world, p, text.content(words, entities))


def answer_callback_query(world: World, p: Params) -> bool:
    query_id = p.text("callback_query_id")
    deadline = world.queries.get(query_id)
    if deadline is None or world.clock.now().timestamp() > deadline:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(p.text("text")) > MOST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if not world.switches.answer_twice:
        del world.queries[query_id]
    return True


def send_chat_action(world: World, p: Params) -> bool:
    """The topic is not checked: true for a deleted one as well."""
    if p.text("action").lower() not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = access.chat(world, p, Level.WRITE)
    if p.integer("message_thread_id") > 0 and chat.kind == "group":
        raise bad_request("chat is not a forum")
    access.not_blocked(chat)
    return True


def set_message_reaction(world: World, p: Params) -> bool:
    try:
        wanted = p.parsed("reaction") or []
    except ValueError:
        raise bad_request("can't parse reaction types JSON object") from None
    if not isinstance(wanted, list):
        raise bad_request("expected an Array of ReactionType")
    for reaction in wanted:
        known = {"emoji", "custom_emoji", "paid"}
        if not isinstance(reaction, dict) or reaction.get("type") not in known:
            raise bad_request("can't parse ReactionType: invalid reaction type specified")
    chat = access.chat(world, p, Level.READ)
    message = access.message(chat, p.integer("message_id"), "to react")
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    world.reactions[chat.id, message.id] = wanted
    world.changed(message)
    return True


METHODS = {
    "getMe": get_me,
    "sendMessage": send_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "setMessageReaction": set_message_reaction,
}
