"""Which message in the customer's chat is which in the staff group, so that replies map."""

from collections.abc import Iterable, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select, tuple_

from .tables import relays
from .upsert import put

Message = tuple[int, int]  # chat or group, message id

_customers_side = tuple_(relays.c.chat_id, relays.c.customer_message_id)
_staffs_side = tuple_(relays.c.group_id, relays.c.staff_message_id)
_wanted: BindParameter[Message] = bindparam("wanted", expanding=True)
_to_staff = select(relays).where(_customers_side.in_(_wanted)).order_by(relays.c.staff_message_id)
_to_customer = (
    select(relays).where(_staffs_side.in_(_wanted)).order_by(relays.c.customer_message_id)
)


def add(conn: Connection, rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Remember (chat_id, customer_message_id, group_id, staff_message_id)."""
    names = ("chat_id", "customer_message_id", "group_id", "staff_message_id")
    put(conn, relays, names, [dict(zip(names, row, strict=True)) for row in rows])


def to_staff(conn: Connection, wanted: Iterable[Message]) -> dict[Message, Message]:
    """(chat, message) -> (group, message): the newest copy, if a topic had to be made anew."""
    if not (keys := list(wanted)):
        return {}
    rows = conn.execute(_to_staff, {"wanted": keys})
    return {(r.chat_id, r.customer_message_id): (r.group_id, r.staff_message_id) for r in rows}


def to_customer(conn: Connection, wanted: Iterable[Message]) -> dict[Message, Message]:
    """(group, message) -> (chat, message)."""
    if not (keys := list(wanted)):
        return {}
    rows = conn.execute(_to_customer, {"wanted": keys})
    return {(r.group_id, r.staff_message_id): (r.chat_id, r.customer_message_id) for r in rows}
