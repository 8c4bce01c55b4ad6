"""A chat as JSON and back. Every version ever written stays readable: chats outlive a deployment.

Empty values are left out, which keeps the row small; times are UTC milliseconds.
"""

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
    return {"v": VERSION, **_plain(chat)}


def from_dict(stored: dict[str, Any] | None) -> Chat:
    """Read any version we ever wrote; None is a chat we have not met."""
    if stored is None:
        return Chat()
    if stored.get("v") != VERSION:
        raise ValueError(f"unreadable chat state, version {stored.get('v')!r}")
    chat: Chat = _typed(Chat, stored)
    return chat


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        pairs = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
        return {name: _plain(v) for name, v, default in pairs if v != default}
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MS
    if isinstance(value, tuple | list):
        return [_plain(v) for v in value]
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, StrEnum) else value


def _typed(kind: Any, value: Any) -> Any:
    """Read `value` as the annotated type `kind`; unknown keys of newer versions are ignored."""
    if get_origin(kind) in (Union, UnionType):
        if value is None:
            return None
        kind = next(k for k in get_args(kind) if k is not NoneType)
    if isinstance(kind, type) and is_dataclass(kind):
        known = {name: _typed(hint, value[name]) for name, hint in _hints(kind) if name in value}
        made: Any = kind
        return made(**known)
    if kind is datetime:
        return _EPOCH + value * _MS
    origin = get_origin(kind)
    if origin is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            return tuple(_typed(inner[0], v) for v in value)
        return tuple(_typed(k, v) for k, v in zip(inner, value, strict=True))
    if origin is dict:
        return {k: _typed(get_args(kind)[1], v) for k, v in value.items()}
    if kind is Decimal or (isinstance(kind, type) and issubclass(kind, StrEnum)):
        return kind(value)
    return value


@cache
def _defaults(kind: Any) -> tuple[tuple[str, Any], ...]:
    found = []
    for f in fields(kind):
        default = f.default if f.default_factory is MISSING else f.default_factory()
        found.append((f.name, default))
    return tuple(found)


@cache
def _hints(kind: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, hint) for name, hint in get_type_hints(kind).items())
