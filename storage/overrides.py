"""The log of staff replies that were held and sent as they were."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select

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
_newest = select(overrides).order_by(overrides.c.id.desc()).limit(1)
_count = select(func.count()).select_from(overrides)


def log(conn: Connection, rows: Sequence[Row]) -> None:
    if rows:
        conn.execute(insert(overrides), list(rows))


def between(conn: Connection, since: datetime, until: datetime) -> tuple[RowMapping, ...]:
    """The oldest first."""
    return tuple(conn.execute(_between, {"since": since, "until": until}).mappings())


def newest(conn: Connection) -> tuple[RowMapping | None, int]:
    """The line that was written last, and how many lines there are."""
    return conn.execute(_newest).mappings().one_or_none(), conn.scalar(_count) or 0
