"""All that we keep of one customer, for the customer."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from . import consents, customers, private, purchases
from .both import Row
from .customers import Customer
from .purchases import Purchase
from .tables import cases, grants, messages, suggestions, surveys


@dataclass(frozen=True, slots=True)
class Mine:
    customer: Customer | None
    bought: tuple[Purchase, ...]
    surveys: tuple[Row, ...]
    messages: tuple[Row, ...]  # what they said and were told; the staff's own notes are not theirs
    cases: tuple[Row, ...]
    grants: tuple[Row, ...]
    suggestions: tuple[Row, ...]
    consents: tuple[Row, ...]


def _of(table: Table, order: Any) -> Any:
    return select(table).where(table.c.chat_id == bindparam("chat")).order_by(order)


_surveys = _of(surveys, surveys.c.sent_at)
_messages = _of(messages, messages.c.id).where(messages.c.direction != "note")
_cases = _of(cases, cases.c.id)
_grants = _of(grants, grants.c.id)
_suggestions = _of(suggestions, suggestions.c.id)


def mine(conn: Connection, chat_id: int) -> Mine:
    def rows(statement: Any) -> tuple[Row, ...]:
        return tuple(row._asdict() for row in private.read(conn, statement, {"chat": chat_id}))

    return Mine(
        customers.of_chats(conn, [chat_id]).get(chat_id),
        purchases.of_chats(conn, [chat_id]).get(chat_id, ()),
        rows(_surveys),
        rows(_messages),
        rows(_cases),
        rows(_grants),
        rows(_suggestions),
        consents.of_chat(conn, chat_id),
    )
