"""The acts of people as JSON, for the page and for other processes.

Everything but purchases and the clock, which belong to the page.
"""

from collections.abc import Callable
from typing import Any

from bot.sandbox.chats import RIGHTS
from bot.sandbox.errors import Impossible
from bot.sandbox.people import Person, Role
from bot.sandbox.wire import Json
from bot.sandbox.world import World


def act(world: World, payload: Json) -> Json:
    """Carries out one act; raises Impossible with a Chinese text where a person could not."""
    name = _text(payload, "act")
    found = _ACTS.get(name)
    if found is None:
        raise Impossible(f"没有这个动作:{name}")
    return {"ok": True} | found(world, payload)


def _text(payload: Json, name: str, default: str | None = None) -> str:
    value: Any = payload.get(name, default)
    if not isinstance(value, str | int) or isinstance(value, bool) or value == "":
        raise Impossible(f"缺少「{name}」")
    return str(value)


def _number(payload: Json, name: str) -> int:
    value = payload.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise Impossible(f"「{name}」应当是数字")
    return value


def _optional(payload: Json, name: str) -> int | None:
    return None if payload.get(name) is None else _number(payload, name)


def _who(world: World, payload: Json) -> Person:
    who = payload.get("who")
    if not isinstance(who, str | int) or isinstance(who, bool):
        raise Impossible("没有说是谁")
    return world.person(who)


def _place(payload: Json) -> Json:
    """`place`: "private", "general", or the number of a topic."""
    place = payload.get("place", "private")
    more: Json = {"reply_to": _optional(payload, "reply_to"), "group": _optional(payload, "group")}
    if place == "private":
        return more | {"group": None}
    if place == "general":
        return more | {"in_group": True}
    if isinstance(place, int) and not isinstance(place, bool):
        return more | {"topic": place}
    raise Impossible("不知道要发到哪里")


def _join(world: World, payload: Json) -> Json:
    role = _text(payload, "role", "customer")
    if role not in set(Role):
        raise Impossible(f"没有这种身份:{role}")
    title = payload.get("title")
    person = world.join(_text(payload, "name"), role, title if isinstance(title, str) else None)
    return {"person": {"id": person.id, "name": person.name, "role": str(person.role)}}


def _say(world: World, payload: Json) -> Json:
    words = _text(payload, "text")
    return {"message_id": world.say(_who(world, payload), words, **_place(payload)).id}


def _send(world: World, payload: Json) -> Json:
    album = payload.get("album")
    message = world.send(
        _who(world, payload),
        _text(payload, "media"),
        caption=str(payload["caption"]) if payload.get("caption") else None,
        album=str(album) if album else None,
        **_place(payload),
    )
    return {"message_id": message.id}


def _tap(world: World, payload: Json) -> Json:
    chat_id, message_id = _number(payload, "chat_id"), _number(payload, "message_id")
    return {"query": world.tap(_who(world, payload), chat_id, message_id, _text(payload, "data"))}


def _start(world: World, payload: Json) -> Json:
    token = payload.get("token")
    return {"message_id": world.start(_who(world, payload), str(token) if token else "").id}


def _block(world: World, payload: Json) -> Json:
    world.block(_who(world, payload))
    return {}


def _unblock(world: World, payload: Json) -> Json:
    world.unblock(_who(world, payload))
    return {}


def _edit(world: World, payload: Json) -> Json:
    place, who = _optional(payload, "chat_id"), _who(world, payload)
    world.edit(who, _number(payload, "message_id"), _text(payload, "text"), place)
    return {}


def _delete(world: World, payload: Json) -> Json:
    place = _optional(payload, "chat_id")
    world.delete(_who(world, payload), _number(payload, "message_id"), place)
    return {}


def _delete_topic(world: World, payload: Json) -> Json:
    world.delete_topic(_who(world, payload), _number(payload, "topic"))
    return {}


def _create_topic(world: World, payload: Json) -> Json:
    return {"topic": world.create_topic(_who(world, payload), _text(payload, "name")).id}


def _close_topic(world: World, payload: Json) -> Json:
    world.close_topic(_who(world, payload), _number(payload, "topic"))
    return {}


def _reopen_topic(world: World, payload: Json) -> Json:
    world.reopen_topic(_who(world, payload), _number(payload, "topic"))
    return {}


def _react(world: World, payload: Json) -> Json:
    chat_id, message_id = _number(payload, "chat_id"), _number(payload, "message_id")
    emoji = payload.get("emoji")
    world.react(_who(world, payload), chat_id, message_id, str(emoji) if emoji else None)
    return {}


def _deactivate(world: World, payload: Json) -> Json:
    world.deactivate(_who(world, payload))
    return {}


def _seat(world: World, payload: Json) -> Json:
    """The bot's place in the staff group: administrator (with `rights`), member, left, kicked."""
    status, rights = _text(payload, "status"), payload.get("rights")
    if status not in {"administrator", "member", "left", "kicked"}:
        raise Impossible(f"没有这种身份:{status}")
    if rights is not None and not (isinstance(rights, list) and set(rights) <= set(RIGHTS)):
        raise Impossible("没有这样的权限")
    world.seat_bot(world.group, status, rights)
    return {}


def _migrate(world: World, payload: Json) -> Json:
    return {"group": world.migrate().id}


_ACTS: dict[str, Callable[[World, Json], Json]] = {
    "join": _join,
    "say": _say,
    "send": _send,
    "tap": _tap,
    "start": _start,
    "block": _block,
    "unblock": _unblock,
    "edit": _edit,
    "delete": _delete,
    "delete_topic": _delete_topic,
    "create_topic": _create_topic,
    "close_topic": _close_topic,
    "reopen_topic": _reopen_topic,
    "react": _react,
    "deactivate": _deactivate,
    "seat": _seat,
    "migrate": _migrate,
}
