"""Bring a database up to date: on every start, and by hand for operators."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from storage import months
from storage.database import ensure_folder, parse_url, plain_errors, sqlite_engine

T = TypeVar("T")

ONE_AT_A_TIME = 4815162342  # workers that start together wait for the first of them


def migrate(url: str) -> None:
    """Apply what is missing, all of it or nothing."""
    _on(url, _upgrade)


def is_current(url: str) -> bool:
    """Whether nothing is missing."""
    return _on(url, _is_current)


def _upgrade(conn: Connection) -> None:
    if conn.dialect.name == "postgresql":
        conn.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
    config = _config()
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
    months.make(conn, conn.execute(select(func.current_timestamp())).scalar_one())


def _is_current(conn: Connection) -> bool:
    newest = set(ScriptDirectory.from_config(_config()).get_heads())
    return set(MigrationContext.configure(conn).get_current_heads()) == newest


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", Path(__file__).parent.as_posix().replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _on(url: str, work: Callable[[Connection], T]) -> T:
    parsed = parse_url(url)
    with plain_errors():
        if parsed.get_backend_name() == "sqlite":
            return _on_sqlite(parsed, work)
        # A thread of its own: the caller may already be inside an event loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, _on_postgres(parsed, work)).result()


def _on_sqlite(url: URL, work: Callable[[Connection], T]) -> T:
    ensure_folder(url)
    engine = sqlite_engine(url, begin="BEGIN IMMEDIATE")
    try:
        with engine.begin() as conn:
            return work(conn)
    finally:
        engine.dispose()


async def _on_postgres(url: URL, work: Callable[[Connection], T]) -> T:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            return await conn.run_sync(work)
    finally:
        await engine.dispose()
