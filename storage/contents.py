"""What a database holds, in figures, so that a restored one can be looked at and believed."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from . import inbox as inbox_rows
from . import outbox as outbox_rows
from .messages import page
from .tables import cases, chats, data_keys, messages, offsets

EVER = datetime(1970, 1, 1, tzinfo=UTC)
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
LAST_READ = 500


@dataclass(frozen=True, slots=True)
class Contents:
    bot_id: int | None
    chats: int
    cases: int
    messages: int
    newest: datetime | None
    readable: int  # of the last messages: their texts could be opened
    waiting: dict[str, int]
    keys: int


def contents(conn: Connection) -> Contents:
    """It counts row by row: for a database that nobody works with. Raises what reading raises."""

    def count(table: object) -> int:
        return int(conn.scalar(select(func.count()).select_from(table)) or 0)  # type: ignore[arg-type]

    last = conn.scalar(select(func.max(messages.c.id))) or 0
    read = page(conn, max(0, last - LAST_READ), EVER, NEVER, LAST_READ)
    return Contents(
        conn.scalar(select(offsets.c.bot_id)),
        count(chats),
        count(cases),
        count(messages),
        conn.scalar(select(func.max(messages.c.at))),
        sum(text is not None for some in read for text in some["text"]),
        {"inbox": inbox_rows.waiting(conn), "outbox": outbox_rows.waiting(conn)},
        count(data_keys),
    )
