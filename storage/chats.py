"""One row per customer chat: the document in which the dialogue keeps where they stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, select

from . import private
from .columns import GONE
from .lines import chats_in, padded
from .tables import chats
from .upsert import put

State = dict[str, Any]

_load = select(chats.c.chat_id, chats.c.state).where(chats_in(chats.c.chat_id))


def load(conn: Connection, chat_ids: Iterable[int]) -> dict[int, State]:
    """The states of these chats; one that has none is left out."""
    ids = list(chat_ids)
    if not ids:
        return {}
    rows = private.read(conn, _load, {"chats": padded(ids)})
    return {row.chat_id: row.state for row in rows if row.state is not GONE}


def save(conn: Connection, states: Mapping[int, State]) -> None:
    put(conn, chats, ("chat_id",), [{"chat_id": c, "state": s} for c, s in states.items()])
