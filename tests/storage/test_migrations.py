"""The tables that migrations make are the tables that the program names."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from storage.database import Connection, Database, Unavailable, open_database
from storage.migrations import is_current, migrate
from storage.tables import metadata


def differences(conn: Connection) -> list[Any]:
    def is_meant(what: Any, name: str | None, kind: str, *_: object) -> bool:
        """Not the months, nor what the other database has."""
        if kind == "table":
            return not str(name).startswith("messages_")
        meant = getattr(what, "_ddl_if", None)
        return meant is None or meant.dialect == conn.dialect.name

    options = {
        "compare_type": True,
        "compare_server_default": False,
        "include_object": is_meant,
    }
    context = MigrationContext.configure(conn, opts=options)
    return list(compare_metadata(context, metadata))


def partial_indexes(conn: Connection) -> dict[str, str]:
    found = {}
    for table in metadata.tables:
        for index in inspect(conn).get_indexes(table):
            options = index.get("dialect_options", {})
            where = options.get(f"{conn.dialect.name}_where")
            if where is not None:
                found[str(index["name"])] = str(where).strip("()").lower()
    return found


async def test_migrations_and_tables_agree(database: Database) -> None:
    assert await database.read(differences) == []


async def test_waiting_rows_are_indexed_by_is_null(database: Database) -> None:
    assert await database.read(partial_indexes) == {
        "inbox_waiting": "handled_at is null",
        "outbox_waiting": "sent_at is null",
        "inbox_troubled": "error is not null",
        "outbox_troubled": "error is not null",
    }


async def test_postgresql_sweeps_the_queues_often(postgres: Database) -> None:
    query = text(
        "select relname from pg_class where 'autovacuum_vacuum_threshold=1000' = any(reloptions)"
    )
    names = await postgres.read(lambda conn: set(conn.scalars(query)))

    assert names == {"inbox", "outbox", "inbox_lines", "outbox_lines"}


async def test_a_database_that_is_up_to_date_stays_as_it_is(database_url: str) -> None:
    assert is_current(database_url)
    migrate(database_url)  # also from within a running loop
    assert is_current(database_url)


async def test_workers_that_start_together_migrate_once(
    tmp_path: Path, postgres_template: str, postgres_url: str
) -> None:
    fresh = f"sqlite:///{tmp_path}/new folder/50%.db"
    for url in (fresh, postgres_url):
        if url == postgres_url:
            await _empty(url)
        await asyncio.gather(*(asyncio.to_thread(migrate, url) for _ in range(3)))
        assert is_current(url)


async def _empty(url: str) -> None:
    database = open_database(url)
    drop = text("drop schema public cascade")
    await database.write(lambda conn: conn.execute(drop).close())
    await database.write(lambda conn: conn.execute(text("create schema public")).close())
    await database.close()
    assert not is_current(url)


def test_a_database_that_cannot_be_reached_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(Unavailable):
        migrate(f"postgresql://nobody@/none?host={tmp_path}")
