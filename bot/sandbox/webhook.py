"""The webhook: set, deleted, described; pushing is `pushing.py`'s."""

from typing import TYPE_CHECKING

from bot.sandbox.params import Params
from bot.sandbox.polling import Polling
from bot.sandbox.wire import Json

if TYPE_CHECKING:
    from bot.sandbox.world import World


class Webhook:
    def __init__(self, world: "World", polling: Polling) -> None:
        self._world = world
        self._polling = polling

    async def set_webhook(self, p: Params) -> tuple[bool, str]:
        if p.boolean("drop_pending_updates"):
            self._world.updates.clear()
        return True, "Webhook is already deleted"

    async def delete_webhook(self, p: Params) -> tuple[bool, str]:
        return await self.set_webhook(p)

    async def info(self, p: Params) -> Json:
        return {
            "url": "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.updates),
        }

    async def close(self) -> None:
        return None
