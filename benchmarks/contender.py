"""A bot in a process of its own that answers what waits at the server and says what that cost it.

The driver writes one JSON line (`{"go": 1000}`), the contender answers with one; all its threads
count, and nothing but its own process.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from time import perf_counter, process_time
from typing import Any

from benchmarks.stage import ROOT, environment


class Contender:
    """The driver's end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, module: str, *options: str) -> "Contender":
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, *options),
            cwd=ROOT,
            env=environment(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=1 << 24,
        )
        contender = cls(process)
        await contender._heard()
        return contender

    async def ask(self, **what: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")
        await self._process.stdin.drain()
        return await self._heard()

    async def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("a contender died; what it said stands above")
        told: dict[str, Any] = json.loads(line)
        return told

    async def stop(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


async def serve(answer: Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]) -> None:
    """The contender's end: until the driver closes the pipe."""
    reader = asyncio.StreamReader(limit=1 << 24)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    print("{}", flush=True)
    while line := await reader.readline():
        print(json.dumps(await answer(json.loads(line))), flush=True)


class Meter:
    """CPU seconds of this process, and those on the clock, since it was made."""

    def __init__(self) -> None:
        self._cpu, self._wall = process_time(), perf_counter()

    def read(self) -> dict[str, Any]:
        return {"cpu": process_time() - self._cpu, "wall": perf_counter() - self._wall}
