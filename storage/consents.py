"""The ledger of consent: given or withdrawn, when, and to which words. Nothing is ever changed."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, bindparam, func, insert, select

from .lines import chats_in, padded
from .tables import consents
from .upsert import Row

_log = insert(consents)
_newest = (
    select(func.max(consents.c.id))
    .where(chats_in(consents.c.chat_id))
    .group_by(consents.c.chat_id)
    .scalar_subquery()
)
_agreed = select(consents.c.chat_id).where(consents.c.id.in_(_newest), consents.c.given.is_(True))
_of = select(consents).where(consents.c.chat_id == bindparam("chat")).order_by(consents.c.id)


def log(conn: Connection, rows: Sequence[Row]) -> None:
    if rows:
        conn.execute(_log, rows)


def agreed(conn: Connection, chat_ids: Iterable[int]) -> frozenset[int]:
    """Those whose last word is a yes."""
    ids = sorted(set(chat_ids))
    if not ids:
        return frozenset()
    return frozenset(conn.scalars(_agreed, {"chats": padded(ids)}))


def of_chat(conn: Connection, chat_id: int) -> tuple[Row, ...]:
    return tuple(row._asdict() for row in conn.execute(_of, {"chat": chat_id}))
