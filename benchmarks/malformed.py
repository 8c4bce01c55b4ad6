"""Updates as nobody promised them: real ones with parts missing, swapped, twisted or nested."""

import copy
import random
from collections.abc import Iterator
from typing import Any

GROUP, CHAT, STAFF = -1001000000001, 7001, 8001
_WANG = {"id": CHAT, "is_bot": False, "first_name": "王", "last_name": "女士"}
_LI = {"id": STAFF, "is_bot": False, "first_name": "小李"}
_PRIVATE = {"id": CHAT, "type": "private"}
_DESK = {"id": GROUP, "type": "supergroup", "title": "客服", "is_forum": True}


def _message(chat: dict[str, Any], sender: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"message_id": 41, "date": 1_790_000_000, "chat": chat, "from": sender, **more}


def _tap(chat: dict[str, Any], sender: dict[str, Any], data: str) -> dict[str, Any]:
    return {"id": "1", "from": sender, "message": _message(chat, sender), "data": data}


_TOPIC = {"message_thread_id": 55, "is_topic_message": True}
_PHOTO = {"photo": [{"file_id": "x", "width": 1, "height": 1}], "caption": "看"}
_MEMBER = {"user": _LI, "status": "left"}
REAL: tuple[dict[str, Any], ...] = (
    {"message": _message(_PRIVATE, _WANG, text="杯子漏水了")},
    {"edited_message": _message(_PRIVATE, _WANG, text="杯子漏水")},
    {"message": _message(_PRIVATE, _WANG, text="/start abc")},
    {"message": _message(_PRIVATE, _WANG, text="/export csv 2026-01-01")},
    {"message": _message(_PRIVATE, _WANG, **_PHOTO, media_group_id="7")},
    {"message": _message(_PRIVATE, _WANG, voice={"file_id": "x", "duration": 3})},
    {"message": _message(_PRIVATE, _WANG, text="好", reply_to_message={"message_id": 40})},
    {"message": _message(_DESK, _LI, text="您好", **_TOPIC)},
    {"message": _message(_DESK, _LI, text="/report")},
    {"message": _message(_DESK, _LI, left_chat_member=_LI)},
    {"message": _message(_DESK, _LI, new_chat_members=[_LI])},
    {"message": _message(_DESK, _LI, migrate_to_chat_id=-1002)},
    {"callback_query": _tap(_PRIVATE, _WANG, "1:rate:5")},
    {"callback_query": _tap(_PRIVATE, _WANG, "0:erase")},
    {"callback_query": _tap(_PRIVATE, _WANG, "1:option:refund")},
    {"callback_query": _tap(_DESK, _LI, f"s:{CHAT}:1:claim")},
    {"callback_query": _tap(_DESK, _LI, f"s:{CHAT}:1:approve:1")},
    {"my_chat_member": {"chat": _PRIVATE, "from": _WANG, "new_chat_member": {"status": "kicked"}}},
    {"chat_member": {"chat": _DESK, "from": _LI, "new_chat_member": _MEMBER}},
    {"channel_post": _message(_PRIVATE, _WANG, text="x")},
)
ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 2**63, -(2**70), float("inf"), "", " ", "\0", "\ud800"),
    *(
        "x" * 5000,
        "😀" * 300,
        "²",
        "１",
        "0:erase",
        "s:7001:1:anyway",
        "s:-1:0:",
        "::::",
        "9" * 400,
    ),
    *([], {}, [[]], [None] * 3, {"id": None}, {"type": 3}, {"": ""}),
    *("/start " + "a" * 900, "/EXPORT xlsx 9999-99-99", "//", "/", "/my_data@other_bot"),
)


def malformed(seed: int, count: int) -> Iterator[Any]:
    """The same ones for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        update = {"update_id": number, **copy.deepcopy(chance.choice(REAL))}
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            update = _twisted(update, chance)
        yield update


def _twisted(update: Any, chance: random.Random) -> Any:
    holder, key = chance.choice(list(_places(update)) or [(None, None)])
    if holder is None or chance.random() < 0.01:
        return copy.deepcopy(chance.choice(ODD))
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1:
            holder[key] = [holder[key]]
        case 2:
            holder[key] = {"id": holder[key]}
        case 3:
            _, other = chance.choice(list(_places(update)))
            holder[key] = copy.deepcopy(holder.get(other) if isinstance(holder, dict) else other)
        case _:
            holder[key] = copy.deepcopy(chance.choice(ODD))
    return update


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from _places(inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield value, number
            yield from _places(inner)
