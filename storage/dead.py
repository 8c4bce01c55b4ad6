"""Rows that were given up: seen by an operator, tried again, or let go.

What is tried again takes its old place: it is the oldest of its chat, so nothing overtakes it,
and whoever wrote since is answered after it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from .lines import INBOX, OUTBOX, Lines
from .tables import inbox, outbox

INBOX_ROWS, OUTBOX_ROWS = "inbox", "outbox"


@dataclass(frozen=True, slots=True)
class _Queue:
    lines: Lines
    rows: Table
    done: str

    @property
    def is_dead(self) -> Any:
        return self.rows.c.error.is_not(None) & self.rows.c[self.done].is_not(None)


QUEUES = {
    INBOX_ROWS: _Queue(INBOX, inbox, "handled_at"),
    OUTBOX_ROWS: _Queue(OUTBOX, outbox, "sent_at"),
}


def ids(conn: Connection, queue: str, limit: int = 10_000) -> list[int]:
    """Every dead row of a queue, the oldest first."""
    found = QUEUES[queue]
    query = select(found.rows.c.id).where(found.is_dead).order_by(found.rows.c.id).limit(limit)
    return list(conn.scalars(query))


def retry(conn: Connection, queue: str, row_ids: Iterable[int], now: datetime) -> int:
    """Let these wait again as if they had never been tried; answers how many did."""
    found = QUEUES[queue]
    rows, wanted = found.rows, sorted(set(row_ids))
    query = select(rows.c.id, rows.c.chat_id, rows.c.lane)
    dead = conn.execute(query.where(rows.c.id.in_(wanted), found.is_dead)).all()
    chats = [(row.chat_id, row.lane) for row in dead]
    if queue == INBOX_ROWS:  # lines of the inbox are locked first, those of the outbox last
        found.lines.join(conn, chats, now)
    again = _again(found)
    woken = sum(conn.execute(again, {"row": row.id}).rowcount for row in dead)
    if queue == OUTBOX_ROWS:
        found.lines.join(conn, chats, now)
    return woken


def drop(conn: Connection, queue: str, row_ids: Iterable[int]) -> int:
    """These are seen to: listed no more, and forgotten with the handled rows of their day."""
    found = QUEUES[queue]
    seen = update(found.rows).where(found.rows.c.id == bindparam("row"), found.is_dead)
    query = seen.values(error=None)
    return sum(conn.execute(query, {"row": each}).rowcount for each in sorted(set(row_ids)))


def _again(queue: _Queue) -> Any:
    fresh = {"error": None, "attempts": 0, queue.done: None}
    return (
        update(queue.rows).where(queue.rows.c.id == bindparam("row"), queue.is_dead).values(fresh)
    )
