"""The world as the page shows it: one JSON of people, topics, messages and purchases."""

from datetime import timedelta

from bot.clock import Clock
from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message
from bot.sandbox.receipts import Receipts
from bot.sandbox.wire import Json
from bot.sandbox.world import World

FILES = "/sandbox/file/"


def state(world: World, clock: Clock, receipts: Receipts, zone: str, since: int = 0) -> Json:
    """Everything but messages in full; of the messages those that changed after `since`."""
    return {
        "seq": world.seq,
        "world": world.group.instance,
        "now": round(clock.now().timestamp() * 1000),
        "offset": clock.offset // timedelta(milliseconds=1),
        "zone": zone,
        "bot": {
            "id": world.bot_id,
            "name": world.bot_user["first_name"],
            "username": world.bot_user["username"],
        },
        "people": [
            {"id": p.id, "name": p.name, "role": str(p.role), "blocked": p.blocked}
            for p in world.people.values()
        ],
        "groups": [_group(chat) for chat in _groups(world)],
        "messages": {
            str(chat.id): shown
            for chat in list(world.chats.values())
            if (shown := _messages(chat, world, since))
        },
        "purchases": receipts.rows,
    }


def _groups(world: World) -> list[Chat]:
    """The group of all staff first; then those of single shops and of the seniors."""
    others = (c for c in world.chats.values() if not c.is_private and c is not world.group)
    return [world.group, *(c for c in others if c.moved_to is None and not c.deleted)]


def _group(chat: Chat) -> Json:
    topics = chat.topics.values()
    return {
        "id": chat.id,
        "title": chat.title,
        "members": list(chat.members),
        "topics": [{"id": t.id, "name": t.name, "closed": t.closed} for t in topics],
    }


def _messages(chat: Chat, world: World, since: int) -> list[Json]:
    return [message(m, world) for m in chat.messages.values() if m.changed > since]


def message(shown: Message, world: World) -> Json:
    """What was deleted keeps its place on the page, not its words."""
    kind = shown.kind
    content = {} if shown.deleted else shown.content
    return {
        "id": shown.id,
        "topic": shown.topic,
        "from": _sender(shown, world),
        "at": round(shown.at.timestamp() * 1000),
        "text": content.get("text"),
        "caption": content.get("caption"),
        "media": None if kind == "text" or shown.is_service else kind,
        "emoji": content.get("sticker", {}).get("emoji"),
        "document": _document(content),
        "photo": _photo(content),
        "album": shown.album,
        "buttons": [[_button(button) for button in row] for row in shown.buttons],
        "edited": shown.edited_at is not None,
        "deleted": shown.deleted,
        "reply_to": shown.reply_to,
        "service": _service(shown) if shown.is_service else None,
    }


def _sender(shown: Message, world: World) -> Json:
    """A person's name as it is now; whoever is not among the people keeps the old one."""
    sender = shown.sender
    person = world.people.get(sender["id"])
    name = person.name if person is not None else sender["first_name"]
    return {"id": sender["id"], "name": name, "is_bot": sender["is_bot"]}


def _button(button: Json) -> Json:
    return {"text": button["text"], "data": button.get("callback_data", "")}


def _document(content: Json) -> Json | None:
    file = content.get("document")
    if file is None:
        return None
    name = file.get("file_name", "文件")
    return {"name": name, "url": FILES + file["file_id"], "size": file["file_size"]}


def _photo(content: Json) -> str | None:
    sizes = content.get("photo")
    return FILES + str(sizes[-1]["file_id"]) if sizes else None


def _service(shown: Message) -> str:
    who = str(shown.sender["first_name"])
    match shown.kind:
        case "forum_topic_created":
            return f"{who}开了话题「{shown.content['forum_topic_created']['name']}」"
        case "forum_topic_edited":
            name = shown.content["forum_topic_edited"].get("name")
            return f"话题改名为「{name}」" if name else "话题换了图标"
        case "forum_topic_closed":
            return "话题已关闭"
        case "forum_topic_reopened":
            return "话题重新打开了"
        case "pinned_message":
            return f"{who}置顶了一条消息"
        case "new_chat_members":
            names = "、".join(m["first_name"] for m in shown.content["new_chat_members"])
            return f"{names}进了群"
        case "left_chat_member":
            return f"{shown.content['left_chat_member']['first_name']}离开了群"
    return "群升级了"
