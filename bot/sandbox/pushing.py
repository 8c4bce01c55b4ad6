"""Pushes updates to a webhook: in order within a lane, lanes side by side, until they expire."""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

import aiohttp

from bot.sandbox.updates import Update
from bot.sandbox.wire import Json, unix

if TYPE_CHECKING:
    from bot.sandbox.world import World

GONE = 410
GONE_FOR = 23 * 3600
LONGEST_RETRY_AFTER = 3600
OUTAGE_PACE = 2.0
Execute = Callable[[str, dict[str, str]], object]


class Pusher:
    """One webhook while it is set. Rule: an update leaves the queue on a 2xx, or expired."""

    def __init__(
        self, world: "World", url: str, secret: str, connections: int, execute: Execute
    ) -> None:
        self._world = world
        self.url = url
        self.connections = connections
        self._execute = execute
        self._headers = {"Content-Type": "application/json"}
        if secret:
            self._headers["X-Telegram-Bot-Api-Secret-Token"] = secret
        self._lanes: dict[str, deque[Update]] = {}
        self._running: dict[str, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(connections)
        self._alone = asyncio.Lock()
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=world.switches.webhook_timeout),
            connector=aiohttp.TCPConnector(limit=connections),
            auto_decompress=False,
        )
        self._last_success = monotonic()
        self._gone_since: float | None = None
        self.is_gone = False
        self.last_error: tuple[int, str] | None = None
        """Stays after recovery, until the webhook is changed."""

    def start(self) -> None:
        self._world.updates.on_push.append(self.add)
        for update in list(self._world.updates.waiting):
            self.add(update)

    async def close(self) -> None:
        """What is on the way stays in the queue."""
        with suppress(ValueError):
            self._world.updates.on_push.remove(self.add)
        running = [t for t in self._running.values() if t is not asyncio.current_task()]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._session.close()

    def add(self, update: Update) -> None:
        self._lanes.setdefault(update.lane, deque()).append(update)
        if update.lane not in self._running:
            self._running[update.lane] = asyncio.create_task(self._run(update.lane))

    async def _run(self, lane: str) -> None:
        waiting = self._lanes[lane]
        try:
            while waiting and not self.is_gone:
                await self._deliver(waiting[0])
                waiting.popleft()
        finally:
            self._running.pop(lane, None)
            if not waiting:
                self._lanes.pop(lane, None)

    async def _deliver(self, update: Update) -> None:
        failures = 0
        while not self._has_expired(update) and not self.is_gone:
            delay = await self._attempt(update, failures)
            if delay is None:
                break
            failures += 1
            await asyncio.sleep(delay)
        if not self.is_gone:
            self._world.updates.remove(update)

    def _has_expired(self, update: Update) -> bool:
        return update.expires <= self._world.clock.now().timestamp()

    async def _attempt(self, update: Update, failures: int) -> float | None:
        """None when the webhook took it, else the seconds until the next attempt."""
        if monotonic() - self._last_success < self._world.switches.outage_after or not failures:
            async with self._places:
                return await self._post(update, failures)
        async with self._alone:
            delay = await self._post(update, failures)
            if delay is not None:
                await asyncio.sleep(OUTAGE_PACE)
            return delay

    async def _post(self, update: Update, failures: int) -> float | None:
        body = update.body.encode()
        try:
            async with self._session.post(
                self.url, data=body, headers=self._headers, allow_redirects=False
            ) as answer:
                return await self._read(answer, failures)
        except TimeoutError:
            self._failed("Read timeout expired")
        except aiohttp.ClientConnectorError:
            self._failed("Connection refused")
        except aiohttp.ClientError:
            self._failed("Can't connect to the webhook")
        return self._next_delay(failures)

    async def _read(self, answer: aiohttp.ClientResponse, failures: int) -> float | None:
        if 200 <= answer.status < 300:
            self._last_success, self._gone_since = monotonic(), None
            self._answered(await answer.text(errors="replace"))
            return None
        self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        self._notice_gone(answer.status)
        given = answer.headers.get("Retry-After", "")
        if given.isdigit():
            return float(min(int(given), LONGEST_RETRY_AFTER))
        return self._next_delay(failures)

    def _answered(self, body: str) -> None:
        """A method in the answer is carried out; nobody sees how it went."""
        with suppress(ValueError):
            data: Json = json.loads(body)
            if isinstance(data, dict) and isinstance(data.get("method"), str):
                values = {k: v if isinstance(v, str) else json.dumps(v) for k, v in data.items()}
                self._execute(data["method"].lower(), values)

    def _next_delay(self, failures: int) -> float:
        delays = self._world.switches.retry_delays
        return delays[failures] if failures < len(delays) else random.uniform(60, 120)

    def _failed(self, why: str) -> None:
        self.last_error = (unix(self._world.clock.now()), why)

    def _notice_gone(self, status: int) -> None:
        """Only 410 for 23 hours ends a webhook."""
        now = self._world.clock.now().timestamp()
        if status != GONE:
            self._gone_since = None
        elif self._gone_since is None:
            self._gone_since = now
        elif now - self._gone_since >= GONE_FOR:
            self.is_gone = True
