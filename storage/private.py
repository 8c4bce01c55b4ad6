"""Rows with people's words: sealed before they are written, opened after they are read.

Rule 1: whose key a column takes is written beside the column (`Private(of="chat_id")`).
Rule 2: the column refuses what was not sealed here, so nobody can forget it.
Rule 3: where a key was destroyed, its words read as nothing: a restored backup stays readable.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, Table

from .columns import GONE, Private, Sealed, dumps
from .keys import keys_of
from .sealing import MARK, PLAIN, DataKey, Token, nonces, owner, plain

Row = Mapping[str, Any]


@cache
def _private(table: Table) -> dict[str, Private]:
    return {c.name: c.type for c in table.columns if isinstance(c.type, Private)}


def seal(conn: Connection, table: Table, rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as they may be stored. A row that says something names its owner as well."""
    private, keys = _private(table), keys_of(conn)
    found = [dict(row) for row in rows]
    if keys.is_off:
        for row in found:
            for name, kind in private.items():
                if row.get(name) is not None:
                    row[name] = plain(kind.dump(row[name]))
        return found
    places = [
        (row, name, kind.dump(row[name]), kind.owner(row))
        for row in found
        for name, kind in private.items()
        if row.get(name) is not None
    ]
    if places:
        held = keys.make(owner for *_, owner in places)
        fresh = nonces(len(places))
        for row, name, text, owner in places:
            row[name] = held[owner].seal(text, next(fresh))
    return found


def seal_one(conn: Connection, table: Table, row: Row) -> dict[str, Any]:
    return seal(conn, table, [row])[0]


def nothing(document: Any) -> Token:
    """A document that says nothing of anybody, for a private column."""
    return plain(dumps(document))


def read(conn: Connection, statement: Any, params: Any = None) -> Sequence[Any]:
    """All rows of a select, opened; each has its columns as attributes, and `_asdict`."""
    result = conn.execute(statement, params)
    names = tuple(result.keys())
    rows = result.all()
    owners = {value.owner for row in rows for value in row if type(value) is Sealed}
    if not owners:
        return rows
    held = keys_of(conn).find(owners)
    make = _row_type(names)
    return [
        make(*(_opened(v, held.get(v.owner)) if type(v) is Sealed else v for v in row))
        for row in rows
    ]


def opened(conn: Connection, texts: Iterable[str]) -> dict[str, str | None]:
    """What each says that is not in the clear. For many at once: their columns were not asked."""
    marked = [text for text in texts if text.startswith(MARK)]
    said: dict[str, str | None] = {t: t[len(PLAIN) :] for t in marked if t.startswith(PLAIN)}
    closed = {text: text.partition(":") for text in marked if text not in said}
    held = keys_of(conn).find({owner(head) for head in {head for head, _, _ in closed.values()}})
    by_head = {key.head: key for key in held.values()}
    for text, (head, _, rest) in closed.items():
        said[text] = by_head[head].open(rest) if head in by_head else None
    return said


def _opened(value: Sealed, key: DataKey | None) -> Any:
    if key is None or key.mark != value.mark:
        return value.of.gone
    return value.of.load(key.open(value.closed))


nothing_said = nothing(dict(GONE))


@cache
def _row_type(names: tuple[str, ...]) -> Any:
    return namedtuple("Opened", names)
