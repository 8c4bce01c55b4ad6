"""What goes over the wire: the JSON types of the Bot API and how they are written."""

import json
from datetime import datetime
from typing import Any

Json = dict[str, Any]

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Raw(str):
    """An answer that is JSON text already, so that updates are encoded only once."""

    __slots__ = ()


def dumps(value: object) -> str:
    return value if isinstance(value, Raw) else _encode(value)


def unix(at: datetime) -> int:
    """Telegram's dates are whole seconds."""
    return int(at.timestamp())


def utf16(text: str) -> int:
    """Length in UTF-16 code units, the unit of entities: an emoji counts two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2
