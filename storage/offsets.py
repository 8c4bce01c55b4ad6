"""How far Telegram's updates have been stored, and whose database this is."""

from typing import Any

from sqlalchemy import Connection, select

from .tables import offsets
from .upsert import Both


class OtherBot(Exception):
    """The database belongs to another bot: its customers have never spoken to ours."""


def _save_statement(insert: Any) -> Any:
    query = insert(offsets)
    return query.on_conflict_do_update(
        index_elements=["only"],
        set_={"next_update": query.excluded.next_update},
        where=offsets.c.bot_id == query.excluded.bot_id,
    )


_save = Both(_save_statement)


def load(conn: Connection, bot_id: int) -> int | None:
    """The offset to ask Telegram for next; None for a database that no bot has used."""
    row = conn.execute(select(offsets)).one_or_none()
    if row is None:
        return None
    if row.bot_id != bot_id:
        raise _other(bot_id)
    return int(row.next_update)


def save(conn: Connection, bot_id: int, offset: int) -> None:
    row = {"only": 1, "bot_id": bot_id, "next_update": offset}
    if _save.run(conn, row).rowcount != 1:
        raise _other(bot_id)


def _other(bot_id: int) -> OtherBot:
    return OtherBot(f"this database does not belong to bot {bot_id}")
