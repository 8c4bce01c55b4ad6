"""A chat as JSON and back. Every version ever written stays readable: chats outlive a deployment.

Empty values are left out, which keeps the row small; times are UTC milliseconds. How each type
is written and read follows from its annotations, worked out once: a chat passes here every turn.
"""

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from .state import Chat

VERSION = 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_dict(chat: Chat) -> dict[str, Any]:
    return {"v": VERSION, **_write_chat(chat)}


def from_dict(stored: dict[str, Any] | None) -> Chat:
    """Read any version we ever wrote; None is a chat we have not met."""
    if stored is None:
        return Chat()
    if stored.get("v") != VERSION:
        raise ValueError(f"unreadable chat state, version {stored.get('v')!r}")
    chat: Chat = _read_chat(stored)
    return chat


Change = Callable[[Any], Any]


@cache
def _writer(kind: Any) -> Change | None:
    """How a value of this type is made JSON; None where it is JSON as it stands."""
    kind, _ = _without_none(kind)
    if is_dataclass(kind):
        return _fields_writer(kind)
    if kind is datetime:
        return lambda moment: (moment - _EPOCH) // _MS
    if kind is Decimal:
        return str
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return lambda member: member.value
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and inner[1:] == (Ellipsis,):
        each = _writer(inner[0]) or _same
        return lambda values: [each(v) for v in values]
    if origin is tuple:
        parts = tuple(_writer(k) or _same for k in inner)
        return lambda values: [part(v) for part, v in zip(parts, values, strict=True)]
    if origin is dict:
        value = _writer(inner[1]) or _same
        return lambda found: {k: value(v) for k, v in found.items()}
    return None


@cache
def _reader(kind: Any) -> Change | None:
    """How a value of this type is made of JSON; None where it is JSON as it stands."""
    kind, may_be_none = _without_none(kind)
    read = _reader_of(kind)
    if read is None or not may_be_none:
        return read
    return lambda value: None if value is None else read(value)


def _reader_of(kind: Any) -> Change | None:
    if is_dataclass(kind):
        return _fields_reader(kind)
    if kind is datetime:
        return lambda ms: _EPOCH + ms * _MS
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        made: Change = kind
        return made
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple and inner[1:] == (Ellipsis,):
        each = _reader(inner[0])
        return tuple if each is None else lambda values: tuple(map(each, values))
    if origin is tuple:
        parts = tuple(_reader(k) or _same for k in inner)
        return lambda values: tuple(part(v) for part, v in zip(parts, values, strict=True))
    if origin is dict:
        value = _reader(inner[1]) or _same
        return lambda found: {k: value(v) for k, v in found.items()}
    return None


def _fields_writer(kind: Any) -> Change:
    hints = get_type_hints(kind)
    known = tuple((f.name, _default(f), _writer(hints[f.name])) for f in fields(kind))

    def write(value: Any) -> dict[str, Any]:
        written = {}
        for name, default, change in known:
            found = getattr(value, name)
            if found is not default and found != default:
                written[name] = found if change is None or found is None else change(found)
        return written

    return write


def _fields_reader(kind: Any) -> Change:
    """Unknown keys, of newer versions, are ignored."""
    hints = get_type_hints(kind)
    known = {f.name: _reader(hints[f.name]) for f in fields(kind)}

    def read(stored: dict[str, Any]) -> Any:
        given = {}
        for name, value in stored.items():
            if name in known:
                change = known[name]
                given[name] = value if change is None else change(value)
        return kind(**given)

    return read


def _without_none(kind: Any) -> tuple[Any, bool]:
    if get_origin(kind) not in (Union, UnionType):
        return kind, False
    inner = [k for k in get_args(kind) if k is not NoneType]
    return inner[0], len(inner) < len(get_args(kind))


def _default(field: Any) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _same(value: Any) -> Any:
    return value


_write_chat = _fields_writer(Chat)
_read_chat = _fields_reader(Chat)
