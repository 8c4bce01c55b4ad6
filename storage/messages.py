"""Everything that was said, as it was read: the log that managers export."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from . import private
from .cases import STEPS
from .tables import cases, customers, messages, purchases
from .upsert import Both
from .upsert import Row as Values

_log = Both(lambda insert: insert(messages).on_conflict_do_nothing(index_elements=["key"]))

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


_page = (
    select(
        messages,
        purchases.c.shop,
        purchases.c.order_no,
        purchases.c.customer_name,
        purchases.c.customer_ref,
        customers.c.name,
        customers.c.customer_ref.label("known_ref"),
        cases.c.id.label("case_id"),
        cases.c.status,
        cases.c.cause,
        cases.c.kind.label("case_kind"),
        *(moment.label(f"step_{name}") for name, moment in STEPS.items()),
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


def newest_at(conn: Connection) -> datetime | None:
    """The clock that the last entry has: one that was moved may run ahead of this machine's."""
    found: datetime | None = conn.scalar(_newest_at)
    return found


def _entry(row: Any) -> Entry:
    # Sealed in the database: so they are chosen here, not in SQL.
    customer = row.name or row.customer_name or row.customer_ref or row.known_ref
    return Entry(
        id=row.id,
        at=row.at,
        shop=row.shop,
        order_no=row.order_no,
        customer=customer,
        direction=row.direction,
        speaker=row.speaker,
        sender=row.sender,
        kind=row.kind,
        text=row.text,
        score=row.score,
        sentiment=row.sentiment,
        p_unhappy=row.p_unhappy,
        topic=row.topic,
        case=row.case_id,
        status=row.status,
        cause=row.cause,
        step=_step(row),
    )


def _step(row: Any) -> str | None:
    """What the customer does that ends a step, still belongs to it."""
    if row.case_kind != "complaint":
        return None
    is_theirs = row.direction == "in"
    step = "heard" if is_theirs and row.kind not in NO_WORDS else None  # it became a case after
    for name in STEPS:
        taken = getattr(row, f"step_{name}")
        at_once = taken == row.at and (name == "heard" or not is_theirs)
        if taken is not None and (taken < row.at or at_once):
            step = name
    return step
