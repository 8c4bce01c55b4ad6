"""Which chat is which customer of the shop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from .lines import chats_in, padded
from .tables import customers
from .upsert import Both


@dataclass(frozen=True, slots=True)
class Customer:
    chat_id: int
    customer_ref: str | None
    name: str | None
    first_seen: datetime


def _remember_statement(insert: Any) -> Any:
    query = insert(customers)
    return query.on_conflict_do_update(
        index_elements=["chat_id"],
        set_={
            # What is not known this time does not wipe out what was known before.
            "customer_ref": func.coalesce(query.excluded.customer_ref, customers.c.customer_ref),
            "name": func.coalesce(query.excluded.name, customers.c.name),
        },
    )


_remember = Both(_remember_statement)
_by_ref = (
    select(customers.c.customer_ref, customers.c.chat_id)
    .where(customers.c.customer_ref.in_(bindparam("refs", expanding=True)))
    .order_by(customers.c.first_seen.desc(), customers.c.chat_id.desc())
)
_of_chats = select(customers).where(chats_in(customers.c.chat_id))


def remember(
    conn: Connection, rows: Sequence[tuple[int, str | None, str | None]], now: datetime
) -> None:
    """Remember (chat_id, customer_ref, name) of people who have come to us."""
    if rows:
        values = [
            {"chat_id": chat, "customer_ref": ref, "name": name, "first_seen": now}
            for chat, ref, name in rows
        ]
        _remember.run(conn, values)


def find(conn: Connection, refs: Iterable[str]) -> dict[str, int]:
    """The chats of these customer references: whoever came first with one keeps it."""
    wanted = sorted(set(refs))
    if not wanted:
        return {}
    return {row.customer_ref: row.chat_id for row in conn.execute(_by_ref, {"refs": wanted})}


def of_chats(conn: Connection, chat_ids: Iterable[int]) -> dict[int, Customer]:
    ids = list(chat_ids)
    if not ids:
        return {}
    rows = conn.execute(_of_chats, {"chats": padded(ids)})
    return {row.chat_id: Customer(*row) for row in rows}
