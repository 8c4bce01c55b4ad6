"""A line says "this chat has work": the lock, the clock and the order of inbox and outbox.

Rule 1. Whoever adds a row to a chat joins its line first (inbox) or last (outbox).
Rule 2. Lines that are not yet held are locked in the order of their chat ids.
Rule 3. The head of a line is read in a second statement, after its lock: one statement
        would see the rows as they were before a rival let go.
Rule 4. A line is never given a `due_at` that has passed when it is written.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    ScalarSelect,
    Table,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    type_coerce,
    update,
)

from . import many
from .tables import inbox, inbox_lines, outbox, outbox_lines
from .upsert import Both

LANES = (0, 1, 2)  # complaint and staff alert, dialogue, invitation and bulk
EVER = datetime(1970, 1, 1, tzinfo=UTC)
WHOLE_LOOK = 1.0  # seconds


def padded(ids: Sequence[int]) -> list[int]:
    """As many ids as the next power of two: each length is a statement to prepare."""
    room = 1 << (len(ids) - 1).bit_length() if ids else 1
    return [*ids, *([ids[-1]] * (room - len(ids)))] if ids else []


def chats_in(column: Column[Any]) -> ColumnElement[bool]:
    return column.in_(bindparam("chats", expanding=True))


@dataclass(slots=True)
class Low:
    """What one connection remembers of its last looks at one queue."""

    at: float  # of the last whole look
    now: datetime  # by the clock, which may be put back
    lanes: dict[int, datetime]


class Lines:
    """The statements of one queue, built once. They hold nothing but their text."""

    def __init__(self, lines: Table, rows: Table, done_at: str) -> None:
        self.table = lines
        self._head = _head(lines, rows, done_at)
        self._join = _join(lines)
        self._take = _take(lines)
        self._take_one = (
            select(lines.c.chat_id)
            .where(lines.c.chat_id == bindparam("chat"), lines.c.due_at <= bindparam("now"))
            .with_for_update(skip_locked=True)
        )
        mine = chats_in(lines.c.chat_id)
        self._lock = (
            select(lines.c.chat_id).where(mine).order_by(lines.c.chat_id).with_for_update()
        )
        self._leave = delete(lines).where(mine, self._head.is_(None))
        free = {"leased": False} if "leased" in lines.c else {}
        self._later = update(lines).where(mine).values(due_at=bindparam("at"), **free)
        one = lines.c.chat_id == bindparam("chat")
        self._later_each = update(lines).where(one).values(due_at=bindparam("at"), **free)
        self._is_due = select(select(literal(1)).where(_some_due(lines)).exists())
        self._next_due = select(*(_earliest(lines, lane) for lane in LANES))
        self._waiting = select(func.count()).select_from(rows).where(rows.c[done_at].is_(None))
        self._repair = _repair(lines, rows, done_at)
        late = lines.c.due_at > bindparam("now")
        self._late = select(lines.c.chat_id).where(late).order_by(lines.c.chat_id)
        self._hasten = update(lines).where(late).values(due_at=_sooner(lines))

    def heads_from(self, rows: Table) -> FromClause:
        """The lines joined to the oldest waiting row of each: one index probe a line."""
        return self.table.join(rows, rows.c.id == self._head)

    def join(self, conn: Connection, wanted: Iterable[tuple[int, int]], now: datetime) -> None:
        """Make sure that each (chat, lane) has a line, and hold it until we commit.

        It waits for a worker that is about to leave the line: to look past that worker would
        leave a row without a line, and its chat silent for ever.
        """
        lanes: dict[int, int] = {}
        for chat, lane in wanted:
            lanes[chat] = min(lane, lanes.get(chat, lane))
        rows = [{"chat_id": c, "lane": lanes[c], "due_at": now} for c in sorted(lanes)]
        if rows:
            self._join.run_many(conn, rows)

    def take(self, conn: Connection, now: datetime, n: int) -> list[int]:
        """Hold up to n due lines, the urgent first, a few places kept for each lower lane."""
        kept = max(1, n // 8) if n > len(LANES) else 0
        found: dict[int, list[int]] = {}
        full: set[int] = set()
        left = n
        for lane in LANES:
            room = left - kept * (LANES[-1] - lane)
            found[lane] = self._take_lane(conn, lane, now, room)
            left -= len(found[lane])
            if len(found[lane]) >= room:
                full.add(lane)
        for lane in LANES[:-1]:  # places that the lower lanes did not need
            if left > 0 and lane in full:
                again = self._take_lane(conn, lane, now, len(found[lane]) + left)
                left -= len(again) - len(found[lane])
                found[lane] = again
        return [chat for lane in LANES for chat in found[lane]]

    def _take_lane(self, conn: Connection, lane: int, now: datetime, n: int) -> list[int]:
        if n <= 0:
            return []
        low = self._low(conn, now)
        given = {"lane": lane, "now": now, "low": low.get(lane, EVER), "n": n}
        found = conn.execute(self._take, given).all()
        if found:
            low[lane] = found[0].due_at
        return [row.chat_id for row in found]

    def _low(self, conn: Connection, now: datetime) -> dict[int, datetime]:
        """Where the last look on this connection began to find lines, by lane.

        PostgreSQL keeps the old versions of a line while any transaction may see them (an export,
        a forgotten session), and whoever looks from the beginning walks over all of them. Nothing
        new is written below; what a rival put back there is found by the next whole look.
        """
        if conn.dialect.name != "postgresql":
            return {}
        at = time.monotonic()
        known: Low | None = conn.info.get(self.table.name)
        if known is None or at - known.at > WHOLE_LOOK or now < known.now:
            known = conn.info[self.table.name] = Low(at, now, {})
        known.now = now
        return known.lanes

    def take_one(self, conn: Connection, chat_id: int, now: datetime) -> bool:
        """Hold the line of one chat, if it is due and nobody else holds it."""
        return conn.scalar(self._take_one, {"chat": chat_id, "now": now}) is not None

    def lock(self, conn: Connection, chats: Iterable[int]) -> None:
        """Hold these lines, waiting for others, in the order everybody waits in."""
        if ids := sorted(set(chats)):
            conn.execute(self._lock, {"chats": padded(ids)}).all()

    def leave(self, conn: Connection, chats: Sequence[int]) -> None:
        """Delete those of our lines that have nothing left waiting."""
        if chats:
            conn.execute(self._leave, {"chats": padded(chats)})

    def later(self, conn: Connection, chats: Sequence[int], at: datetime) -> None:
        """Move our lines behind all that is due before `at`."""
        if chats:
            conn.execute(self._later, {"chats": padded(chats), "at": at})

    def later_each(self, conn: Connection, moments: dict[int, datetime]) -> None:
        if moments:
            rows = [{"chat": chat, "at": at} for chat, at in sorted(moments.items())]
            many.run(conn, self._later_each, rows)

    def hasten(self, conn: Connection, now: datetime, by: timedelta) -> int:
        """The clock was put back by so much: what waits, waits no longer for it."""
        conn.execute(self._late.with_for_update(), {"now": now}).all()  # in everybody's order
        ms = round(by.total_seconds() * 1000)
        return conn.execute(self._hasten, {"now": now, "by": ms}).rowcount

    def is_due(self, conn: Connection, now: datetime) -> bool:
        """Peek without a lock, before the write lock is asked for."""
        low = self._low(conn, now)
        lows = {f"low{lane}": low.get(lane, EVER) for lane in LANES}
        return bool(conn.scalar(self._is_due, {"now": now, **lows}))

    def next_due(self, conn: Connection) -> datetime | None:
        """When the next line falls due: it may already have."""
        found = conn.execute(self._next_due).one()
        return min((moment for moment in found if moment is not None), default=None)

    def waiting(self, conn: Connection) -> int:
        """How many rows wait. It counts them one by one: ask once a minute, not in a loop."""
        return int(conn.scalar(self._waiting) or 0)

    def repair(self, conn: Connection, now: datetime) -> int:
        """Give a line to every chat that has rows and none. Normally there is nothing to do."""
        return self._repair.run(conn, {"now": now}).rowcount


def _head(lines: Table, rows: Table, done_at: str) -> ScalarSelect[Any]:
    # A scalar subquery on purpose: `not exists` became a hash join over all that waits.
    waiting = rows.alias()
    return (
        select(func.min(waiting.c.id))
        .where(waiting.c.chat_id == lines.c.chat_id, waiting.c[done_at].is_(None))
        .correlate(lines)
        .scalar_subquery()
    )


def _join(lines: Table) -> Both:
    def build(insert: Callable[[Table], Any]) -> Any:
        query = insert(lines)
        new = query.excluded
        # A line that is lifted is new in its lane: what is written there never lies in the past.
        due_at = case((lines.c.due_at < new.due_at, new.due_at), else_=lines.c.due_at)
        return query.on_conflict_do_update(
            index_elements=["chat_id"],
            set_={"lane": new.lane, "due_at": due_at},
            where=query.excluded.lane < lines.c.lane,  # false: nothing written, but locked
        )

    return Both(build)


def _take(lines: Table) -> Any:
    return (
        select(lines.c.chat_id, lines.c.due_at)
        .where(
            lines.c.lane == bindparam("lane"),
            lines.c.due_at >= bindparam("low"),
            lines.c.due_at <= bindparam("now"),
        )
        .order_by(lines.c.due_at)
        .limit(bindparam("n", type_=Integer))
        .with_for_update(skip_locked=True)  # SQLite has one writer and ignores this
    )


def _some_due(lines: Table) -> ColumnElement[bool]:
    return or_(
        *(
            (lines.c.lane == lane)
            & (lines.c.due_at >= bindparam(f"low{lane}"))
            & (lines.c.due_at <= bindparam("now"))
            for lane in LANES
        )
    )


def _sooner(lines: Table) -> ColumnElement[Any]:
    """Milliseconds earlier, but not in the past."""
    due = type_coerce(lines.c.due_at, BigInteger)
    earlier = due - bindparam("by", type_=BigInteger)
    now = bindparam("now", type_=lines.c.due_at.type)
    return type_coerce(case((earlier < now, now), else_=earlier), lines.c.due_at.type)


def _earliest(lines: Table, lane: int) -> ScalarSelect[Any]:
    return select(func.min(lines.c.due_at)).where(lines.c.lane == lane).scalar_subquery()


def _repair(lines: Table, rows: Table, done_at: str) -> Both:
    now = bindparam("now", type_=lines.c.due_at.type)
    waiting = (
        select(rows.c.chat_id, func.min(rows.c.lane), now)
        .where(rows.c[done_at].is_(None))
        .group_by(rows.c.chat_id)
    )

    def build(insert: Callable[[Table], Any]) -> Any:
        query = insert(lines).from_select(["chat_id", "lane", "due_at"], waiting)
        return query.on_conflict_do_nothing(index_elements=["chat_id"])

    return Both(build)


INBOX = Lines(inbox_lines, inbox, "handled_at")
OUTBOX = Lines(outbox_lines, outbox, "sent_at")
