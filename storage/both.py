"""One statement in the words of both databases."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]


class Both:
    """One statement, built once for each database."""

    def __init__(self, build: Callable[[Any], Any]) -> None:
        self._by_name = {
            "sqlite": build(sqlite.insert),
            "postgresql": build(postgresql.insert),
        }

    def run(self, conn: Connection, rows: Sequence[Row] | Row) -> CursorResult[Any]:
        return conn.execute(self._by_name[conn.dialect.name], rows)
