"""Who leads: a seat is one row that one process holds, and its beat says that the holder lives.

Rule: nobody compares clocks. A holder writes its beat; whoever waits for the seat watches the
beat stand still by a watch of its own (`bot.flow.leading`). So machines may disagree about the
time, and a clock may jump, and still nobody holds a seat for ever.

A row, and no advisory lock: the same on both databases, and a session's lock means nothing behind
a pooler that hands out sessions by the transaction.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from .tables import leaders
from .upsert import Both

NOBODY = ""


@dataclass(frozen=True, slots=True)
class Beat:
    """Who held a seat when we looked, and how often that was written down."""

    holder: str
    count: int


_look = select(leaders.c.name, leaders.c.holder, leaders.c.beat)
_mine = leaders.c.holder == bindparam("me")
_this = leaders.c.name == bindparam("seat")
_beat = (
    update(leaders)
    .where(_mine, leaders.c.name.in_(bindparam("seats", expanding=True)))
    .values(beat=leaders.c.beat + 1)
)
_found: Any = Both(lambda insert: insert(leaders).on_conflict_do_nothing(index_elements=["name"]))
_claim = (
    update(leaders)
    .where(_this, leaders.c.holder == bindparam("was"), leaders.c.beat == bindparam("count"))
    .values(holder=bindparam("me"), beat=leaders.c.beat + 1)
)
_leave = update(leaders).where(_mine).values(holder=NOBODY, beat=leaders.c.beat + 1)
_hold = update(leaders).where(_this, _mine).values(busy_until=bindparam("until"))
_busy = select(leaders.c.busy_until).where(_this)


def look(conn: Connection) -> dict[str, Beat]:
    """Who holds what, by the name of the seat."""
    return {row.name: Beat(row.holder, row.beat) for row in conn.execute(_look)}


def beat(conn: Connection, me: str, seats: Collection[str]) -> None:
    """I live: for those of these seats that are mine."""
    if seats:
        conn.execute(_beat, {"me": me, "seats": sorted(seats)})


def claim(conn: Connection, seat: str, me: str, seen: Beat | None) -> bool:
    """Take a seat that stands as we saw it (None: there was no row); False: a rival was quicker.

    One seat a transaction: then nobody waits crosswise.
    """
    if seen is None:
        return bool(_found.run(conn, {"name": seat, "holder": me, "beat": 1}).rowcount == 1)
    now_mine = {"seat": seat, "me": me, "was": seen.holder, "count": seen.count}
    return bool(conn.execute(_claim, now_mine).rowcount == 1)


def leave(conn: Connection, me: str) -> None:
    """Give up whatever I hold, so that the next need not wait."""
    conn.execute(_leave, {"me": me})


def hold(conn: Connection, seat: str, me: str, busy_until: datetime) -> bool:
    """Whether the seat is still mine, for what else this transaction does: it waits for a claim.

    What it notes down is for my successor: until when Telegram's limits leave no room.
    """
    held = conn.execute(_hold, {"seat": seat, "me": me, "until": busy_until})
    return bool(held.rowcount == 1)


def busy_until(conn: Connection, seat: str) -> datetime | None:
    moment: datetime | None = conn.scalar(_busy, {"seat": seat})
    return moment
