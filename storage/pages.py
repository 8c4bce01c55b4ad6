"""Pages of an export: rows of a table with whose they are, column by column.

Of a million rows none can have a value of its own: what is done is done to a column. And some
hundred at a time: what has left the processor's cache costs twice as much to look at again.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    Table,
    and_,
    bindparam,
    select,
    true,
)

from . import private
from .columns import Private
from .tables import cases, customers, purchases

Columns = dict[str, Sequence[Any]]  # as the driver gives them, but texts are opened
NEWEST = 2**63 - 1
SOME = 500

# Sealed in the database: so the first that says something is chosen here, not in SQL.
_NAMES = {
    "name": customers.c.name,
    "bought_by": purchases.c.customer_name,
    "ref": purchases.c.customer_ref,
    "known_ref": customers.c.customer_ref,
}


class Pages:
    """The pages of one table: short reads by key, however long the export."""

    def __init__(
        self,
        table: Table,
        at: Column[Any],
        *columns: ColumnElement[Any],
        only: ColumnElement[bool] | None = None,
    ) -> None:
        whose = {
            **{"id": table.c.id, "at": at, "case": cases.c.id, **_NAMES},
            **{"shop": purchases.c.shop, "order_no": purchases.c.order_no},
        }
        self._query = (
            select(*(column.label(name) for name, column in whose.items()), *columns)
            .select_from(_whose(table))
            .where(
                table.c.id > bindparam("after"),
                table.c.id <= bindparam("last"),
                at >= bindparam("since"),
                at < bindparam("until"),
                true() if only is None else only,
            )
            .order_by(table.c.id)
            .limit(bindparam("n"))
        )
        selected = self._query.selected_columns
        self._names = selected.keys()
        self._private = [name for name, c in selected.items() if isinstance(c.type, Private)]

    def __call__(
        self,
        conn: Connection,
        after: int,
        since: datetime,
        until: datetime,
        n: int = 1000,
        last: int = NEWEST,
    ) -> Iterator[Columns]:
        """The next n rows after one id and up to another, from `since` (included) to `until`."""
        where = {"after": after, "last": last, "since": since, "until": until, "n": n}
        with conn.execute(self._query, where) as result:
            cursor: Any = result.cursor  # a type's work on each value would double the time
            while rows := cursor.fetchmany(SOME):
                yield self._columns(conn, rows)

    def _columns(self, conn: Connection, rows: Sequence[Sequence[Any]]) -> Columns:
        columns: Columns = dict(zip(self._names, zip(*rows, strict=True), strict=True))
        texts = set(chain.from_iterable(columns[name] for name in self._private))
        texts.discard(None)
        if opened := private.opened(conn, texts):
            for name in self._private:
                columns[name] = [opened.get(text, text) for text in columns[name]]
        candidates = zip(*(columns.pop(name) for name in _NAMES), strict=True)
        columns["customer"] = [name or by or ref or known for name, by, ref, known in candidates]
        return columns


def _whose(table: Table) -> FromClause:
    of_case = and_(
        cases.c.chat_id == table.c.chat_id, cases.c.conversation == table.c.conversation
    )
    return (
        table.outerjoin(purchases, purchases.c.id == table.c.purchase_id)
        .outerjoin(customers, customers.c.chat_id == table.c.chat_id)
        .outerjoin(cases, of_case)
    )
