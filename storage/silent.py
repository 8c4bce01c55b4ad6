"""Who may be unhappy and said nothing: no answer, an answer broken off, a good score with faint
praise. Not complaining is not being content.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, case, exists, or_, select

from . import private
from .tables import cases, customers, purchases, surveys

FAINT = 0.3  # words this likely to be unhappy beside a good score
GOOD = 4


@dataclass(frozen=True, slots=True)
class Silent:
    sent_at: datetime
    shop: str
    order_no: str
    items: str
    customer: str
    why: str  # unanswered, broken_off or faint


_unanswered = and_(surveys.c.outcome == "expired", surveys.c.score.is_(None))
_broken_off = surveys.c.broken_off.is_(True)
_faint = and_(
    surveys.c.score >= GOOD,
    surveys.c.commented.is_(True),
    or_(surveys.c.mismatch.is_(True), surveys.c.p_unhappy >= FAINT),
)
_why = case((_unanswered, "unanswered"), (_broken_off, "broken_off"), else_="faint")
_complained = exists().where(cases.c.purchase_id == surveys.c.purchase_id)
_silent = (
    select(
        surveys.c.sent_at,
        purchases.c.shop,
        purchases.c.order_no,
        purchases.c["items"].label("bought"),
        purchases.c.customer_name,
        customers.c.name.label("known_as"),
        _why.label("why"),
    )
    .select_from(
        surveys.join(purchases, purchases.c.id == surveys.c.purchase_id).outerjoin(
            customers, customers.c.chat_id == surveys.c.chat_id
        )
    )
    .where(
        surveys.c.sent_at >= bindparam("since"),
        surveys.c.sent_at < bindparam("until"),
        or_(_unanswered, _broken_off, _faint),
        ~_complained,
    )
    .order_by(surveys.c.sent_at.desc(), purchases.c.order_no)
)


def silent(conn: Connection, since: datetime, until: datetime) -> tuple[Silent, ...]:
    """Those asked in the period, the newest first; whoever complained is heard already."""
    rows = private.read(conn, _silent, {"since": since, "until": until})
    return tuple(
        Silent(r.sent_at, r.shop, r.order_no, r.bought, r.customer_name or r.known_as or "", r.why)
        for r in rows
    )
