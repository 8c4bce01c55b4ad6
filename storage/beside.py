"""What an export holds beside the log, page by page: promises made, and ideas that were filed."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, Table, and_, bindparam, select

from . import private
from .tables import cases, customers, grants, purchases, suggestions


@dataclass(frozen=True, slots=True)
class Promised:
    """A line of the ledger with all that a reader wants to know beside it."""

    id: int
    at: datetime
    shop: str | None
    order_no: str | None
    customer: str | None
    case: int | None
    label: str  # "": the customer's own wish, whose words stand in the log
    status: str
    cost: Decimal | None
    currency: str | None
    granted_at: datetime | None
    granted_by: int | None
    due_at: datetime | None
    fulfilled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Idea:
    id: int
    at: datetime
    shop: str | None
    order_no: str | None
    customer: str | None
    case: int | None
    text: str
    status: str
    answered_at: datetime | None


def _page(table: Table, at: Column[Any], *more: ColumnElement[bool]) -> Select[Any]:
    """The rows of a table with whose they are; found by key, so that each page is short."""
    whose = table.outerjoin(purchases, purchases.c.id == table.c.purchase_id).outerjoin(
        customers, customers.c.chat_id == table.c.chat_id
    )
    of_case = and_(
        cases.c.chat_id == table.c.chat_id, cases.c.conversation == table.c.conversation
    )
    period = (at >= bindparam("since"), at < bindparam("until"))
    return (
        select(
            table,
            purchases.c.shop,
            purchases.c.order_no,
            purchases.c.customer_name,
            purchases.c.customer_ref,
            customers.c.name,
            customers.c.customer_ref.label("known_ref"),
            cases.c.id.label("case_id"),
        )
        .select_from(whose.outerjoin(cases, of_case))
        .where(table.c.id > bindparam("after"), *period, *more)
        .order_by(table.c.id)
        .limit(bindparam("n"))
    )


_promised = _page(grants, grants.c.requested_at)
_ideas = _page(suggestions, suggestions.c.at, suggestions.c.text.is_not(None))


def promised(
    conn: Connection, after: int, since: datetime, until: datetime, n: int
) -> tuple[Promised, ...]:
    """What was asked for or granted from `since` (included) to `until` (not)."""
    where = {"after": after, "since": since, "until": until, "n": n}
    return tuple(
        Promised(
            row.id,
            row.requested_at,
            row.shop,
            row.order_no,
            _name(row),
            row.case_id,
            row.label,
            row.status,
            row.cost,
            row.currency,
            row.granted_at,
            row.granted_by,
            row.due_at,
            row.fulfilled_at,
        )
        for row in private.read(conn, _promised, where)
    )


def ideas(
    conn: Connection, after: int, since: datetime, until: datetime, n: int
) -> tuple[Idea, ...]:
    """What was proposed in that time; what was erased is not there."""
    where = {"after": after, "since": since, "until": until, "n": n}
    return tuple(
        Idea(
            row.id,
            row.at,
            row.shop,
            row.order_no,
            _name(row),
            row.case_id,
            row.text or "",
            row.status,
            row.answered_at,
        )
        for row in private.read(conn, _ideas, where)
    )


def _name(row: Any) -> str | None:
    # Sealed in the database: so they are chosen here, not in SQL.
    found: str | None = row.name or row.customer_name or row.customer_ref or row.known_ref
    return found
