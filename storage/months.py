"""On PostgreSQL the log has a table for each month; SQLite keeps its one table.

Rule 1: an insert never fails. What has no month yet lies in `messages_other`, and moves when its
        month is made.
Rule 2: a month begins in UTC. The tables follow each other without a gap from the beginning of
        time: `messages_before`, which was the whole log once, and then month by month.
"""

from datetime import UTC, datetime
from itertools import count, takewhile

from sqlalchemy import Connection, bindparam, exc, text

from .columns import Moment, from_ms, to_ms

AHEAD = 3  # so that many nights may go wrong before a row lies in the wrong table
NOT_NOW = "55P03"  # somebody holds the log for long: a dump of it does

_end = text(
    "select max(substring(pg_get_expr(relpartbound, oid) from 'TO .''([0-9]+)''')::bigint)"
    " from pg_class join pg_inherits on inhrelid = oid where inhparent = 'messages'::regclass"
)
_move = (
    "with late as (delete from messages_other where at >= :since and at < :until returning *)"
    " insert into {month} select * from late"
)


def make(conn: Connection, now: datetime) -> int:
    """Make the months until some time ahead; answers how many, none where others hold the log."""
    if conn.dialect.name != "postgresql":
        return 0
    last = month_of(now, AHEAD)
    if not _missing(conn, last):
        return 0
    try:
        with conn.begin_nested():
            return _make(conn, last)
    except exc.DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != NOT_NOW:
            raise
        return 0


def _make(conn: Connection, last: datetime) -> int:
    # Whoever waits for us must not be kept waiting by whom we wait for.
    conn.execute(text("set local lock_timeout = '1s'"))
    # Of a row that moves, a statement that was planned before would see neither place.
    conn.execute(text("lock table only messages in access exclusive mode"))
    missing = _missing(conn, last)
    for first in missing:
        _one(conn, first, month_of(first, 1))
    return len(missing)


def _one(conn: Connection, since: datetime, until: datetime) -> None:
    month = f"messages_{since:%Y_%m}"
    conn.execute(text(f"create table {month} (like messages including all)"))
    moments = (bindparam(name, type_=Moment()) for name in ("since", "until"))
    move = text(_move.format(month=month)).bindparams(*moments)
    conn.execute(move, {"since": since, "until": until})
    bounds = f"from ({to_ms(since)}) to ({to_ms(until)})"
    conn.execute(text(f"alter table messages attach partition {month} for values {bounds}"))


def _missing(conn: Connection, last: datetime) -> list[datetime]:
    first = from_ms(conn.scalar(_end))
    return list(takewhile(lambda month: month <= last, (month_of(first, n) for n in count())))


def month_of(at: datetime, later: int = 0) -> datetime:
    """The beginning of its month, or of one that is so many months later."""
    at = at.astimezone(UTC)
    year, month = divmod(at.year * 12 + at.month - 1 + later, 12)
    return datetime(year, month + 1, 1, tzinfo=UTC)
