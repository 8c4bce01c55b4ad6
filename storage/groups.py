"""Telegram may give a group a new id: everything that waits for the old one moves along."""

from sqlalchemy import BindParameter, Connection, bindparam, func, select, update

from .lines import OUTBOX
from .tables import cases, groups, outbox, relays
from .upsert import put

_old: BindParameter[int] = bindparam("old")
_new: BindParameter[int] = bindparam("new")
_all = select(groups.c.old_id, groups.c.new_id)
_chained = update(groups).where(groups.c.new_id == _old).values(new_id=_new)
_cases = update(cases).where(cases.c.group_id == _old).values(group_id=_new)
_relays = update(relays).where(relays.c.group_id == _old).values(group_id=_new)
_waiting = (outbox.c.chat_id == _old) & outbox.c.sent_at.is_(None)
_parcels = update(outbox).where(_waiting).values(chat_id=_new)
_lane = select(func.min(outbox.c.lane), func.min(outbox.c.queued_at)).where(_waiting)


def moved(conn: Connection, old_id: int, new_id: int) -> None:
    """Follow a group to its new id. What waits to be sent there keeps its order."""
    if old_id == new_id:
        return
    names = {"old": old_id, "new": new_id}
    put(conn, groups, ("old_id",), [{"old_id": old_id, "new_id": new_id}])
    conn.execute(_chained, names)
    conn.execute(_cases, names)
    conn.execute(_relays, names)
    OUTBOX.lock(conn, (old_id, new_id))  # a sender may be marking one of these rows
    lane, since = conn.execute(_lane, {"old": old_id}).one()
    conn.execute(_parcels, names)
    if lane is not None:
        OUTBOX.join(conn, [(new_id, lane)], since)


def all_moves(conn: Connection) -> dict[int, int]:
    """Where each old id leads to now."""
    return {row.old_id: row.new_id for row in conn.execute(_all)}
