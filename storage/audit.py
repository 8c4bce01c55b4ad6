"""The book of what was done with people's data: ids and counts, never a word of theirs.

Each row carries the hash of the one before it, so nobody changes or drops one unseen. Whoever
may rewrite the whole table could forge the whole chain: keep the newest hash elsewhere, too.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, text

from .columns import to_ms
from .tables import audit

START = "0" * 64
ONE_AT_A_TIME = 4815162343  # the chain has one end
_last = select(audit.c.id, audit.c.hash).order_by(audit.c.id.desc()).limit(1)
_page = (
    select(audit).where(audit.c.id > bindparam("after")).order_by(audit.c.id).limit(bindparam("n"))
)
_newest = select(audit).order_by(audit.c.id.desc()).limit(bindparam("n"))
_insert = insert(audit)
_lock = text("select pg_advisory_xact_lock(:key)")


@dataclass(frozen=True, slots=True)
class Entry:
    """Who did what, to which number, to how many."""

    actor: str  # staff:5001, manager:9001, customer, operator, key:3
    act: str
    about: int | None = None
    total: int | None = None
    detail: str = ""  # a code, a scope, an amount; never words


@dataclass(frozen=True, slots=True)
class Kept:
    id: int
    at: datetime
    entry: Entry
    hash: str


@dataclass(frozen=True, slots=True)
class Verdict:
    rows: int
    head: str  # the newest hash
    broken_at: int | None  # the first row that does not follow from the one before


def add(conn: Connection, entries: Sequence[Entry], now: datetime) -> None:
    """Write into the book, in the transaction that does what is written.

    On PostgreSQL the end of the chain is locked until it commits, so it comes late in a turn:
    after all other tables, before the lines of the outbox.
    """
    if not entries:
        return
    if conn.dialect.name == "postgresql":
        conn.execute(_lock, {"key": ONE_AT_A_TIME})
    last = conn.execute(_last).one_or_none()
    number, before = (last.id, last.hash) if last else (0, START)
    rows = []
    for entry in entries:
        number += 1
        before = _hash(before, number, now, entry)
        rows.append({"id": number, "at": now, **_values(entry), "hash": before})
    conn.execute(_insert, rows)


class Chain:
    """Follows the rows from the start, page by page."""

    def __init__(self) -> None:
        self.verdict = Verdict(0, START, None)

    def follows(self, rows: Sequence[Kept]) -> bool:
        for row in rows:
            number, before = self.verdict.rows, self.verdict.head
            right = _hash(before, number + 1, row.at, row.entry)
            if (row.id, row.hash) != (number + 1, right):
                self.verdict = Verdict(number, before, number + 1)
                return False
            self.verdict = Verdict(row.id, row.hash, None)
        return True


def page(conn: Connection, after: int, n: int) -> tuple[Kept, ...]:
    return tuple(map(_kept, conn.execute(_page, {"after": after, "n": n})))


def newest(conn: Connection, n: int) -> tuple[Kept, ...]:
    return tuple(map(_kept, conn.execute(_newest, {"n": n})))


def _kept(row: Any) -> Kept:
    entry = Entry(row.actor, row.act, row.about, row.total, row.detail)
    return Kept(row.id, row.at, entry, row.hash)


def _values(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def _hash(before: str, number: int, at: datetime, entry: Entry) -> str:
    said = [before, number, to_ms(at), *_values(entry).values()]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
