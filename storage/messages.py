"""Everything that was said, as it was read: the log that managers export."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    case,
    func,
    null,
    select,
    true,
    type_coerce,
)

from . import private
from .cases import STEPS
from .columns import Moment
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


class Entry(NamedTuple):
    """One message with all that a reader of the export wants to know beside it."""

    id: int
    at: int  # milliseconds since 1970
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
    cause: str | None
    step: str | None  # of the six of a complaint: the one that this was said in


def _raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """As it is stored: a million rows are opened page by page, not value by value."""
    return type_coerce(column, BigInteger if isinstance(column.type, Moment) else Text)


def _step() -> ColumnElement[str | None]:
    """What the customer does that ends a step, still belongs to it."""
    at, theirs = _raw(messages.c.at), messages.c.direction == "in"
    taken = {name: _raw(column) for name, column in STEPS.items()}
    return case(
        (cases.c.kind.is_distinct_from("complaint"), null()),
        *(
            ((moment < at) | ((moment == at) & (true() if name == "heard" else ~theirs)), name)
            for name, moment in reversed(taken.items())
        ),
        # it became a case after
        (theirs & messages.c.kind.not_in(NO_WORDS), "heard"),
        else_=null(),
    )


# In the order in which `_entry` takes them apart.
_page = (
    select(
        *(messages.c.id, _raw(messages.c.at), purchases.c.shop, purchases.c.order_no),
        *(_raw(customers.c.name), _raw(purchases.c.customer_name)),
        *(_raw(purchases.c.customer_ref), _raw(customers.c.customer_ref)),
        *(messages.c.direction, messages.c.speaker, _raw(messages.c.sender), messages.c.kind),
        *(_raw(messages.c.text), messages.c.score, messages.c.sentiment, messages.c.p_unhappy),
        *(messages.c.topic, cases.c.id, cases.c.status, cases.c.cause, _step()),
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
_PRIVATE = 4, 5, 6, 7, 10, 12
_last_id = select(func.max(messages.c.id))
_newest_at = select(messages.c.at).order_by(messages.c.id.desc()).limit(1)


def log(conn: Connection, rows: Sequence[Values]) -> None:
    """Add to the log. A row whose key is there already is the same message: it stays as it is."""
    if rows:
        _log.run(conn, private.seal(conn, messages, ({**_OPTIONAL, **row} for row in rows)))


def page(
    conn: Connection, after_id: int, since: datetime, until: datetime, limit: int = 1000
) -> list[Entry]:
    """The next entries after an id: a long export reads many short pages, never one long one."""
    where = {"after": after_id, "since": since, "until": until, "n": limit}
    rows = conn.execute(_page, where).all()
    stored = {row[at] for row in rows for at in _PRIVATE}
    opened = private.open_texts(conn, stored - {None})
    return [_entry(row, opened) for row in rows]


def last_id(conn: Connection) -> int:
    return int(conn.scalar(_last_id) or 0)


def newest_at(conn: Connection) -> datetime | None:
    """The clock that the last entry has: one that was moved may run ahead of this machine's."""
    found: datetime | None = conn.scalar(_newest_at)
    return found


def _entry(row: Sequence[Any], opened: Mapping[str, str | None]) -> Entry:
    number, at, shop, order_no, name, bought_by, ref, known, direction, speaker, *more = row
    sender, kind, text, score, sentiment, p_unhappy, topic, case_id, status, cause, step = more
    said = opened.get
    # Sealed in the database: so they are chosen here, not in SQL.
    customer = said(name) or said(bought_by) or said(ref) or said(known)
    return Entry(
        *(number, at, shop, order_no, customer, direction, speaker, said(sender), kind),
        *(said(text), score, sentiment, p_unhappy, topic, case_id, status, cause, step),
    )
