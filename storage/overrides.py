"""The log of staff replies that were held and sent as they were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, insert, select

from .columns import Moment
from .tables import overrides
from .upsert import Row

_between = (
    select(overrides)
    .where(
        overrides.c.at >= bindparam("since", type_=Moment()),
        overrides.c.at < bindparam("until", type_=Moment()),
    )
    .order_by(overrides.c.id)
)


def log(conn: Connection, rows: Sequence[Row]) -> None:
    if rows:
        conn.execute(insert(overrides), list(rows))


def between(conn: Connection, since: datetime, until: datetime) -> tuple[RowMapping, ...]:
    """The oldest first."""
    return tuple(conn.execute(_between, {"since": since, "until": until}).mappings())
