"""The nightly round, with the real parts: it asks for no network."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from bot.app import core
from bot.clock import Clock
from bot.config import Secrets, load
from storage.months import AHEAD, month_of

ROOT = Path(__file__).parents[2]
TABLES = text("select relname from pg_class where relispartition and relkind = 'r'")


def tables(conn: Connection) -> set[str]:
    return set(conn.scalars(TABLES))


@pytest.fixture
async def app(postgres_url: str) -> AsyncIterator[core.App]:
    settings = load(ROOT / "config.yaml", {"database": {"url": postgres_url}}, environ={})
    built = await core.build(settings, Secrets(token="1:a", api_key="b"), Clock(timedelta(400)))
    yield built
    await core.closed(built)


async def test_whoever_keeps_time_makes_the_months(app: core.App) -> None:
    newest = f"messages_{month_of(app.clock.now(), AHEAD):%Y_%m}"
    await core._nightly(app)
    assert newest not in await app.database.read(tables)

    await app.leading.beat()
    await core._nightly(app)
    assert newest in await app.database.read(tables)
