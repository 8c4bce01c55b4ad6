"""PostgreSQL over asyncpg. Read in only where such a database is opened."""

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from .database import T, Work, plain_errors
from .sealing import Masters


class Postgres:
    """A pool of connections over asyncpg; many workers may write at once."""

    kind = "postgresql"

    def __init__(self, url: URL, masters: Masters) -> None:
        settings = {
            "application_name": "huifang",
            "jit": "off",  # it costs more than our short statements
            # A forgotten session keeps dead line versions alive, and `take` walks over them.
            "idle_in_transaction_session_timeout": "60000",
        }
        self._engine = create_async_engine(
            url,
            connect_args={"server_settings": settings},
            hide_parameters=True,
            execution_options={"masters": masters},
        )
        self._read_engine = self._engine.execution_options(postgresql_readonly=True)

    async def write(self, work: Work[T]) -> T:
        with plain_errors():
            async with self._engine.begin() as conn:
                return await conn.run_sync(work)

    async def read(self, work: Work[T]) -> T:
        with plain_errors():
            async with self._read_engine.begin() as conn:
                return await conn.run_sync(work)

    async def close(self) -> None:
        await self._engine.dispose()


async def once(url: URL, work: Work[T]) -> T:
    """One transaction on a connection of its own."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as conn:
            return await conn.run_sync(work)
    finally:
        await engine.dispose()
