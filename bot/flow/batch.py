"""The rows of one batch of turns, collected so that each table is written once."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from storage import (
    cases,
    chats,
    consents,
    grants,
    messages,
    overrides,
    suggestions,
    surveys,
    timers,
)
from storage.audit import Entry
from storage.database import Connection
from storage.outbox import Outgoing

Row = dict[str, Any]


@dataclass(slots=True)
class Batch:
    chats: dict[int, Row] = field(default_factory=dict)
    set_timers: dict[tuple[int, str], datetime] = field(default_factory=dict)
    cancelled: set[tuple[int, str]] = field(default_factory=set)
    surveys: list[Row] = field(default_factory=list)
    cases: list[Row] = field(default_factory=list)
    grants: list[Row] = field(default_factory=list)
    taken: Counter[str] = field(default_factory=Counter)  # out of the stock, by key
    stock: dict[str, int] = field(default_factory=dict)  # how many there are of what is limited
    suggestions: list[Row] = field(default_factory=list)
    overrides: list[Row] = field(default_factory=list)
    consents: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    booked: list[Entry] = field(default_factory=list)  # for the book, which is locked late
    outgoing: list[Outgoing] = field(default_factory=list)
    soonest: datetime | None = (
        None  # the first timer this batch sets: the alarms may sleep till then
    )

    def set_timer(self, chat_id: int, name: str, due_at: datetime) -> None:
        self.cancelled.discard((chat_id, name))
        self.set_timers[chat_id, name] = due_at

    def cancel_timer(self, chat_id: int, name: str) -> None:
        self.set_timers.pop((chat_id, name), None)
        self.cancelled.add((chat_id, name))

    def store(self, conn: Connection) -> None:
        """Everything but the book and the outbox, which are locked last."""
        chats.save(conn, self.chats)
        timers.set_(conn, ((chat, name, due) for (chat, name), due in self.set_timers.items()))
        timers.cancel(conn, self.cancelled)
        surveys.upsert(conn, self.surveys)
        cases.upsert(conn, self.cases)
        grants.upsert(conn, self.grants)
        grants.take(conn, self.taken, self.stock)
        suggestions.file(conn, self.suggestions)
        overrides.log(conn, self.overrides)
        consents.log(conn, self.consents)
        messages.log(conn, self.messages)
        self.soonest = min(self.set_timers.values(), default=None)
