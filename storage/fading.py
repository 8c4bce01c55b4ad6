"""Words and names go after their time; the row stays, so no figure ever changes.

Each table is walked once a night by its ids, in short commits, however many rows have faded.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Table, and_, bindparam, exists, or_, select, update

from .keys import keys_of
from .tables import cases, messages, purchases, suggestions, surveys


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of data: which rows are old enough, and what goes."""

    table: Table
    key: Column[Any]
    gone: tuple[Column[Any], ...]
    is_old: Any  # by the parameter `before`
    of_old_months: Any = None  # where a table lies by month, the others are left aside

    def page(self, dialect: str) -> Any:
        """The next rows by id, whether they are old or not."""
        by_month = dialect == "postgresql" and self.of_old_months is not None
        return (
            select(self.key)
            .where(self.key > bindparam("after"), *([self.of_old_months] if by_month else []))
            .order_by(self.key)
            .limit(bindparam("n"))
        )

    @property
    def fade(self) -> Any:
        says = or_(*(column.is_not(None) for column in self.gone))
        within = and_(self.key > bindparam("after"), self.key <= bindparam("last"))
        nothing = {column.name: None for column in self.gone}
        return update(self.table).where(within, self.is_old, says).values(nothing)


_before = bindparam("before", type_=messages.c.at.type)
_open_case = exists().where(
    cases.c.chat_id == messages.c.chat_id,
    cases.c.conversation == messages.c.conversation,
    cases.c.closed_at.is_(None),
)
WORDS = (
    Kind(
        messages,
        messages.c.id,
        (messages.c.text, messages.c.sender),
        and_(messages.c.at < _before, ~_open_case),
        messages.c.at < _before,
    ),
    Kind(
        cases,
        cases.c.id,
        (cases.c.words, cases.c.wish, cases.c.chosen, cases.c.standard),
        cases.c.closed_at < _before,
    ),
    Kind(surveys, surveys.c.purchase_id, (surveys.c.comment,), surveys.c.answered_at < _before),
    Kind(
        suggestions,
        suggestions.c.id,
        (suggestions.c.text,),
        and_(suggestions.c.at < _before, suggestions.c.status != "new"),
    ),
)
_names = (purchases.c.customer_name, purchases.c.customer_role, purchases.c.customer_ref)
_strangers = and_(purchases.c.chat_id.is_(None), purchases.c.created_at < _before)
NAMES = (Kind(purchases, purchases.c.id, (*_names, purchases.c.customer_tag), _strangers),)
_their_keys = select(purchases.c.key_id).where(
    purchases.c.id > bindparam("after"), purchases.c.id <= bindparam("last"), _strangers
)


def fade(
    conn: Connection, of: Kind, before: datetime, after: int, n: int
) -> tuple[int, int | None]:
    """Of the next n rows, the old ones say nothing from now on; how many, and where to go on."""
    period = {"after": after, "before": before}
    ids = conn.scalars(of.page(conn.dialect.name), {**period, "n": n}).all()
    if not ids:
        return 0, None
    within = {**period, "last": ids[-1]}
    if of.table is purchases:  # whoever never came is forgotten in the backups, too
        keys_of(conn).destroy(conn.scalars(_their_keys, within).all())
    count = conn.execute(of.fade, within).rowcount
    return count, ids[-1] if len(ids) == n else None
