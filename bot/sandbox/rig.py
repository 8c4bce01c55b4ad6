"""The whole running stack as the page's clock and played scenarios see it.

Rule: it acts like the world outside. Purchases go over HTTP, time passes through the one clock,
and what falls due on the way happens in its order.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp

from bot.clock import Clock
from bot.sandbox.errors import Impossible
from bot.sandbox.world import World
from storage import cases, grants, inbox, outbox, overrides, suggestions, timers
from storage.database import Connection, Database

PACE = timedelta(seconds=6)  # a row may be held back this long by the pace of its chat
LOOK = 0.002
STUCK = 30.0  # real seconds


@dataclass(slots=True)
class Rig:
    world: World
    clock: Clock
    database: Database
    base_url: str
    api_key: str
    wake: Callable[[], None]  # everybody looks again: the clock has moved
    is_busy: Callable[[], bool]

    async def purchase(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Report a purchase as a till would; raises Impossible with the API's own words."""
        body = {"bought_at": self.clock.now().isoformat(), **order}
        headers = {"Authorization": f"Bearer {self.api_key}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(f"{self.base_url}/v1/purchases", json=body) as answer,
        ):
            told: dict[str, Any] = await answer.json()
            if answer.status >= 400:
                faults = "; ".join(f"{e['field']}: {e['message']}" for e in told.get("errors", []))
                raise Impossible(faults or str(told.get("message") or told))
            return told

    async def settle(self) -> None:
        """Run until everything is at rest; the clock moves for rows that only keep the pace."""
        async with asyncio.timeout(STUCK):
            while not await self._is_at_rest():  # noqa: ASYNC110 (rows say it, no event does)
                await asyncio.sleep(LOOK)

    async def move(self, by: timedelta) -> None:
        """Time passes; each thing that falls due on the way happens before the next."""
        until = self.clock.now() + by
        await self.settle()
        while (due := await self.next_due()) is not None and due <= until:
            self._jump(due)
            await self.settle()
        self._jump(until)
        await self.settle()

    async def move_to_next(self) -> datetime | None:
        """On to the next timer; None where nothing is planned."""
        due = await self.database.read(timers.next_due)
        if due is not None:
            await self.move(max(timedelta(), due - self.clock.now()))
        return due

    async def next_due(self) -> datetime | None:
        def read(conn: Connection) -> datetime | None:
            rows = [timers.next_due(conn)]
            rows += [inbox.next_due(conn)] if inbox.waiting(conn) else []
            rows += [outbox.next_due(conn)] if outbox.waiting(conn) else []
            return min((due for due in rows if due is not None), default=None)

        return await self.database.read(read)

    async def newest_case(self) -> Mapping[str, Any] | None:
        """The case that was opened last, and which of the six steps were taken, in time."""
        row = await self.database.read(cases.newest)
        if row is None:
            return None
        taken = {step: row[moment.key] for step, moment in cases.STEPS.items()}
        steps = sorted((step for step, at in taken.items() if at), key=lambda step: taken[step])
        return {**{str(name): value for name, value in row.items()}, "steps": " ".join(steps)}

    async def newest_grant(self) -> Mapping[str, Any] | None:
        """The last line of the ledger, and how many there are."""
        row, lines = await self.database.read(grants.newest)
        return None if row is None else {**{str(n): v for n, v in row.items()}, "lines": lines}

    async def newest_override(self) -> Mapping[str, Any] | None:
        """The last reply that was held and sent as it was, and how many there are."""
        row, lines = await self.database.read(overrides.newest)
        return None if row is None else {**{str(n): v for n, v in row.items()}, "lines": lines}

    async def adopt(self, chat_id: int) -> bool:
        """The shop takes up this customer's latest suggestion; False where there is none."""
        now = self.clock.now()

        def work(conn: Connection) -> bool:
            number = suggestions.newest_of(conn, chat_id)
            return number is not None and suggestions.adopt(conn, number, now)

        done = await self.database.write(work)
        self.wake()
        return done

    def _jump(self, to: datetime) -> None:
        if to > self.clock.now():
            self.clock.move(to - self.clock.now())
        self.wake()

    async def _is_at_rest(self) -> bool:
        if self.world.undelivered() or self.is_busy():
            return False
        now = self.clock.now()
        due = await self.next_due()
        if due is not None and due <= now:
            self.wake()
            return False
        held_back = await self.database.read(
            lambda conn: outbox.next_due(conn) if outbox.waiting(conn) else None
        )
        if held_back is not None and held_back <= now + PACE:
            self._jump(held_back)
            return False
        return not self.is_busy() and not self.world.undelivered()
