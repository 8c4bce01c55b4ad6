"""The doors over real HTTP on a loopback port, with a real database behind them."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette

from bot.api.meters import Meters
from bot.api.routes import routes
from bot.clock import Clock
from storage.database import Database

KEY, SECRET = "the-key-of-the-till", "the-secret-of-telegram"


@dataclass
class House:
    client: httpx.AsyncClient
    database: Database
    woken: list[str] = field(default_factory=list)
    accepted: list[object] = field(default_factory=list)
    is_broken: bool = False
    last_poll: datetime | None = None
    meters: Meters = field(default_factory=Meters)

    async def accept(self, updates: Sequence[object]) -> None:
        if self.is_broken:
            raise OSError("the disk is full")
        self.accepted.extend(updates)

    async def post(self, body: object, key: str = KEY) -> httpx.Response:
        headers = {"Authorization": f"Bearer {key}"}
        return await self.client.post("/v1/purchases", json=body, headers=headers)


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with httpx.AsyncClient(timeout=10) as client:
        house = House(client, database)
        app = Starlette(
            routes=routes(
                database,
                Clock(),
                api_key=KEY,
                username=lambda: "huifang_bot",
                zone_of=lambda shop: ZoneInfo("Asia/Shanghai"),
                wake=lambda: house.woken.append("turns"),
                last_poll=lambda: house.last_poll,
                polls=lambda: False,
                meters=house.meters,
                accept=house.accept,
                webhook_secret=SECRET,
            )
        )
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            client.base_url = httpx.URL(f"http://127.0.0.1:{listening.getsockname()[1]}")
            config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none")
            server = uvicorn.Server(config)
            server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
            running = asyncio.create_task(server.serve(sockets=[listening]))
            yield house
            server.should_exit = True
            await running
