"""How much waits and for how long, at a cost that does not grow with the backlog.

Counts stop at `MOST`; the oldest row is looked for among the lines that were served longest ago,
which is where it is unless somebody writes faster than we answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, func, literal, select

from .lines import INBOX, LANES, OUTBOX, Lines
from .tables import inbox, outbox, timers

MOST = 100_000
LOOKED_AT = 64  # lines of a lane
LATE = timedelta(seconds=5)  # a timer rings within two seconds


@dataclass(frozen=True, slots=True)
class Vitals:
    chats: Mapping[tuple[str, int], int]  # with work, by queue and lane
    oldest: Mapping[str, float]  # seconds since the oldest waiting row came, by queue
    dead: Mapping[str, int]  # rows that were given up, by queue
    timers_overdue: int
    latest_timer: float  # seconds that the oldest due timer is late


def _counted(query: Select[Any]) -> Select[Any]:
    return select(func.count()).select_from(query.limit(MOST).subquery())


def _chats(lines: Table) -> Select[Any]:
    return _counted(select(literal(1).label("one")).where(lines.c.lane == bindparam("lane")))


def _oldest(queue: Lines, rows: Table, came: str) -> Select[Any]:
    lines = queue.table
    longest = (
        select(lines.c.chat_id)
        .where(lines.c.lane == bindparam("lane"))
        .order_by(lines.c.due_at)
        .limit(LOOKED_AT)
    )
    return (
        select(func.min(rows.c[came]))
        .select_from(queue.heads_from(rows))
        .where(lines.c.chat_id.in_(longest.scalar_subquery()))
    )


def _dead(rows: Table, done: str) -> Select[Any]:
    gone = rows.c.error.is_not(None) & rows.c[done].is_not(None)
    return _counted(select(rows.c.id).where(gone))


_CHATS = {"inbox": _chats(INBOX.table), "outbox": _chats(OUTBOX.table)}
_OLDEST = {
    "inbox": _oldest(INBOX, inbox, "received_at"),
    "outbox": _oldest(OUTBOX, outbox, "queued_at"),
}
_DEAD = {"inbox": _dead(inbox, "handled_at"), "outbox": _dead(outbox, "sent_at")}
_overdue = _counted(select(timers.c.chat_id).where(timers.c.due_at < bindparam("late")))
_first_timer = select(func.min(timers.c.due_at))


def chats_waiting(conn: Connection) -> dict[str, int]:
    """Chats with work, by queue."""
    found: dict[str, int] = dict.fromkeys(_CHATS, 0)
    for (queue, _), count in _by_lane(conn).items():
        found[queue] += count
    return found


def _by_lane(conn: Connection) -> dict[tuple[str, int], int]:
    return {
        (name, lane): int(conn.scalar(query, {"lane": lane}) or 0)
        for name, query in _CHATS.items()
        for lane in LANES
    }


def look(conn: Connection, now: datetime) -> Vitals:
    first = conn.scalar(_first_timer)
    return Vitals(
        _by_lane(conn),
        {name: _age(conn, query, now) for name, query in _OLDEST.items()},
        {name: int(conn.scalar(query) or 0) for name, query in _DEAD.items()},
        int(conn.scalar(_overdue, {"late": now - LATE}) or 0),
        max(0.0, (now - first).total_seconds()) if first else 0.0,
    )


def _age(conn: Connection, query: Select[Any], now: datetime) -> float:
    """Of the oldest row in any lane; 0 where nothing waits."""
    found = (conn.scalar(query, {"lane": lane}) for lane in LANES)
    oldest = min((moment for moment in found if moment is not None), default=now)
    return max(0.0, (now - oldest).total_seconds())
