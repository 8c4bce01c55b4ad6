"""Forget rows that are done. Long memory is the message log, not the queues."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select

from .tables import inbox, outbox


def _prune(rows: Table, done_at: str) -> Any:
    # The oldest n that are done, then those of them that are old: it never reads further,
    # however many rows wait or are young. Dead rows stay until somebody has looked at them.
    oldest = (
        select(rows.c.id, rows.c[done_at])
        .where(rows.c[done_at].is_not(None), rows.c.error.is_(None))
        .order_by(rows.c.id)
        .limit(bindparam("n"))
        .subquery()
    )
    old = select(oldest.c.id).where(oldest.c[done_at] < bindparam("before"))
    return delete(rows).where(rows.c.id.in_(old))


_inbox = _prune(inbox, "handled_at")
_outbox = _prune(outbox, "sent_at")


def prune(conn: Connection, before: datetime, n: int) -> int:
    """Delete up to n handled and n sent rows that were done before a moment; say how many.

    Call it until it says 0, each time in its own transaction. Keep at least 48 hours:
    Telegram redelivers for 24, and these rows are what tells a duplicate.
    """
    period = {"before": before, "n": n}
    return conn.execute(_inbox, period).rowcount + conn.execute(_outbox, period).rowcount
