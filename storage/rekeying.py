"""A new master key, while the bot runs: each customer's key is wrapped anew, and no word of theirs
is touched. What was written before encryption was on is sealed on the way.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, bindparam, or_, select, type_coerce, update

from . import private
from .columns import Private
from .keys import keys_of
from .sealing import SEALED
from .tables import data_keys, metadata

_foreign = (
    select(data_keys)
    .where(data_keys.c.master != bindparam("newest"))
    .order_by(data_keys.c.id)
    .limit(bindparam("n"))
    .with_for_update()
)
_wrapped = (
    update(data_keys)
    .where(data_keys.c.id == bindparam("row"))
    .values(master=bindparam("name"), wrapped=bindparam("key"))
)
Place = tuple[Table, int]  # how far it is: a table, and the last row that was looked at


def rewrap(conn: Connection, n: int) -> int:
    """Wrap up to n keys with the newest master key; call it until it says 0."""
    masters = keys_of(conn).masters
    rows = conn.execute(_foreign, {"newest": masters.newest, "n": n}).all()
    changed = []
    for row in rows:
        raw = masters.unwrap(row.id, row.master, row.wrapped).raw
        name, key = masters.wrap(row.id, raw)
        changed.append({"row": row.id, "name": name, "key": key})
    if changed:
        conn.execute(_wrapped, changed)
    return len(changed)


def private_tables() -> Iterator[Table]:
    """Every table that holds somebody's words."""
    for table in metadata.sorted_tables:
        if _columns(table):
            yield table


def seal_plain(conn: Connection, table: Table, after: int, n: int) -> tuple[int, int | None]:
    """Seal what lies there in plain; return how much, and where to go on (None: it is the end)."""
    columns = _columns(table)
    [key] = table.primary_key.columns
    rows = conn.execute(_plain(table, key, columns), {"after": after, "n": n}).all()
    count = 0
    for row in rows:
        count += _seal_row(conn, table, key, columns, row._asdict())
    return count, getattr(rows[-1], key.name) if len(rows) == n else None


def _columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.columns if isinstance(column.type, Private)]


def _plain(table: Table, key: Column[Any], columns: list[Column[Any]]) -> Any:
    owners = {c.type.of for c in columns if isinstance(c.type, Private) and c.type.of}
    texts = [type_coerce(column, Text).label(f"plain_{column.name}") for column in columns]
    is_plain = (type_coerce(column, Text).not_like(SEALED + "%") for column in columns)
    return (
        select(key, *(table.c[name] for name in sorted(owners - {key.name})), *columns, *texts)
        .where(key > bindparam("after"), or_(*is_plain))
        .order_by(key)
        .limit(bindparam("n"))
    )


def _seal_row(
    conn: Connection, table: Table, key: Column[Any], columns: list[Column[Any]], row: Any
) -> int:
    """Each column for itself, and only if nobody has written it meanwhile."""
    count = 0
    for column in columns:
        text, of = row[f"plain_{column.name}"], column.type.of  # type: ignore[attr-defined]
        skipped = text is None or text.startswith(SEALED) or text == private.nothing_said
        if skipped or (of and row[of] is None):
            continue
        sealed = private.seal_one(conn, table, {**_owner(of, row), column.name: row[column.name]})
        still = type_coerce(column, Text) == bindparam("as_it_was", text, Text)
        change = update(table).where(key == row[key.name], still)
        count += conn.execute(change.values({column: sealed[column.name]})).rowcount
    return count


def _owner(of: str, row: Any) -> dict[str, Any]:
    return {of: row[of]} if of else {}
