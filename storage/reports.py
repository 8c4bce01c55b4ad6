"""What a manager asks for: a few figures over a period."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, func, not_, or_, select

from .grants import Totals, totals
from .tables import cases, surveys


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of one period. `None` where there is nothing to divide by."""

    invited: int  # surveys sent in the period
    answered: int  # of these, how many have a score by now
    response_rate: float | None
    csat: float | None  # the share of scores 4 and 5 among the answered
    unhappy: int  # complaint cases opened in the period
    open_cases: int  # complaints, now, whenever they were opened
    overdue_cases: int
    median_first_response: timedelta | None  # of the complaints opened in the period
    grants: Totals = field(default_factory=Totals)


def _within(column: Any) -> Any:
    return and_(column >= bindparam("since"), column < bindparam("until"))


def _count(condition: Any) -> Any:
    return func.count(case((condition, 1)))


_surveys = select(
    func.count().label("invited"),
    func.count(surveys.c.score).label("answered"),
    _count(surveys.c.score >= 4).label("pleased"),
).where(_within(surveys.c.sent_at))

_is_open = and_(
    cases.c.kind == "complaint", cases.c.closed_at.is_(None), cases.c.status != "closed"
)
# Escalated is late too, although the next level has a new deadline; not what began higher up.
_began_higher = or_(cases.c.status == "reopened", cases.c.handling, cases.c.abusive)
_is_late = or_(
    cases.c.due_at < bindparam("now"),
    and_(cases.c.level > 0, cases.c.handler_id.is_(None), not_(_began_higher)),
)
_open = select(
    func.count().label("open"),
    _count(_is_late).label("overdue"),
).where(_is_open)

_complaints = and_(cases.c.kind == "complaint", _within(cases.c.opened_at))
_unhappy = select(func.count()).select_from(cases).where(_complaints)
_responses = select(cases.c.opened_at, cases.c.first_response_at).where(
    _complaints, cases.c.first_response_at.is_not(None)
)


def figures(conn: Connection, since: datetime, until: datetime, now: datetime) -> Figures:
    """The figures from `since` (included) to `until` (not)."""
    period = {"since": since, "until": until}
    asked = conn.execute(_surveys, period).one()
    still = conn.execute(_open, {"now": now}).one()
    waits = [row.first_response_at - row.opened_at for row in conn.execute(_responses, period)]
    return Figures(
        invited=asked.invited,
        answered=asked.answered,
        response_rate=_share(asked.answered, asked.invited),
        csat=_share(asked.pleased, asked.answered),
        unhappy=conn.scalar(_unhappy, period) or 0,
        open_cases=still.open,
        overdue_cases=still.overdue,
        median_first_response=_median(waits),
        grants=totals(conn, since, until, now),
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _median(waits: list[timedelta]) -> timedelta | None:
    if not waits:
        return None
    return timedelta(seconds=median(wait.total_seconds() for wait in waits))
