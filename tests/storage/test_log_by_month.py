"""A database of before, with people's words in it, is brought up to date and has lost none."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, text

from bot.clock import Clock
from storage import messages, migrations
from storage.columns import to_ms
from storage.contents import EVER, NEVER
from storage.database import Database, open_database
from storage.migrations import is_current, migrate
from storage.migrations.applying import apply
from storage.months import month_of
from storage.tables import messages as log
from tests.storage.acts import lines
from tests.storage.test_migrations import differences
from tests.storage.test_months import said, tables

COUNT = 3000
_fill = text(
    "insert into messages (key, chat_id, at, direction, speaker, kind, text)"
    " select case when i % 10 = 0 then null else 'k' || i end,"
    " 1 + i % 50, cast(:since as bigint) + i * cast(:step as bigint),"
    " 'in', 'customer', 'text', 'words ' || i"
    " from generate_series(1, :count) i"
)
_early = text(
    "insert into messages (key, chat_id, at, direction, speaker, kind)"
    " values ('ahead', 1, :at, 'in', 'customer', 'text')"
)


def before(conn: Connection) -> None:
    """As the first version made it."""
    conn.execute(text("drop schema public cascade"))
    conn.execute(text("create schema public"))
    apply(conn, "0001")


def filled(conn: Connection) -> None:
    now = Clock().now()
    since = now - timedelta(days=600)
    span = {"since": to_ms(since), "step": (to_ms(now) - to_ms(since)) // COUNT, "count": COUNT}
    conn.execute(_fill, span)
    conn.execute(_early, {"at": to_ms(month_of(now, 2))})  # by a clock that ran ahead


def rows(conn: Connection) -> Sequence[Any]:
    return conn.execute(select(log).order_by(log.c.id)).all()


@pytest.fixture
async def old(postgres_url: str) -> str:
    database = open_database(postgres_url)
    await database.write(before)
    await database.write(filled)
    await database.close()
    return postgres_url


async def test_every_row_stays_as_it_was(old: str) -> None:
    database = open_database(old)
    known = await database.read(rows)
    await database.close()
    assert not is_current(old)

    migrate(old)
    assert is_current(old)
    database = open_database(old)
    assert await database.read(rows) == known
    assert await database.read(differences) == []
    where = await tables(database)
    assert where[:-1] == ["messages_before"] * COUNT
    assert where[-1] == f"messages_{month_of(Clock().now(), 2):%Y_%m}"
    await _goes_on(database, known)
    await database.close()


async def _goes_on(database: Database, known: Sequence[Any]) -> None:
    """What was there is known, and what comes is numbered after it."""
    again = said("k1", known[0].at)
    await database.write(lambda conn: messages.log(conn, [again, said("new", Clock().now())]))
    *_, newest = found = await database.read(rows)
    assert (len(found), newest.key, newest.id > known[-1].id) == (len(known) + 1, "new", True)
    read = await database.read(lambda conn: lines(messages.page(conn, 0, EVER, NEVER, 2 * COUNT)))
    assert [entry.id for entry in read] == [row.id for row in found]


async def test_what_breaks_in_the_middle_leaves_all_as_it_was(
    old: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> int:
        raise RuntimeError("no room")

    with monkeypatch.context() as patched:
        patched.setattr(migrations.months, "make", broken)
        with pytest.raises(RuntimeError, match="no room"):
            migrate(old)
    assert not is_current(old)
    migrate(old)
    assert is_current(old)
