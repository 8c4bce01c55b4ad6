"""The book: each row follows from the one before it, and nobody rewrites it unseen."""

import asyncio

import pytest
from sqlalchemy import text

from storage import audit
from storage.audit import Chain, Entry
from storage.database import Connection, Database
from tests.storage.acts import NOON

ENTRIES = [
    Entry("manager:9001", "export", total=12, detail="csv"),
    Entry("staff:8001", "override", about=77, detail="promise"),
    Entry("customer", "erased", total=1),
]


async def written(database: Database, *entries: Entry) -> None:
    await database.write(lambda conn: audit.add(conn, entries or ENTRIES, NOON))


async def verdict(database: Database) -> audit.Verdict:
    rows = await database.read(lambda conn: audit.page(conn, 0, 100))
    chain = Chain()
    chain.follows(rows)
    return chain.verdict


async def test_the_chain_holds_over_many_transactions(database: Database) -> None:
    for _ in range(3):
        await written(database)

    found = await verdict(database)
    assert (found.rows, found.broken_at) == (9, None)
    [last] = await database.read(lambda conn: audit.newest(conn, 1))
    assert found.head == last.hash
    assert last.entry == ENTRIES[-1]


async def test_nobody_changes_or_deletes_a_row(database: Database) -> None:
    await written(database)
    for statement in ("update audit set total = 1", "delete from audit"):
        with pytest.raises(Exception, match="append-only"):
            await database.write(lambda conn, s=statement: conn.execute(text(s)) and None)
    assert (await verdict(database)).rows == 3


SPOILT: dict[str, tuple[str, int]] = {
    "changed": ("update audit set total = 1200 where id = 1", 1),
    "taken out": ("delete from audit where id = 2", 2),
    "another hash": ("update audit set hash = 'x' where id = 3", 3),
    "another hour": ("update audit set at = at + 1 where id = 2", 2),
}


@pytest.mark.parametrize("how", list(SPOILT))
async def test_whoever_gets_past_that_is_seen(database: Database, how: str) -> None:
    """Somebody who may change the schema drops the trigger first."""
    await written(database)
    statement, broken_at = SPOILT[how]

    def work(conn: Connection) -> None:
        unguarded(conn)
        conn.execute(text(statement))

    await database.write(work)
    assert (await verdict(database)).broken_at == broken_at


def unguarded(conn: Connection) -> None:
    if conn.dialect.name == "sqlite":
        for act in ("update", "delete"):
            conn.execute(text(f"drop trigger audit_no_{act}"))
    else:
        conn.execute(text("drop trigger audit_append_only on audit"))


async def test_rivals_keep_one_chain(postgres: Database) -> None:
    """Many at once: each waits for the end of the chain."""
    await asyncio.gather(*(written(postgres, ENTRIES[n % 3]) for n in range(40)))
    found = await verdict(postgres)

    assert (found.rows, found.broken_at) == (40, None)
