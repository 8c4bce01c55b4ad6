"""`GET /healthz`: the process lives. `GET /readyz`: updates come in and the database answers."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.clock import Clock
from storage import inbox, vitals
from storage.database import Database

FRESH = 10.0  # seconds in which what waits is counted once
PATIENCE = 5.0  # for the database
LATE = timedelta(minutes=2)  # a long poll comes back after 30 s at the latest


async def alive(request: Request) -> Response:
    """Asks nobody: whoever restarts what does not answer here must not do so for a database."""
    return JSONResponse({"ok": True})


class Ready:
    """`last_poll` answers None before the first poll and, with a webhook, always.

    `polls`: whether it is this process that should; one that stands by is well without.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        last_poll: Callable[[], datetime | None],
        polls: Callable[[], bool],
    ) -> None:
        self.database = database
        self.clock = clock
        self.last_poll = last_poll
        self.polls = polls
        self._counted: tuple[float, dict[str, int]] | None = None

    async def get(self, request: Request) -> Response:
        polled, now = self.last_poll(), self.clock.now()
        age = None if polled is None else round((now - polled).total_seconds(), 1)
        hears = not self.polls() or (polled is not None and now - polled < LATE)
        waiting = await self._waiting()
        is_well = hears and waiting is not None
        body = {
            "ok": is_well,
            "database": waiting is not None,
            "last_poll_seconds_ago": age,
            "chats_waiting": waiting,
        }
        return JSONResponse(body, HTTPStatus.OK if is_well else HTTPStatus.SERVICE_UNAVAILABLE)

    async def _waiting(self) -> dict[str, int] | None:
        """None where the database does not answer."""
        at = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(PATIENCE):
                if self._counted and at - self._counted[0] < FRESH:
                    await self.database.read(inbox.next_due)
                else:
                    self._counted = at, await self.database.read(vitals.chats_waiting)
        except Exception:
            return None
        return self._counted[1]
