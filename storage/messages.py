"""Everything that was said, as it was read: the log that managers export."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, case, func, select, true

from . import private
from .cases import STEPS
from .pages import Pages
from .tables import cases, messages
from .upsert import Both
from .upsert import Row as Values

# Which columns tell it is the database's own matter: on PostgreSQL the time is among them.
_log = Both(lambda insert: insert(messages).on_conflict_do_nothing())

NO_WORDS = ("rating", "tap", "command")

# Every row of one executemany names the same columns.
_OPTIONAL = dict.fromkeys(
    (
        "key",
        "conversation",
        "sender",
        "text",
        "score",
        "sentiment",
        "p_unhappy",
        "topic",
        "severity",
        "purchase_id",
    )
)


def _step() -> ColumnElement[str]:
    """Which of the six of a complaint a message was said in.

    What the customer does that ends a step, still belongs to it.
    """
    at, is_theirs = messages.c.at, messages.c.direction == "in"
    later = [
        ((taken < at) | (taken == at) & (true() if name == "heard" else ~is_theirs), name)
        for name, taken in reversed(STEPS.items())
    ]
    it_became_a_case_after = is_theirs & messages.c.kind.not_in(NO_WORDS)
    return case((cases.c.kind == "complaint", case(*later, (it_became_a_case_after, "heard"))))


page = Pages(  # the log with all that a reader of the export wants to know
    messages,
    messages.c.at,
    *(messages.c.direction, messages.c.speaker, messages.c.sender, messages.c.kind),
    *(messages.c.text, messages.c.score, messages.c.sentiment, messages.c.p_unhappy),
    *(messages.c.topic, cases.c.status, cases.c.cause, _step().label("step")),
)
_last_id = select(func.max(messages.c.id))
_newest_at = select(messages.c.at).order_by(messages.c.id.desc()).limit(1)


def log(conn: Connection, rows: Sequence[Values]) -> None:
    """Add to the log. A row whose key is there already is the same message: it stays as it is."""
    if rows:
        _log.run_many(conn, private.seal(conn, messages, ({**_OPTIONAL, **row} for row in rows)))


def last_id(conn: Connection) -> int:
    return int(conn.scalar(_last_id) or 0)


def newest_at(conn: Connection) -> datetime | None:
    """The clock that the last entry has: one that was moved may run ahead of this machine's."""
    found: datetime | None = conn.scalar(_newest_at)
    return found
