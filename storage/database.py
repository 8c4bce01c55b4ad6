"""Open the database. What SQLite and PostgreSQL do differently is dealt with here.

A whole transaction is one call: a plain function on a `Connection`. PostgreSQL runs it through
asyncpg. SQLite runs it in one writer thread over the standard library's driver, because an
async layer around each statement costs more than the statement.
"""

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, exc
from sqlalchemy.engine import URL, make_url

from .sealing import OFF, Masters

__all__ = ["BadUrl", "Connection", "Database", "Unavailable", "open_database"]

T = TypeVar("T")
Work = Callable[[Connection], T]

READERS = 2
BUSY = 10  # seconds to wait for another process that writes


class Unavailable(Exception):
    """The database cannot be reached or did not answer in time: try again later."""


class BadUrl(ValueError):
    """`database.url` names no database we can open."""


class Database(Protocol):
    """Where the rows are. Nobody but this folder names the library behind it."""

    @property
    def kind(self) -> str:
        """`sqlite` or `postgresql`."""

    async def write(self, work: Work[T]) -> T:
        """Run one transaction; what `work` raises rolls it back."""

    async def read(self, work: Work[T]) -> T:
        """Run one snapshot without a write lock. Keep it short, or page."""

    async def close(self) -> None:
        """Wait for what is being written, then let go."""


def open_database(url: str, masters: Masters = OFF) -> Database:
    """Open `sqlite:///path` or `postgresql://…`. Nothing is connected to yet.

    With master keys people's words are encrypted (`storage.private`).
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return Sqlite(parsed, masters)
    # asyncpg and its layer are 60 modules, for those who have such a database.
    from .postgres import Postgres

    return Postgres(parsed, masters)


def parse_url(url: str) -> URL:
    """The URL with our drivers in it, or a clear word on what is wrong with it."""
    try:
        parsed = make_url(url)
    except exc.ArgumentError:
        raise BadUrl("the database URL is not sqlite:///path or postgresql://…") from None
    name = parsed.drivername.partition("+")[0]
    if name in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+asyncpg")
    if name != "sqlite":
        raise BadUrl(f"{name} is not a database we know: sqlite:///path or postgresql://…")
    if not parsed.database or parsed.database == ":memory:":
        raise BadUrl("SQLite needs a file: sqlite:///path")
    return parsed.set(drivername="sqlite+pysqlite")


class Sqlite:
    """One writer thread, and a few readers that never wait for it."""

    kind = "sqlite"

    def __init__(self, url: URL, masters: Masters) -> None:
        self._write_engine = sqlite_engine(url, "BEGIN IMMEDIATE", masters)
        self._read_engine = sqlite_engine(url, "BEGIN", masters, read_only=True)
        self._writer = ThreadPoolExecutor(1, "storage-writer")
        self._readers = ThreadPoolExecutor(READERS, "storage-reader")

    async def write(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, _in_thread, self._write_engine, work)

    async def read(self, work: Work[T]) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, _in_thread, self._read_engine, work)

    async def close(self) -> None:
        # To cancel a task does not stop the thread that works for it: wait for the thread.
        await asyncio.to_thread(self._stop)

    def _stop(self) -> None:
        self._writer.shutdown()
        self._readers.shutdown()
        self._write_engine.dispose()
        self._read_engine.dispose()


def _in_thread(engine: Engine, work: Work[T]) -> T:
    with plain_errors(), engine.begin() as conn:
        return work(conn)


def sqlite_engine(url: URL, begin: str, masters: Masters = OFF, read_only: bool = False) -> Engine:
    """An engine whose transactions start with our own `BEGIN`, durable and without remains."""
    # isolation_level: the driver must not open transactions of its own.
    quiet = {"isolation_level": None, "timeout": BUSY, "check_same_thread": False}
    engine = create_engine(
        url,
        connect_args=quiet,
        pool_size=READERS,
        max_overflow=0,
        hide_parameters=True,  # an error that is logged quotes nobody
        execution_options={"masters": masters},
    )

    def prepare(driver: Any, _record: object) -> None:
        cursor = driver.cursor()
        _into_wal(cursor)
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA secure_delete=ON")
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    def start(conn: Connection) -> None:
        # IMMEDIATE for writers: a reader that later writes may meet a lock it cannot wait for.
        conn.exec_driver_sql(begin)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", start)
    return engine


def _into_wal(cursor: sqlite3.Cursor) -> None:
    """Changing a fresh file's mode does not wait for others who start with us: ask again."""
    until = time.monotonic() + BUSY
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Say `Unavailable` for what may be over in a moment; what is a bug stays as it is."""
    try:
        yield
    except (exc.InterfaceError, exc.TimeoutError, OSError) as error:
        raise Unavailable(_first_line(error)) from error
    except exc.DBAPIError as error:
        if error.connection_invalidated or _is_passing(error.orig):
            raise Unavailable(_first_line(error)) from error
        raise


# SQLite: busy, locked, input/output, full, cannot open.
_PASSING_CODES = {5, 6, 10, 13, 14}
# PostgreSQL, by class: connection lost, not let in, no such database, rolled back (deadlock),
# no room, shut down.
_PASSING_STATES = {"08", "28", "3D", "40", "53", "57"}


def _is_passing(error: BaseException | None) -> bool:
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING_CODES
    return str(getattr(error, "sqlstate", None))[:2] in _PASSING_STATES


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def ensure_folder(url: URL) -> None:
    """SQLite makes the file, but not the folder it lies in."""
    if url.database and not url.database.startswith("file:"):
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
