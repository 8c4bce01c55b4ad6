"""A world with a few people in it, served over real HTTP, and python-telegram-bot on the line."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.server import serving, standalone
from bot.sandbox.world import World

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)


@dataclass
class Line:
    """Raw calls, to see what goes over the wire."""

    address: str
    token: str
    client: httpx.AsyncClient

    async def call(self, method: str, **values: Any) -> httpx.Response:
        url = f"{self.address}/bot{self.token}/{method}"
        return await self.client.post(url, json=values)

    async def result(self, method: str, **values: Any) -> Any:
        answer = (await self.call(method, **values)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def error(self, method: str, **values: Any) -> str:
        """The description of a refusal, whose code is the HTTP status."""
        response = await self.call(method, **values)
        answer = response.json()
        assert answer["ok"] is False
        assert answer["error_code"] == response.status_code
        return str(answer["description"])

    async def updates(self, **values: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self.result("getUpdates", **values)
        return found


@pytest.fixture
def clock() -> Clock:
    return Clock(stopped_at=START)


@pytest.fixture
def world(clock: Clock) -> World:
    world = World(clock)
    world.switches.anti_spin = False
    return world


@pytest.fixture
def wang(world: World) -> Person:
    return world.join("王女士", "customer")


@pytest.fixture
def li(world: World) -> Person:
    return world.join("李工", "staff")


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with serving(standalone(world), world) as address:
        yield address


@pytest.fixture
async def line(address: str, world: World) -> AsyncIterator[Line]:
    async with httpx.AsyncClient(timeout=10) as client:
        yield Line(address, world.token, client)


@pytest.fixture
async def bot(address: str, world: World) -> AsyncIterator[Bot]:
    request = HTTPXRequest(connection_pool_size=8)
    bot = Bot(
        world.token,
        base_url=f"{address}/bot",
        base_file_url=f"{address}/file/bot",
        request=request,
        get_updates_request=HTTPXRequest(),
    )
    async with bot:
        yield bot
