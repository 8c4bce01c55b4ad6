"""Alarms as rows, stored with the state that asked for them. The clock only looks."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, select

from . import inbox, many
from .columns import to_ms
from .lines import INBOX, chats_in, padded
from .tables import timers
from .upsert import put

Timer = tuple[int, str, datetime]  # chat, name, when

_all = select(timers.c.chat_id, timers.c.name, timers.c.due_at)
_due = _all.where(timers.c.due_at <= bindparam("now"))
_oldest = _due.order_by(timers.c.due_at).limit(bindparam("n"))
_again = _due.where(chats_in(timers.c.chat_id))
_next = select(func.min(timers.c.due_at))
_one = delete(timers).where(
    timers.c.chat_id == bindparam("chat"), timers.c.name == bindparam("timer")
)
_whole_chat = delete(timers).where(chats_in(timers.c.chat_id))


def set_(conn: Connection, rows: Iterable[Timer]) -> None:
    """Set timers, or move those that are set. A turn sets only those of its own line."""
    values = [{"chat_id": chat, "name": name, "due_at": due} for chat, name, due in rows]
    put(conn, timers, ("chat_id", "name"), values)


def cancel(conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
    if values := [{"chat": chat, "timer": name} for chat, name in rows]:
        many.run(conn, _one, values)


def cancel_all(conn: Connection, chat_ids: Iterable[int]) -> None:
    if ids := list(chat_ids):
        conn.execute(_whole_chat, {"chats": padded(ids)})


def due(conn: Connection, now: datetime, n: int) -> list[Timer]:
    """Peek at the n oldest timers that are due, without a lock."""
    return [_timer(row) for row in conn.execute(_oldest, {"now": now, "n": n})]


def next_due(conn: Connection) -> datetime | None:
    """When the next timer falls due: it may already have."""
    moment: datetime | None = conn.scalar(_next)
    return moment


def fire(
    conn: Connection,
    now: datetime,
    keys: Sequence[Timer],
    payload_of: Callable[[int, str, datetime], dict[str, Any]],
    lane: int = 1,
) -> int:
    """Turn timers that were peeked at into inbox rows; return how many still rang.

    Lines first, or alarms and turns wait for each other. Then the timers are read again:
    a turn may have moved or cancelled one since the peek, and that one does not ring.
    """
    wanted = sorted(set(keys))
    held = sorted({chat for chat, _, _ in wanted})
    if not held:
        return 0
    INBOX.join(conn, ((chat, lane) for chat in held), now)
    still = {_timer(row) for row in conn.execute(_again, {"now": now, "chats": padded(held)})}
    ringing = sorted((key for key in wanted if key in still), key=lambda key: (key[2], key))
    inbox.add(conn, [_arrival(key, lane, payload_of(*key)) for key in ringing], now)
    cancel(conn, ((chat, name) for chat, name, _ in ringing))
    return len(ringing)


def _arrival(timer: Timer, lane: int, payload: dict[str, Any]) -> inbox.Arrival:
    chat, name, moment = timer
    return inbox.Arrival(f"t:{chat}:{name}:{to_ms(moment)}", chat, lane, payload)


def _timer(row: Any) -> Timer:
    return row.chat_id, row.name, row.due_at
