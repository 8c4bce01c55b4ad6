"""The two loops between the inbox and the outbox: turns, and the alarms that feed them.

Rule 1: rows are the truth; waking a loop only spares it the wait. Rule 2: an idle loop peeks and
takes no write lock.
"""

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.flow.alarms import tick
from bot.flow.reading import Reader
from bot.flow.turn import AT_ONCE, Turns
from storage import inbox, outbox
from storage.database import Database

log = structlog.get_logger()

LONGEST_REST = 0.5  # real seconds: the clock may jump, and other workers add rows too
AFTER_FAULT = 1.0
TICK = 1.0  # seconds between two looks at the timers
PUT_BACK = timedelta(seconds=1)  # less is the clock being set right


class TurnLoop:
    def __init__(
        self,
        turns: Turns,
        database: Database,
        now: Callable[[], datetime],
        wake_sender: Callable[[], None],
        wake_alarms: Callable[[], None],
    ) -> None:
        self.turns = turns
        self.database = database
        self.now = now
        self.wake_sender = wake_sender
        self.wake_alarms = wake_alarms
        self.handled = 0
        self.is_busy = False
        self._stopping = False
        self._stir = asyncio.Event()

    def wake(self) -> None:
        self._stir.set()

    async def run(self) -> None:
        """Take turns for ever; cancel it between two transactions to stop."""
        while True:
            self._stir.clear()
            draining = asyncio.ensure_future(self._drain())
            try:
                await asyncio.shield(draining)
            except asyncio.CancelledError:
                self._stopping = True  # it ends with the batch under way, and before the database
                await asyncio.gather(draining, return_exceptions=True)
                raise
            except Exception as error:  # the database is out; the rows wait
                log.error("turns_stopped", error=type(error).__name__)
                await asyncio.sleep(AFTER_FAULT)
            await _rest(self._stir)

    async def _drain(self) -> None:
        self.is_busy = True
        try:
            while not self._stopping and await self._is_due():
                done = await self.turns.take_turns(AT_ONCE)
                self.handled += done
                self.wake_sender()
                soonest = self.turns.soonest
                if soonest is not None and soonest <= self.now():
                    self.wake_alarms()
                if not done:  # another worker was quicker
                    return
        finally:
            self.is_busy = False

    async def _is_due(self) -> bool:
        return await self.database.read(lambda conn: inbox.is_due(conn, self.now()))


class AlarmLoop:
    """Rings what is due: every second by a watch of its own, and whenever it is woken.

    By a watch, because a scheduler that is told the time sleeps through a clock that is put back.
    """

    def __init__(
        self,
        database: Database,
        reader: Reader,
        now: Callable[[], datetime],
        wake_turns: Callable[[], None],
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self.database = database
        self.reader = reader
        self.now = now
        self.wake_turns = wake_turns
        self.leads = leads
        self.is_busy = False
        self._stir = asyncio.Event()
        self._last = now()

    def wake(self) -> None:
        self._stir.set()

    async def run(self) -> None:
        """Ring for ever; cancel it between two transactions to stop."""
        while True:
            await _rest(self._stir, TICK)
            self._stir.clear()
            if not self.leads():
                self._last = self.now()
                continue
            self.is_busy = True
            try:
                await asyncio.shield(self._ring())
            except Exception as error:
                log.error("alarms_stopped", error=type(error).__name__)
                await asyncio.sleep(AFTER_FAULT)
            finally:
                self.is_busy = False

    async def _ring(self) -> None:
        now = self.now()
        if now < self._last - PUT_BACK:
            await self._hasten(now, self._last - now)
        self._last = now
        if await tick(self.database, self.reader, now):
            self.wake_turns()

    async def _hasten(self, now: datetime, by: timedelta) -> None:
        """The clock was put back: what was written a minute ago does not wait until it is then."""
        lines = 0
        for hasten in (inbox.hasten, outbox.hasten):
            lines += await self.database.write(lambda conn, h=hasten: h(conn, now, by))  # type: ignore[misc]
        log.warning("clock_put_back", seconds=round(by.total_seconds()), lines=lines)


async def _rest(stir: asyncio.Event, longest: float = LONGEST_REST) -> None:
    # Not wait_for: on Python 3.11 it can swallow a cancellation.
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(longest):
            await stir.wait()
