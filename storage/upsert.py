"""Inserts that may meet a row that is already there, in the words of both databases."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from . import private
from .both import Both, Row

__all__ = ["Both", "Row", "put"]


@cache
def _statement(table: Table, keys: tuple[str, ...], columns: frozenset[str]) -> Both:
    changed = columns - set(keys)

    def build(insert: Any) -> Any:
        query = insert(table)
        if not changed:
            return query.on_conflict_do_nothing(index_elements=keys)
        news = {name: query.excluded[name] for name in sorted(changed)}
        return query.on_conflict_do_update(index_elements=keys, set_=news)

    return Both(build)


def put(conn: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Row]) -> None:
    """Insert rows or change those that are there. A row may name only what has changed.

    Neighbours that name the same columns share one executemany. Their order is kept:
    two changes of one row must not overtake each other.
    """
    batch: list[Row] = []
    for row in rows:
        if batch and row.keys() != batch[0].keys():
            _write(conn, table, keys, batch)
            batch = []
        batch.append(row)
    if batch:
        _write(conn, table, keys, batch)


def _write(conn: Connection, table: Table, keys: tuple[str, ...], rows: Sequence[Row]) -> None:
    _statement(table, keys, frozenset(rows[0])).run_many(conn, private.seal(conn, table, rows))
