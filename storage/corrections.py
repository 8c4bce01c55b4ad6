"""What staff say of our readings: the words of each handled case, and whether we erred."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from . import private
from .tables import cases, chats

_handled = (
    select(cases.c.words, cases.c.kind, cases.c.misread, chats.c.state)
    .select_from(cases.join(chats, chats.c.chat_id == cases.c.chat_id))
    .where(cases.c.claimed_at.is_not(None), cases.c.words.is_not(None))
    .order_by(cases.c.id)
)


@dataclass(frozen=True, slots=True)
class Handled:
    """A case that a person has held, with the state of its chat: consent stands there."""

    words: str
    kind: str  # as we read it: complaint or enquiry
    misread: bool
    state: dict[str, Any]


def handled(conn: Connection) -> tuple[Handled, ...]:
    return tuple(Handled(*row) for row in private.read(conn, _handled) if row.words)
