"""Everything that was said, as it was read: the log that managers export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Connection, bindparam, func, select, type_coerce

from . import private
from .cases import STEPS
from .columns import to_ms
from .tables import cases, customers, messages, purchases
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


@dataclass(frozen=True, slots=True)
class Entry:
    """One message with all that a reader of the export wants to know beside it."""

    id: int
    at: datetime
    shop: str | None
    order_no: str | None
    customer: str | None  # the name, else the shop's reference
    direction: str
    speaker: str
    sender: str | None
    kind: str
    text: str | None
    score: int | None
    sentiment: str | None
    p_unhappy: float | None
    topic: str | None
    case: int | None
    status: str | None
    cause: str | None = None
    step: str | None = None  # of the six of a complaint: the one that this was said in


# In the order in which `_entry` takes them apart: a long export reads a million of these.
_page = (
    select(
        *(messages.c.id, messages.c.at, purchases.c.shop, purchases.c.order_no),
        *(customers.c.name, purchases.c.customer_name, purchases.c.customer_ref),
        customers.c.customer_ref.label("known_ref"),
        *(messages.c.direction, messages.c.speaker, messages.c.sender, messages.c.kind),
        *(messages.c.text, messages.c.score, messages.c.sentiment, messages.c.p_unhappy),
        *(messages.c.topic, cases.c.id.label("case_id"), cases.c.status, cases.c.cause),
        cases.c.kind.label("case_kind"),
        *(type_coerce(at, BigInteger).label(f"step_{name}") for name, at in STEPS.items()),
    )
    .select_from(
        messages.outerjoin(purchases, purchases.c.id == messages.c.purchase_id)
        .outerjoin(customers, customers.c.chat_id == messages.c.chat_id)
        .outerjoin(
            cases,
            (cases.c.chat_id == messages.c.chat_id)
            & (cases.c.conversation == messages.c.conversation),
        )
    )
    .where(
        messages.c.id > bindparam("after"),
        messages.c.at >= bindparam("since"),
        messages.c.at < bindparam("until"),
    )
    .order_by(messages.c.id)
    .limit(bindparam("n"))
)
_last_id = select(func.max(messages.c.id))
_newest_at = select(messages.c.at).order_by(messages.c.id.desc()).limit(1)


def log(conn: Connection, rows: Sequence[Values]) -> None:
    """Add to the log. A row whose key is there already is the same message: it stays as it is."""
    if rows:
        _log.run(conn, private.seal(conn, messages, ({**_OPTIONAL, **row} for row in rows)))


def page(
    conn: Connection, after_id: int, since: datetime, until: datetime, limit: int = 1000
) -> tuple[Entry, ...]:
    """The next entries after an id: a long export reads many short pages, never one long one."""
    where = {"after": after_id, "since": since, "until": until, "n": limit}
    return tuple(_entry(row) for row in private.read(conn, _page, where))


def last_id(conn: Connection) -> int:
    return int(conn.scalar(_last_id) or 0)


def newest_at(conn: Connection) -> datetime | None:
    """The clock that the last entry has: one that was moved may run ahead of this machine's."""
    found: datetime | None = conn.scalar(_newest_at)
    return found


def _entry(row: Sequence[Any]) -> Entry:
    number, at, shop, order_no, name, bought_by, ref, known, direction, speaker, *more = row
    sender, kind, text, score, sentiment, p_unhappy, topic, case, status, cause, *steps = more
    # Sealed in the database: so they are chosen here, not in SQL.
    customer = name or bought_by or ref or known
    is_theirs, is_words = direction == "in", kind not in NO_WORDS
    step = _step(to_ms(at), is_theirs, is_words, steps[1:]) if steps[0] == "complaint" else None
    return Entry(
        *(number, at, shop, order_no, customer, direction, speaker, sender, kind, text),
        *(score, sentiment, p_unhappy, topic, case, status, cause, step),
    )


def _step(at: int, is_theirs: bool, is_words: bool, steps: Sequence[int | None]) -> str | None:
    """What the customer does that ends a step, still belongs to it."""
    step = "heard" if is_theirs and is_words else None  # it became a case after
    for name, taken in zip(STEPS, steps, strict=True):
        at_once = taken == at and (name == "heard" or not is_theirs)
        if taken is not None and (taken < at or at_once):
            step = name
    return step
