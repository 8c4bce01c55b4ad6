"""Who has left a staff group: their taps on buttons that they still see count no more."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import BindParameter, Connection, bindparam, delete, select, tuple_

from .tables import departed
from .upsert import put

Place = tuple[int, int]  # group, person

_pair = tuple_(departed.c.group_id, departed.c.person_id)
_wanted: BindParameter[Place] = bindparam("wanted", expanding=True)
_among = select(departed.c.group_id, departed.c.person_id).where(_pair.in_(_wanted))
_back = delete(departed).where(_pair.in_(_wanted))


def left(conn: Connection, places: Iterable[Place], now: datetime) -> None:
    rows = [{"group_id": group, "person_id": person, "at": now} for group, person in places]
    put(conn, departed, ("group_id", "person_id"), rows)


def back(conn: Connection, places: Iterable[Place]) -> None:
    if pairs := sorted(set(places)):
        conn.execute(_back, {"wanted": pairs})


def among(conn: Connection, places: Iterable[Place]) -> frozenset[Place]:
    """Those of these who have left."""
    pairs = sorted(set(places))
    if not pairs:
        return frozenset()
    rows = conn.execute(_among, {"wanted": pairs})
    return frozenset((row.group_id, row.person_id) for row in rows)
