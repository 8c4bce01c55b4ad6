"""Inbox, outbox, their lines, timers, who leads, and how far Telegram has been read.

A row waits while its `handled_at` or `sent_at` is null. A line says that a chat has work:
it is the work list, the lock, the retry clock, the pace and the lease, all in `due_at`.
"""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    false,
)

from storage.columns import Id, Moment, PrivateJson

from .metadata import metadata

# What only PostgreSQL is told stands in the migration (how often queues are swept, and its half
# of the partial indexes): to repeat it here would read in its dialect where there is none.

# sqlite_autoincrement: ids must not start again when retention has emptied a table,
# because outbox keys contain them.
inbox = Table(
    "inbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("lane", SmallInteger, nullable=False),
    Column("payload", PrivateJson("chat_id"), nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("attempts", SmallInteger, nullable=False, server_default="0"),
    Column("error", Text),  # its kind and place alone: what is behind it may quote people
    Column("handled_at", Moment),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Id, primary_key=True),
    Column("dedupe_key", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("about", BigInteger, nullable=False),  # the line whose turn wrote it; erasure asks
    Column("lane", SmallInteger, nullable=False),
    Column("body", PrivateJson("about"), nullable=False),
    Column("queued_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("error", Text),  # its kind, or Telegram's own words
    Column("sent_at", Moment),
    Column("message_id", BigInteger),
    sqlite_autoincrement=True,
)


def _lines(name: str, *more: Column[Any]) -> Table:
    return Table(
        name,
        metadata,
        Column("chat_id", Id, primary_key=True, autoincrement=False),
        Column("lane", SmallInteger, nullable=False),
        Column("due_at", Moment, nullable=False),
        *more,
        Index(f"{name}_due", "lane", "due_at"),
    )


inbox_lines = _lines("inbox_lines")
# `leased`: `due_at` is the end of a lease and no date that Telegram or the pace has set, so
# whoever follows a dead sender may have the line sooner.
outbox_lines = _lines(
    "outbox_lines", Column("leased", Boolean, nullable=False, server_default=false())
)

timers = Table(
    "timers",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, primary_key=True),
    Column("due_at", Moment, nullable=False),
    Index("timers_due", "due_at"),
)

offsets = Table(
    "offsets",
    metadata,
    # One row: a database belongs to one bot.
    Column("only", Integer, primary_key=True, autoincrement=False),
    Column("bot_id", BigInteger, nullable=False),
    Column("next_update", BigInteger, nullable=False),
)

# One row for each seat that one process may hold at a time. It holds no date on which the
# seat falls free: whoever waits for it watches `beat` stand still, by their own watch.
leaders = Table(
    "leaders",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),  # empty: given up
    Column("beat", BigInteger, nullable=False),
    Column("busy_until", Moment),  # of the sender: Telegram's limits leave no room before
)


def _partial(name: str, table: Table, columns: tuple[str, ...], where: str) -> None:
    condition = table.c[where].is_(None) if where.endswith("_at") else table.c[where].is_not(None)
    Index(name, *(table.c[c] for c in columns), sqlite_where=condition)


_partial("inbox_waiting", inbox, ("chat_id", "id"), "handled_at")
_partial("outbox_waiting", outbox, ("chat_id", "id"), "sent_at")
_partial("inbox_troubled", inbox, ("id",), "error")
_partial("outbox_troubled", outbox, ("id",), "error")
