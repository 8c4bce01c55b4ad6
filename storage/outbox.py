"""What is to be sent. A row is sent at least once, and in order within its chat."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from . import many, private
from .lines import OUTBOX, chats_in, padded
from .tables import inbox, outbox, outbox_lines

Body = dict[str, Any]

LEASE = timedelta(minutes=2)  # a sender that died gives its rows back after this

is_due = OUTBOX.is_due
next_due = OUTBOX.next_due
waiting = OUTBOX.waiting
repair = OUTBOX.repair
hasten = OUTBOX.hasten


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Something that we decided to send. Its key is "<inbox id>:<n>"."""

    dedupe_key: str
    chat_id: int
    lane: int
    body: Body


@dataclass(frozen=True, slots=True)
class Parcel:
    """A row that a sender holds the lease of."""

    id: int
    dedupe_key: str
    chat_id: int
    lane: int
    body: Body
    attempts: int


@dataclass(frozen=True, slots=True)
class Sent:
    """It is out (or, with an error, given up for good); the chat rests for `pause`."""

    parcel_id: int
    chat_id: int
    message_id: int | None
    pause: timedelta
    error: str | None = None


@dataclass(frozen=True, slots=True)
class PutOff:
    """It did not go out: try again at `until`, and nothing else in that chat before it."""

    parcel_id: int
    chat_id: int
    until: datetime


# A parcel belongs to the line whose turn wrote it, also when it goes to the staff: asked here,
# no caller can forget to say so, and erasure finds every copy of what somebody said.
_causes = select(inbox.c.id, inbox.c.chat_id).where(
    inbox.c.id.in_(bindparam("ids", expanding=True))
)
_queue = insert(outbox)

_sent = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.sent_at.is_(None))
    .values(sent_at=bindparam("now"), message_id=bindparam("message"), error=bindparam("why"))
)
_tried = (
    update(outbox)
    .where(outbox.c.id == bindparam("row"), outbox.c.sent_at.is_(None))
    .values(attempts=outbox.c.attempts + 1)
)

_heads = (
    select(
        outbox.c.id,
        outbox.c.dedupe_key,
        outbox.c.chat_id,
        outbox.c.lane,
        outbox.c.body,
        outbox.c.attempts,
    )
    .select_from(OUTBOX.heads_from(outbox))
    .where(chats_in(outbox_lines.c.chat_id))
)

_lease = (
    update(outbox_lines)
    .where(chats_in(outbox_lines.c.chat_id))
    .values(due_at=bindparam("until"), leased=True)
)
_late = outbox_lines.c.leased & (outbox_lines.c.due_at > bindparam("until"))
_leased = select(outbox_lines.c.chat_id).where(_late).order_by(outbox_lines.c.chat_id)
_release = update(outbox_lines).where(_late).values(due_at=bindparam("until"), leased=False)


def release(conn: Connection, until: datetime) -> int:
    """No lease lasts longer: for a sender who knows that its predecessor is gone.

    What was put off because Telegram asked for it stays put off.
    """
    conn.execute(_leased.with_for_update(), {"until": until}).all()  # in everybody's order
    return conn.execute(_release, {"until": until}).rowcount


def queue(conn: Connection, rows: Sequence[Outgoing], now: datetime) -> None:
    """Store what is to be sent: the last thing a turn does, because it locks the senders' lines.

    Every turn may alert the same staff group; whoever locks its line early, waits long.
    """
    if not rows:
        return
    causes = {_cause(row) for row in rows} - {0}
    lines = {}
    if causes:
        found = conn.execute(_causes, {"ids": padded(sorted(causes))})
        lines = {row.id: row.chat_id for row in found}
    many.run(conn, _queue, private.seal(conn, outbox, (_as_row(row, lines, now) for row in rows)))
    OUTBOX.join(conn, ((row.chat_id, row.lane) for row in rows), now)


def _cause(row: Outgoing) -> int:
    """The inbox row whose turn wrote it."""
    cause = row.dedupe_key.partition(":")[0]
    return int(cause) if cause.isdecimal() else 0


def _as_row(row: Outgoing, lines: dict[int, int], now: datetime) -> dict[str, Any]:
    return {
        "dedupe_key": row.dedupe_key,
        "chat_id": row.chat_id,
        "about": lines.get(_cause(row)) or (row.body.get("case") or [row.chat_id])[0],
        "lane": row.lane,
        "body": row.body,
        "queued_at": now,
    }


def send_round(
    conn: Connection, done: Sequence[Sent | PutOff], n: int, now: datetime
) -> tuple[Parcel, ...]:
    """Settle what the last round has done, and lease up to n parcels for the next one.

    It locks outbox lines, so whatever else its transaction writes (`inbox.add`,
    `cases.set_topic`, `relays.add`, in this order) is written before it is called.
    """
    _settle(conn, done, now)
    held = OUTBOX.take(conn, now, n)
    if not held:
        return ()
    heads = private.read(conn, _heads, {"chats": padded(held)})
    found = {row.chat_id: Parcel(*row) for row in heads}
    OUTBOX.leave(conn, [chat for chat in held if chat not in found])
    if found:
        conn.execute(_lease, {"chats": padded(list(found)), "until": now + LEASE})
    return tuple(found[chat] for chat in held if chat in found)


def _settle(conn: Connection, done: Sequence[Sent | PutOff], now: datetime) -> None:
    if not done:
        return
    OUTBOX.lock(conn, (each.chat_id for each in done))
    sent = [each for each in done if isinstance(each, Sent)]
    put_off = [each for each in done if isinstance(each, PutOff)]
    if sent:
        many.run(conn, _sent, [_as_sent(each, now) for each in sent])
    if put_off:
        many.run(conn, _tried, [{"row": each.parcel_id} for each in put_off])
    # A group's line stays until its pause is over, because it remembers the pace.
    # Telegram allows a person short bursts.
    OUTBOX.leave(conn, sorted({each.chat_id for each in sent if each.chat_id > 0}))
    OUTBOX.later_each(conn, _next_moments(done, now))


def _as_sent(each: Sent, now: datetime) -> dict[str, Any]:
    return {
        "row": each.parcel_id,
        "now": now,
        "message": each.message_id,
        "why": each.error,
    }


def _next_moments(done: Sequence[Sent | PutOff], now: datetime) -> dict[int, datetime]:
    moments: dict[int, datetime] = {}
    for each in done:
        moment = now + each.pause if isinstance(each, Sent) else max(now, each.until)
        moments[each.chat_id] = max(moment, moments.get(each.chat_id, moment))
    return moments


@dataclass(frozen=True, slots=True)
class Refused:
    """A parcel that was given up, for the eyes of an operator."""

    id: int
    chat_id: int
    body: Body
    attempts: int
    error: str
    died_at: datetime


_dead = (
    select(outbox)
    .where(outbox.c.error.is_not(None), outbox.c.sent_at.is_not(None))
    .order_by(outbox.c.id.desc())
    .limit(bindparam("n"))
)


def dead(conn: Connection, limit: int) -> tuple[Refused, ...]:
    """The parcels that were given up, the newest first."""
    return tuple(
        Refused(row.id, row.chat_id, row.body, row.attempts, row.error, row.sent_at)
        for row in private.read(conn, _dead, {"n": limit})
    )
