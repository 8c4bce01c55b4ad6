"""What staff say of our readings: the words of each handled case, and whether we erred."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from . import private
from .tables import cases

_handled = (
    select(cases.c.chat_id, cases.c.words, cases.c.kind, cases.c.misread)
    .where(cases.c.claimed_at.is_not(None), cases.c.words.is_not(None))
    .order_by(cases.c.id)
)


@dataclass(frozen=True, slots=True)
class Handled:
    """A case that a person has held; whether its customer agreed, says the ledger (`consents`)."""

    chat_id: int
    words: str
    kind: str  # as we read it: complaint or enquiry
    misread: bool


def handled(conn: Connection) -> tuple[Handled, ...]:
    return tuple(Handled(*row) for row in private.read(conn, _handled) if row.words)
