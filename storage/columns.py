"""How values look in a column: moments, money, JSON, and everything that is personal.

`Private` is the one type of every column that may hold what a person said or who they are.
It is plain text today. Whoever encrypts it changes `_seal` and `_unseal`, and nothing else.
"""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, Text
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

# SQLite builds a second B-tree for a BIGINT key; an INTEGER one is the row itself.
Id = BigInteger().with_variant(Integer, "sqlite")

_compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
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
    text = _compact(value)
    # Half an emoji has no UTF-8 form; neither database would take it, and one such
    # message must not keep the others of its batch out.
    return text if _is_utf8(text) else _escaped(value)


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


def _seal(text: str) -> str:
    return text


def _unseal(stored: str) -> str:
    return stored


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
    """Text that belongs to a person."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else _seal(_storable(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        return None if value is None else _unseal(value)


class PrivateJson(Private):
    """A document that belongs to a person: payloads, bodies, the state of a line."""

    cache_ok = True

    def process_bind_param(self, value: Any | None, dialect: Dialect) -> str | None:
        return None if value is None else _seal(dumps(value))

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Any:
        return None if value is None else json.loads(_unseal(value))
