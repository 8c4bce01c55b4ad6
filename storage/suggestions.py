"""The backlog of what customers proposed, apart from complaints.

Rule: a suggestion is answered once. Adopting it puts a row into its customer's line, so that
they hear of it through the one door.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select, update

from . import inbox, private
from .columns import to_ms
from .lines import padded
from .tables import suggestions
from .upsert import Row

LANE = 2  # good news waits for whoever needs something
NEW, ADOPTED, DECLINED = "new", "adopted", "declined"

_listed = (
    select(suggestions)
    .where(suggestions.c.status == bindparam("status"), suggestions.c.text.is_not(None))
    .order_by(suggestions.c.id.desc())
    .limit(bindparam("most"))
)
_by_id = select(suggestions.c.id, suggestions.c.text).where(
    suggestions.c.id.in_(bindparam("ids", expanding=True)), suggestions.c.text.is_not(None)
)
_one = select(suggestions.c.chat_id).where(suggestions.c.id == bindparam("row"))
_newest = select(func.max(suggestions.c.id)).where(
    suggestions.c.chat_id == bindparam("chat"), suggestions.c.status == NEW
)
_counts = select(suggestions.c.status, func.count()).group_by(suggestions.c.status)
_answer = (
    update(suggestions)
    .where(
        suggestions.c.id == bindparam("row"),
        suggestions.c.status == NEW,
        suggestions.c.text.is_not(None),
    )
    .values(status=bindparam("outcome"), answered_at=bindparam("now"))
)


def file(conn: Connection, rows: Sequence[Row]) -> None:
    if rows:
        made = ({"status": NEW, **row} for row in rows)
        conn.execute(insert(suggestions), private.seal(conn, suggestions, made))


def listed(conn: Connection, status: str = NEW, most: int = 100) -> tuple[Row, ...]:
    """The newest first; what was erased is not there."""
    return tuple(
        row._asdict()
        for row in private.read(conn, _listed, {"status": status, "most": most})
        if row.text is not None
    )


def texts(conn: Connection, ids: Iterable[int]) -> dict[int, str]:
    """The words of these, for the answer; an erased one is missing."""
    wanted = list(ids)
    if not wanted:
        return {}
    return {
        row.id: row.text
        for row in private.read(conn, _by_id, {"ids": padded(wanted)})
        if row.text is not None
    }


def adopt(conn: Connection, number: int, now: datetime) -> bool:
    """Mark it adopted and tell its customer; False where it was answered before, or is gone."""
    chat_id = conn.scalar(_one, {"row": number})
    if chat_id is None or not _answered(conn, number, ADOPTED, now):
        return False
    payload = {"kind": "suggestion", "at": to_ms(now), "suggestion": number}
    inbox.add(conn, [inbox.Arrival(f"suggestion:{number}", chat_id, LANE, payload)], now)
    return True


def decline(conn: Connection, number: int, now: datetime) -> bool:
    """Quietly: nobody is told that their idea was turned down."""
    return _answered(conn, number, DECLINED, now)


def newest_of(conn: Connection, chat_id: int) -> int | None:
    """The latest of this customer that is still to be answered."""
    found: int | None = conn.scalar(_newest, {"chat": chat_id})
    return found


def counts(conn: Connection) -> dict[str, int]:
    return {status: count for status, count in conn.execute(_counts)}


def _answered(conn: Connection, number: int, outcome: str, now: datetime) -> bool:
    return conn.execute(_answer, {"row": number, "outcome": outcome, "now": now}).rowcount == 1
