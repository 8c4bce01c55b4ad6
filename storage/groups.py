"""Telegram may give a group a new id: what is meant for the old one goes to the new one.

Rows that say whom something is for keep the id of `config.yaml` and are led on when they are
sent. Rows that say where a message or a topic lies keep the id that Telegram gave with it, for
its numbers begin anew in the new group.
"""

from sqlalchemy import BindParameter, Connection, bindparam, select, update

from .tables import groups
from .upsert import put

_old: BindParameter[int] = bindparam("old")
_new: BindParameter[int] = bindparam("new")
_all = select(groups.c.old_id, groups.c.new_id)
_chained = update(groups).where(groups.c.new_id == _old).values(new_id=_new)


def moved(conn: Connection, old_id: int, new_id: int) -> None:
    """Note that a group has moved, and lead its earlier ids to the new one as well."""
    if old_id == new_id:
        return
    put(conn, groups, ("old_id",), [{"old_id": old_id, "new_id": new_id}])
    conn.execute(_chained, {"old": old_id, "new": new_id})


def all_moves(conn: Connection) -> dict[int, int]:
    """Where each old id leads to now."""
    return {row.old_id: row.new_id for row in conn.execute(_all)}
