"""What a shop learns from its complaints: why they came, how people were treated, and whether all
are treated alike. Counted from rows, over the complaints opened in a period.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, select

from . import private
from .tables import cases, purchases

LOYAL = 2  # who has bought before


@dataclass(frozen=True, slots=True)
class Treatment:
    """How a group of customers fared."""

    kind: str  # customer, shop or severity
    name: str
    complaints: int
    solved: float  # the share that the customer called solved
    median_first_response: timedelta | None


@dataclass(frozen=True, slots=True)
class Attitude:
    staff: str
    mean: float
    answers: int


@dataclass(frozen=True, slots=True)
class Insights:
    causes: tuple[tuple[str, int], ...] = ()  # the most frequent first
    uncaused: int = 0  # over for the customer, and no cause yet
    attitudes: tuple[Attitude, ...] = ()
    treatments: tuple[Treatment, ...] = ()


_complaints = and_(
    cases.c.kind == "complaint",
    cases.c.opened_at >= bindparam("since"),
    cases.c.opened_at < bindparam("until"),
)
_bought = (
    select(purchases.c.chat_id, func.count().label("count"))
    .where(purchases.c.chat_id.is_not(None))
    .group_by(purchases.c.chat_id)
    .subquery()
)
_rows = (
    select(
        cases.c.opened_at,
        cases.c.first_response_at,
        cases.c.confirmed_at,
        cases.c.severity,
        cases.c.status,
        cases.c.cause,
        cases.c.attitude,
        cases.c.attitude_of,
        purchases.c.shop,
        _bought.c.count.label("bought"),
    )
    .select_from(
        cases.outerjoin(purchases, purchases.c.id == cases.c.purchase_id).outerjoin(
            _bought, _bought.c.chat_id == cases.c.chat_id
        )
    )
    .where(_complaints)
)


def insights(conn: Connection, since: datetime, until: datetime) -> Insights:
    rows = private.read(conn, _rows, {"since": since, "until": until})
    named = Counter(row.cause for row in rows if row.cause)
    waiting = sum(1 for row in rows if row.confirmed_at is not None and not row.cause)
    return Insights(tuple(named.most_common()), waiting, _attitudes(rows), _treatments(rows))


def _attitudes(rows: Iterable[Any]) -> tuple[Attitude, ...]:
    scores: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.attitude is not None and row.attitude_of:
            scores[row.attitude_of].append(row.attitude)
    found = [Attitude(who, sum(s) / len(s), len(s)) for who, s in scores.items()]
    return tuple(sorted(found, key=lambda each: (-each.answers, each.staff)))


def _treatments(rows: Iterable[Any]) -> tuple[Treatment, ...]:
    groups: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        for group in _groups_of(row):
            groups[group].append(row)
    order = sorted(groups.items(), key=lambda item: (KINDS.index(item[0][0]), -len(item[1])))
    return tuple(_treatment(*group, members) for group, members in order)


KINDS = ("customer", "shop", "severity")


def _groups_of(row: Any) -> Iterable[tuple[str, str]]:
    if row.bought:
        yield "customer", "loyal" if row.bought >= LOYAL else "new"
    if row.shop:
        yield "shop", row.shop
    if row.severity:
        yield "severity", row.severity


def _treatment(kind: str, name: str, rows: list[Any]) -> Treatment:
    waits = [row.first_response_at - row.opened_at for row in rows if row.first_response_at]
    seconds = [wait.total_seconds() for wait in waits]
    solved = sum(1 for row in rows if row.confirmed_at is not None)
    middle = timedelta(seconds=median(seconds)) if seconds else None
    return Treatment(kind, name, len(rows), solved / len(rows), middle)
