"""The ledger of what customers were promised, and how much is left of what is limited.

Rule: what is taken out of the stock is taken in the transaction that promises it, by a
conditional update; a turn that loses the last one to another is taken again and sees it gone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, and_, bindparam, case, func, select, update

from .tables import grants, stock
from .upsert import Both, Row, put

GIVEN = ("granted", "fulfilled")


class OutOfStock(Exception):
    """The last one went while this turn decided."""


@dataclass(frozen=True, slots=True)
class Totals:
    granted: int = 0  # in the period, and not withdrawn since
    cost: tuple[tuple[str, Decimal], ...] = ()  # by currency
    open: int = 0  # now: promised, and not yet with the customer
    late: int = 0  # of these, past their time


_key = (grants.c.chat_id, grants.c.conversation, grants.c.number)
_of = select(grants).where(grants.c.chat_id == bindparam("chat")).order_by(grants.c.id)
_newest = select(grants).order_by(grants.c.id.desc()).limit(1)
_count = select(func.count()).select_from(grants)
_seen = Both(
    lambda insert: insert(stock).values(key=bindparam("kind"), taken=0).on_conflict_do_nothing()
)
_after = stock.c.taken + bindparam("n")
_take = (
    update(stock)
    .where(stock.c.key == bindparam("kind"), _after <= bindparam("most"))
    .values(taken=case((_after < 0, 0), else_=_after))
)
_taken = select(stock.c.key, stock.c.taken)
_given = select(grants.c.cost, grants.c.currency).where(
    and_(
        grants.c.granted_at >= bindparam("since"),
        grants.c.granted_at < bindparam("until"),
        grants.c.status.in_(GIVEN),
    )
)
# An erasure takes the due time away: nobody is left to whom it could be owed.
_open = select(grants.c.due_at).where(
    and_(grants.c.status == "granted", grants.c.due_at.is_not(None))
)


def upsert(conn: Connection, rows: Sequence[Row]) -> None:
    """Store lines of the ledger as they now stand."""
    put(conn, grants, tuple(column.name for column in _key), rows)


def take(conn: Connection, taken: Mapping[str, int], most: Mapping[str, int]) -> None:
    """Take so many of each out of the stock (below 0: back). Raises OutOfStock.

    Sorted, since everybody locks in one order. What has no limit is not counted.
    """
    for key in sorted(key for key, n in taken.items() if n and key in most):
        n = taken[key]
        _seen.run(conn, {"kind": key})
        limit = most[key] if n > 0 else max(most[key], 2**40)  # what comes back always fits
        if conn.execute(_take, {"kind": key, "n": n, "most": limit}).rowcount != 1:
            raise OutOfStock(key)


def gone(conn: Connection, most: Mapping[str, int]) -> frozenset[str]:
    """Of what is there in such numbers, that of which nothing is left."""
    if not most:
        return frozenset()
    taken = {row.key: row.taken for row in conn.execute(_taken)}
    return frozenset(key for key, limit in most.items() if taken.get(key, 0) >= limit)


def of_chat(conn: Connection, chat_id: int) -> tuple[RowMapping, ...]:
    """The lines of one customer, oldest first."""
    return tuple(conn.execute(_of, {"chat": chat_id}).mappings())


def newest(conn: Connection) -> tuple[RowMapping | None, int]:
    """The line that was written last, and how many lines there are."""
    return conn.execute(_newest).mappings().one_or_none(), conn.scalar(_count) or 0


def totals(conn: Connection, since: datetime, until: datetime, now: datetime) -> Totals:
    """What was promised from `since` (included) to `until` (not), and what is still owed now."""
    given = conn.execute(_given, {"since": since, "until": until}).all()
    costs: dict[str, Decimal] = {}
    for row in given:
        if row.cost:
            currency = row.currency or ""
            costs[currency] = costs.get(currency, Decimal(0)) + row.cost
    owed = [row.due_at for row in conn.execute(_open)]
    late = sum(due is not None and due < now for due in owed)
    return Totals(len(given), tuple(sorted(costs.items())), len(owed), late)
