"""The sandbox's server in a process of its own, and the people who act there, for benchmarks."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import Any

import aiohttp

ROOT = Path(__file__).parents[1]
ACTS_AT_ONCE = 16
LOOK = 0.02


class Stage:
    """What people do, over HTTP."""

    def __init__(self, address: str, token: str, session: aiohttp.ClientSession) -> None:
        self.address = address
        self.token = token
        self.acted = 0
        self._session = session
        self._hands = asyncio.Semaphore(ACTS_AT_ONCE)

    async def act(self, **what: Any) -> dict[str, Any]:
        async with (
            self._hands,
            self._session.post(f"{self.address}/sandbox/act", json=what) as answer,
        ):
            told: dict[str, Any] = await answer.json()
        if "error" in told:
            raise RuntimeError(f"{what}: {told['error']}")
        self.acted += 1
        return told

    async def join(self, names: Iterable[str], role: str = "customer") -> list[int]:
        told = [await self.act(act="join", name=name, role=role) for name in names]
        return [each["person"]["id"] for each in told]

    async def all_say(self, said: Iterable[tuple[int, str]]) -> None:
        await asyncio.gather(*(self.act(act="say", who=who, text=text) for who, text in said))

    async def spoil(self, **fault: Any) -> None:
        """Order a fault of the server, or with `clear` none."""
        async with self._session.post(f"{self.address}/sandbox/faults", json=fault) as answer:
            answer.raise_for_status()

    async def undelivered(self) -> int:
        return int((await self._get("/sandbox/undelivered"))["undelivered"])

    async def ledger(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = await self._get("/sandbox/ledger")
        return found

    async def _get(self, path: str) -> Any:
        async with self._session.get(f"{self.address}{path}") as answer:
            return await answer.json()

    async def all_delivered(self) -> None:
        while await self.undelivered():  # noqa: ASYNC110 (the server is another process)
            await asyncio.sleep(LOOK)


@contextlib.asynccontextmanager
async def sandbox(*options: str) -> AsyncIterator[Stage]:
    """`python -m bot.sandbox.server` on a free port; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot.sandbox.server", "--port", "0", *options),
        cwd=ROOT,
        env=environment(),
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    try:
        address, token = (await process.stdout.readline()).decode().split()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(60)) as session:
            yield Stage(address, token, session)
    finally:
        process.terminate()
        await process.wait()


def environment(**more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}
