"""getUpdates: waits for news, and lets only one poller wait at a time."""

import asyncio
from time import monotonic

from bot.sandbox.errors import Refused, conflict, refuse
from bot.sandbox.faults import Kind
from bot.sandbox.params import Params
from bot.sandbox.updates import Update
from bot.sandbox.wire import Raw
from bot.sandbox.world import World

LONGEST = 50
PACE = 3.0
OTHER_POLLER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_SET = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class Polling:
    def __init__(self, world: World) -> None:
        self._world = world
        self._waiting: asyncio.Future[Refused | None] | None = None
        self._last_offset: int | None = None
        self._last_begun = -PACE
        self._last_conflict = -PACE
        self.has_webhook = False
        world.updates.on_push.append(self._wake)
        world.on_stop.append(lambda: self.abort(refuse(500, "restart")))

    def _wake(self, _: Update) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    def abort(self, why: Refused) -> None:
        """The poller that waits is sent away."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(why)

    async def get_updates(self, p: Params) -> Raw:
        if self.has_webhook:
            await self._pace_conflict()
            raise conflict(WEBHOOK_SET)
        offset = p.integer("offset", 0, -(2**31), 2**31 - 1)
        limit = p.integer("limit", 100, 1, 100)
        timeout = float(p.integer("timeout", 0, 0, LONGEST))
        allow(self._world, p)
        if self._world.switches.anti_spin:
            timeout, limit = self._slow_down(offset, timeout, limit)
        if self._world.faults.take_update_fault(Kind.RESTARTED_IDS):
            self._world.updates.restart_pending = True
        self._world.updates.confirm(offset)
        found = self._take(limit)
        if not found and timeout:
            await self._wait(timeout)
            found = self._take(limit)
        return Raw("[" + ",".join(found) + "]")

    def _slow_down(self, offset: int, timeout: float, limit: int) -> tuple[float, int]:
        now = monotonic()
        if offset == self._last_offset and now < self._last_begun + PACE:
            timeout = max(timeout, PACE)
            limit = 1 if now < self._last_begun + 0.5 else limit
        self._last_offset, self._last_begun = offset, now
        return timeout, limit

    def _take(self, limit: int) -> list[str]:
        world = self._world
        found: list[str] = [update.body for update in world.updates.take(limit)]
        if not world.faults.active:
            return found
        if world.updates.confirmed and world.faults.take_update_fault(Kind.REPEATED_UPDATES):
            found = [update.body for update in world.updates.confirmed][-limit:] + found
        if len(found) > 1 and world.faults.take_update_fault(Kind.REORDERED_UPDATES):
            found.reverse()
        if found and world.faults.take_update_fault(Kind.MALFORMED_UPDATE):
            number = world.updates.spoil_next()
            found.append(f'{{"update_id":{number},"message":{{"message_id":"?","chat":7}}}}')
        return found

    async def _wait(self, seconds: float) -> None:
        """The older poller goes; whoever comes waits."""
        self.abort(conflict(OTHER_POLLER))
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            why = await asyncio.wait_for(waiting, seconds)
        except TimeoutError:
            return
        finally:
            if self._waiting is waiting:
                self._waiting = None
        if why is not None:
            if why.code == 409:
                await self._pace_conflict()
            raise why

    async def _pace_conflict(self) -> None:
        """One is told at once, further ones within three seconds are held back."""
        now = monotonic()
        held = now < self._last_conflict + PACE
        self._last_conflict = now
        if held:
            await asyncio.sleep(PACE)


def allow(world: World, p: Params) -> None:
    """`allowed_updates`: absent or unreadable keeps the setting, silently."""
    try:
        names = p.parsed("allowed_updates")
    except ValueError:
        return
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        world.updates.allow(names)
