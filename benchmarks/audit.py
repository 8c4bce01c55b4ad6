"""Compares what people said and saw (the sandbox's ledger) with what the database holds."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.flow.export import export
from bot.telegram.pieces import pieces
from storage import groups, private
from storage.database import Database
from storage.tables import cases, inbox, messages, outbox, timers

Entry = dict[str, Any]
Said = tuple[int, str]  # chat, text


@dataclass(slots=True)
class Findings:
    """Every list names what is wrong; a day on which nothing was lost has only empty ones."""

    texts: int = 0
    unhappy_texts: int = 0
    complaints: int = 0
    alerts: int = 0
    enquiries: int = 0
    messages: int = 0
    exported: int = 0
    sent: int = 0
    unhappy_chats: set[int] = field(default_factory=set)  # by our reading of their words
    not_stored: list[Said] = field(default_factory=list)
    stored_twice: list[Said] = field(default_factory=list)
    not_scored: list[Said] = field(default_factory=list)
    without_case: list[int] = field(default_factory=list)
    without_alert: list[int] = field(default_factory=list)
    never_sent: list[Said] = field(default_factory=list)
    sent_twice: list[Said] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    not_exported: list[str] = field(default_factory=list)

    def wrong(self) -> dict[str, list[Any]]:
        """Without `sent_twice`: towards Telegram a crash may double what was on its way."""
        names = (
            *("not_stored", "stored_twice", "not_scored", "without_case", "without_alert"),
            *("never_sent", "given_up", "not_exported"),
        )
        return {name: getattr(self, name) for name in names if getattr(self, name)}


@dataclass(frozen=True, slots=True)
class Books:
    """All that the database holds, at rest."""

    messages: Sequence[Any]
    cases: Sequence[Any]
    outbox: Sequence[Any]
    inbox: Sequence[Any]
    moves: Mapping[int, int]  # of groups

    @classmethod
    def read(cls, conn: Connection) -> "Books":
        tables = (messages, cases, outbox, inbox)
        rows = (private.read(conn, select(each).order_by(each.c.id)) for each in tables)
        return cls(*rows, groups.all_moves(conn))

    def now(self, chat_id: int) -> int:
        return self.moves.get(chat_id, chat_id)


async def audit(
    database: Database, ledger: Sequence[Entry], unhappy_score: int, folder: Path
) -> Findings:
    books = await database.read(Books.read)
    found = Findings(messages=len(books.messages))
    _stored(found, books, ledger)
    _handled(found, books, ledger, unhappy_score)
    _sent(found, books, ledger)
    await _exported(found, books, database, folder)
    return found


def is_at_rest(conn: Connection) -> bool:
    """Nothing waits, no letter is still being collected, no low score still unknown to staff."""
    waits = (
        select(inbox.c.id).where(inbox.c.handled_at.is_(None)),
        select(outbox.c.id).where(outbox.c.sent_at.is_(None)),
        select(timers.c.chat_id).where(timers.c.name.like("%:pause")),
        select(timers.c.chat_id).where(timers.c.name.like("%:alert")),
    )
    return not any(conn.execute(query.limit(1)).first() for query in waits)


def _stored(found: Findings, books: Books, ledger: Iterable[Entry]) -> None:
    said = Counter(
        (e["chat_id"], e["text"])
        for e in ledger
        if e["direction"] == "in" and e["kind"] == "text" and e["chat_id"] > 0
        if not e["text"].startswith("/")
    )
    rows = [m for m in books.messages if m.speaker == "customer" and m.kind == "text"]
    kept = Counter((m.chat_id, m.text) for m in rows)
    found.texts = said.total()
    found.unhappy_texts = sum(m.sentiment == "unhappy" for m in rows)
    found.not_stored = list((said - kept).elements())
    found.stored_twice = list((kept - said).elements())
    found.not_scored = [(m.chat_id, m.text) for m in rows if m.sentiment is None]


def _handled(found: Findings, books: Books, ledger: Iterable[Entry], unhappy_score: int) -> None:
    """Whoever said something unhappy, or gave a low score last, has a case that staff saw."""
    found.unhappy_chats = {m.chat_id for m in books.messages if m.sentiment == "unhappy"}
    scores = {m.chat_id: m.score for m in books.messages if m.kind == "rating"}
    unhappy = found.unhappy_chats | {
        chat for chat, score in scores.items() if score and score <= unhappy_score
    }
    complaints = [c for c in books.cases if c.kind == "complaint"]
    found.complaints = len(complaints)
    found.enquiries = len(books.cases) - len(complaints)
    found.without_case = sorted(unhappy - {c.chat_id for c in complaints})
    alerted = {
        (e["chat_id"], e["topic"])
        for e in ledger
        if e["direction"] == "out" and e["kind"] == "text" and e["topic"] is not None
    }
    seen = [c for c in complaints if (c.group_id, c.topic_id) in alerted]
    found.alerts = len(seen)
    found.without_alert = sorted({c.chat_id for c in complaints} - {c.chat_id for c in seen})


def _sent(found: Findings, books: Books, ledger: Iterable[Entry]) -> None:
    texts = [row for row in books.outbox if row.body["kind"] == "text"]
    due = Counter(
        (books.now(row.chat_id), piece.strip())
        for row in texts
        for piece in pieces(row.body["text"])
    )
    got = Counter(
        (books.now(e["chat_id"]), e["text"].strip())
        for e in ledger
        if e["direction"] == "out" and e["kind"] == "text"
    )
    found.sent = got.total()
    found.never_sent = list((due - got).elements())
    found.sent_twice = list((got - due).elements())
    found.given_up = [row.id for row in books.outbox if row.error or row.sent_at is None]


async def _exported(found: Findings, books: Books, database: Database, folder: Path) -> None:
    path, zone = folder / "export.csv", ZoneInfo("Asia/Shanghai")
    ever = (datetime(2000, 1, 1, tzinfo=UTC), max(m.at for m in books.messages) + timedelta(1))
    done = await export(database, path, "csv", *ever, zone, unmasked=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))[1:]
    found.exported = len(rows)
    there = Counter(_bare(cell) for row in rows for cell in row)
    wanted = Counter(_bare(m.text) for m in books.messages if m.text)
    found.not_exported = list((wanted - there).elements())
    if not done.rows == found.exported == found.messages:
        found.not_exported.append(f"{done.rows} and {found.exported} rows of {found.messages}")


def _bare(cell: str) -> str:
    """Without the quote that keeps a cell from being run, and with one kind of line end."""
    return cell.removeprefix("'").replace("\r\n", "\n").strip()
