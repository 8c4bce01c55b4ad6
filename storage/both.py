"""One statement in the words of both databases."""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

from sqlalchemy import Connection, CursorResult

from . import many

Row = Mapping[str, Any]


class Both:
    """One statement, built once for the database that it meets: the other is not even read in."""

    def __init__(self, build: Callable[[Any], Any]) -> None:
        self._build = build
        self._by_name: dict[str, Any] = {}

    def run(self, conn: Connection, rows: Sequence[Row] | Row) -> CursorResult[Any]:
        return conn.execute(self._built(conn), rows)

    def run_many(self, conn: Connection, rows: Sequence[Row]) -> None:
        """Where nothing comes back."""
        many.run(conn, self._built(conn), rows)

    def _built(self, conn: Connection) -> Any:
        name = conn.dialect.name
        if name not in self._by_name:
            insert = import_module(f"sqlalchemy.dialects.{name}").insert
            self._by_name[name] = self._build(insert)
        return self._by_name[name]
