"""Bring a database up to date: on every start, and by hand for operators."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, func, inspect, select, text
from sqlalchemy.engine import URL

from storage import months
from storage.database import ensure_folder, parse_url, plain_errors, sqlite_engine

T = TypeVar("T")

ONE_AT_A_TIME = 4815162342  # workers that start together wait for the first of them
FOLDER = Path(__file__).parent


def migrate(url: str) -> None:
    """Apply what is missing, all of it or nothing."""
    _on(url, _upgrade)


def is_current(url: str) -> bool:
    """Whether nothing is missing."""
    return _on(url, _is_current)


def newest() -> str:
    """The last of the versions: a file's name begins with its number."""
    return max(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _upgrade(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    if not _is_current(conn):
        # Alembic takes as long to read in as Telegram's library: nearly every start does without.
        from storage.migrations.applying import apply

        apply(conn)
    months.make(conn, conn.execute(select(func.current_timestamp())).scalar_one())


def _is_current(conn: Connection) -> bool:
    if not inspect(conn).has_table("alembic_version"):
        return False
    return list(conn.scalars(text("select version_num from alembic_version"))) == [newest()]


def _on(url: str, work: Callable[[Connection], T]) -> T:
    parsed = parse_url(url)
    with plain_errors():
        if parsed.get_backend_name() == "sqlite":
            return _on_sqlite(parsed, work)
        from storage.postgres import once

        # A thread of its own: the caller may already be inside an event loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, once(parsed, work)).result()


def _on_sqlite(url: URL, work: Callable[[Connection], T]) -> T:
    ensure_folder(url)
    engine = sqlite_engine(url, begin="BEGIN IMMEDIATE")
    try:
        with engine.begin() as conn:
            return work(conn)
    finally:
        engine.dispose()
