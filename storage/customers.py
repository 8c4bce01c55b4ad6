"""Which chat is which customer of the shop."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from . import private
from .both import Both
from .keys import keys_of
from .lines import chats_in, padded
from .tables import customer_refs, customers

Reference = tuple[str, str]  # a shop, and its own number of a customer


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
_claim_ref = Both(
    lambda insert: insert(customer_refs).on_conflict_do_nothing(index_elements=["tag"])
)
_by_tag = select(customer_refs.c.tag, customer_refs.c.chat_id).where(
    customer_refs.c.tag.in_(bindparam("tags", expanding=True))
)
_of_chats = select(customers).where(chats_in(customers.c.chat_id))


def remember(
    conn: Connection, rows: Sequence[tuple[int, Reference | None, str | None]], now: datetime
) -> None:
    """Remember (chat_id, reference, name) of people who have come to us.

    Whoever came first with a reference keeps it.
    """
    if rows:
        values = [
            {"chat_id": chat, "customer_ref": ref and ref[1], "name": name, "first_seen": now}
            for chat, ref, name in rows
        ]
        tag = keys_of(conn).tag
        claims = [{"tag": tag(*ref), "chat_id": chat} for chat, ref, _ in rows if ref]
        if claims:
            _claim_ref.run_many(conn, sorted(claims, key=lambda claim: str(claim["tag"])))
        _remember.run_many(conn, private.seal(conn, customers, values))


def find(conn: Connection, refs: Iterable[Reference]) -> dict[Reference, int]:
    """The chats of these references: each shop counts its customers for itself."""
    keys = keys_of(conn)
    tags = {keys.tag(*ref): ref for ref in set(refs)}
    if not tags:
        return {}
    rows = conn.execute(_by_tag, {"tags": sorted(tags)})
    return {tags[row.tag]: row.chat_id for row in rows}


def of_chats(conn: Connection, chat_ids: Iterable[int]) -> dict[int, Customer]:
    ids = list(chat_ids)
    if not ids:
        return {}
    rows = private.read(conn, _of_chats, {"chats": padded(ids)})
    return {row.chat_id: Customer(*row) for row in rows}
