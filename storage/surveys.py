"""What we asked about a purchase, and what came of it. One row per purchase."""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select

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
    put(conn, surveys, ("purchase_id",), rows)


def of(conn: Connection, purchase_ids: Iterable[int]) -> dict[Any, RowMapping]:
    ids = list(purchase_ids)
    if not ids:
        return {}
    rows = conn.execute(_of, {"purchases": padded(ids)}).mappings()
    return {row["purchase_id"]: row for row in rows}
