"""How values look in a column: moments, money, JSON, and everything that is personal.

`Private` is the one type of every column that may hold what a person said or who they are. It
takes only what `storage.private` has sealed, and says whose key that takes.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import orjson
from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

from .sealing import MARK, PLAIN, SEALED, Token

# What is read of a document whose key was destroyed. Nobody writes into it.
GONE: Mapping[str, Any] = MappingProxyType({"kind": "erased"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# SQLite builds a second B-tree for a BIGINT key; an INTEGER one is the row itself.
Id = BigInteger().with_variant(Integer, "sqlite")

# What the standard library would refuse is refused here, too.
_STRICT = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS
_escaped = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970 in UTC. A moment without a zone is a bug, not a guess."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone")
    return (moment - EPOCH) // MILLISECOND


def from_ms(value: int) -> datetime:
    return EPOCH + timedelta(milliseconds=value)


def dumps(value: Any) -> str:
    """JSON with Chinese as it is: half the size of the escaped form."""
    try:
        return orjson.dumps(value, option=_STRICT).decode()
    except TypeError:
        # Half an emoji has no UTF-8 form; neither database would take it, and one such
        # message must not keep the others of its batch out. Nor must a number beyond 64 bits.
        return _escaped(value)


def loads(text: str) -> Any:
    """What `dumps` wrote; it never says more in the error than that it was no JSON."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return json.loads(text)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _storable(text: str) -> str:
    """PostgreSQL refuses NUL in a text, and both refuse half an emoji."""
    text = text.replace("\x00", "")
    return text if _is_utf8(text) else text.encode(errors="replace").decode()


class Moment(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as whole milliseconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else to_ms(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        return None if value is None else from_ms(value)


class Money(TypeDecorator[Decimal]):
    """An exact amount, as text: SQLite would make a float of it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


class Private(TypeDecorator[Any]):
    """Text that belongs to a person: to the one whose number stands in the column `of`.

    Without `of` it takes the shop's own key, for what outlives an erasure.
    """

    impl = Text
    cache_ok = True
    gone: Any = None  # what is read where the key was destroyed

    def __init__(self, of: str = "") -> None:
        super().__init__()
        self.of = of

    def owner(self, row: Mapping[str, Any]) -> int:
        """The number of the key, as the row says it."""
        return int(row[self.of]) if self.of else 0

    def dump(self, value: Any) -> str:
        return _storable(value)

    def load(self, text: str) -> Any:
        return text

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        if value is not None and not isinstance(value, Token):
            raise TypeError("a private value is sealed before it is stored (storage.private)")
        return None if value is None else str(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if not value.startswith(MARK):
            return self.load(value)
        if value.startswith(PLAIN):
            return self.load(value[len(PLAIN) :])
        head, _, closed = value[len(SEALED) :].partition(":")
        owner, _, mark = head.partition(".")
        return Sealed(int(owner), mark, closed, self)


class PrivateJson(Private):
    """A document that belongs to a person: payloads, bodies, the state of a line."""

    cache_ok = True
    gone: Any = GONE

    def dump(self, value: Any) -> str:
        return dumps(value)

    def load(self, text: str) -> Any:
        return loads(text)


class Sealed:
    """What a select brings before `storage.private` has opened it."""

    __slots__ = ("closed", "mark", "of", "owner")

    def __init__(self, owner: int, mark: str, closed: str, of: Private) -> None:
        self.owner = owner
        self.mark = mark
        self.closed = closed
        self.of = of
