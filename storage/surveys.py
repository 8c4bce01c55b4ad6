"""What we asked about a purchase, and what came of it. One row per purchase."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, select

from . import private
from .lines import padded
from .tables import surveys
from .upsert import Row, put


class Outcome(StrEnum):
    """Where a survey ended up."""

    SCHEDULED = "scheduled"  # waits for its hour
    SENT = "sent"  # asked, not answered yet
    ANSWERED = "answered"  # at least the score has come
    EXPIRED = "expired"  # reminded in vain
    SUPPRESSED = "suppressed"  # not asked: `why` says so
    NEVER = "never"  # the purchase was marked so


_of = select(surveys).where(surveys.c.purchase_id.in_(bindparam("purchases", expanding=True)))


def upsert(conn: Connection, rows: Sequence[Row]) -> None:
    put(conn, surveys, ("purchase_id",), [_noted(row) for row in rows])


def _noted(row: Row) -> Row:
    """That there were words is counted, and outlives them."""
    return {**row, "commented": row["comment"] is not None} if "comment" in row else row


def of(conn: Connection, purchase_ids: Iterable[int]) -> dict[Any, Row]:
    ids = list(purchase_ids)
    if not ids:
        return {}
    rows = private.read(conn, _of, {"purchases": padded(ids)})
    return {row.purchase_id: row._asdict() for row in rows}
