"""What came in, in order. A row is written before anybody is told that we have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from . import private
from .columns import GONE
from .lines import INBOX, chats_in, padded
from .tables import chats, inbox, inbox_lines
from .upsert import Both

Payload = dict[str, Any]

is_due = INBOX.is_due
next_due = INBOX.next_due
waiting = INBOX.waiting
repair = INBOX.repair
hasten = INBOX.hasten


class Overtaken(Exception):
    """Somebody else has done a row that we hold: roll back, nothing of ours may stay."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Something that has happened, as the edge wrote it down."""

    dedupe_key: str
    chat_id: int
    lane: int
    payload: Payload


@dataclass(frozen=True, slots=True)
class Head:
    """The oldest waiting row of a line, with the state of its chat."""

    id: int
    chat_id: int
    lane: int
    payload: Payload
    attempts: int
    state: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The lines we hold until we commit, and the heads of those that have one."""

    chats: tuple[int, ...]
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class Dead:
    """A row that failed too often, for the eyes of an operator."""

    id: int
    chat_id: int
    payload: Payload
    attempts: int
    error: str
    died_at: datetime


_add = Both(
    lambda insert: (
        insert(inbox).on_conflict_do_nothing(index_elements=["dedupe_key"]).returning(inbox.c.id)
    )
)

_heads = (
    select(
        inbox.c.id, inbox.c.chat_id, inbox.c.lane, inbox.c.payload, inbox.c.attempts, chats.c.state
    )
    .select_from(INBOX.heads_from(inbox).outerjoin(chats, chats.c.chat_id == inbox.c.chat_id))
    .where(chats_in(inbox_lines.c.chat_id))
)

_handled = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.handled_at.is_(None))
    .values(handled_at=bindparam("now"), error=None)
)

_this_one = inbox.c.id == bindparam("row")
_failed = (
    update(inbox)
    .where(_this_one, inbox.c.handled_at.is_(None))
    .values(attempts=inbox.c.attempts + 1, error=bindparam("why"))
)
_buried = _failed.values(handled_at=bindparam("now"))

_dead = (
    select(inbox)
    .where(inbox.c.error.is_not(None), inbox.c.handled_at.is_not(None))
    .order_by(inbox.c.id.desc())
    .limit(bindparam("n"))
)


def add(conn: Connection, arrivals: Sequence[Arrival], now: datetime) -> int:
    """Store what is new and say how much that was. What we already have changes nothing."""
    if not arrivals:
        return 0
    # Lines first: equal keys have equal chats, so the lock also orders duplicates.
    INBOX.join(conn, ((each.chat_id, each.lane) for each in arrivals), now)
    rows = [
        {
            "dedupe_key": each.dedupe_key,
            "chat_id": each.chat_id,
            "lane": each.lane,
            "payload": each.payload,
            "received_at": now,
        }
        for each in arrivals
    ]
    return len(_add.run(conn, private.seal(conn, inbox, rows)).all())


def take(conn: Connection, now: datetime, n: int) -> Taken:
    """Hold up to n lines that are due, and read the head of each."""
    return _with_heads(conn, INBOX.take(conn, now, n))


def take_one(conn: Connection, chat_id: int, now: datetime) -> Taken:
    """Hold one line, if it is due and free: how a batch that broke is tried chat by chat."""
    return _with_heads(conn, [chat_id] if INBOX.take_one(conn, chat_id, now) else [])


def _with_heads(conn: Connection, held: Sequence[int]) -> Taken:
    if not held:
        return Taken((), ())
    # A second statement: the first one's snapshot is older than the locks it took.
    found = {row.chat_id: row for row in private.read(conn, _heads, {"chats": padded(held)})}
    heads = tuple(_head(found[chat]) for chat in held if chat in found)
    return Taken(tuple(held), heads)


def _head(row: Any) -> Head:
    state = None if row.state is GONE else row.state
    return Head(row.id, row.chat_id, row.lane, row.payload, row.attempts, state)


def finish(conn: Connection, taken: Taken, now: datetime) -> None:
    """Mark the heads handled and let the lines go: at the end of the turn, before `outbox.queue`.

    Raises `Overtaken` if a head is not ours to finish.
    """
    ids = [head.id for head in taken.heads]
    if ids:
        done = conn.execute(_handled, {"ids": padded(ids), "now": now}).rowcount
        if done != len(ids):
            raise Overtaken(f"{len(ids) - done} of {len(ids)} rows were already handled")
    # Also the lines without a head: a duplicate left them behind.
    INBOX.leave(conn, taken.chats)
    INBOX.later(conn, taken.chats, now)


def put_off(conn: Connection, head: Head, until: datetime, error: str) -> None:
    """Try this row again later. Its whole line waits with it, so nobody overtakes it."""
    _mine(conn.execute(_failed, {"row": head.id, "why": error}).rowcount, head)
    INBOX.later(conn, [head.chat_id], until)


def bury(conn: Connection, head: Head, error: str, now: datetime) -> None:
    """Give a row up for good, so that the rest of its chat goes on. `dead` lists it."""
    _mine(conn.execute(_buried, {"row": head.id, "why": error, "now": now}).rowcount, head)
    INBOX.leave(conn, [head.chat_id])
    INBOX.later(conn, [head.chat_id], now)


def _mine(changed: int, head: Head) -> None:
    if changed != 1:
        raise Overtaken(f"row {head.id} was already handled")


def dead(conn: Connection, limit: int) -> tuple[Dead, ...]:
    """The rows that were given up, the newest first."""
    return tuple(
        Dead(row.id, row.chat_id, row.payload, row.attempts, row.error, row.handled_at)
        for row in private.read(conn, _dead, {"n": limit})
    )
