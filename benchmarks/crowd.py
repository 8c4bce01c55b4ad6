"""People who write without a pause, whatever becomes of the bot; every text is written once.

Each is either angry or content, so that what becomes of a letter does not hang on where it ends.
"""

import asyncio
import random
from itertools import count

import aiohttp

from benchmarks.shop import Shop
from benchmarks.stage import Stage
from bot.sandbox.core import GROUP_ID

ANGRY = ("杯子漏水，太差了，退货", "等了三天才发货，客服也不理人", "服务态度恶劣，再也不来了")
CALM = ("很好用，谢谢", "质量不错，一直很满意", "物流很快，孩子喜欢", "店员很热情，下次还来")
STAFF = "您好，第{}条，我在看"
REFRESH = 2.0


class Crowd:
    def __init__(self, stage: Stage, shop: Shop, chance: random.Random) -> None:
        self.stage = stage
        self.shop = shop
        self.chance = chance
        self.customers: list[int] = []
        self.staff = 0
        self._numbers = count(1)
        self._orders = count(1)
        self._topics: list[int] = []

    def is_angry(self, person: int) -> bool:
        return person % 2 == 1

    async def gather(self, customers: int) -> None:
        [self.staff] = await self.stage.join(["小刘"], "staff")
        for _ in range(customers):
            await self.comes()

    async def comes(self) -> None:
        """Somebody buys, and opens the link; the till repeats until it is heard."""
        number = next(self._orders)
        order = {
            "order_no": f"C{number:05}",
            "shop": "徐汇店",
            "items": "保温杯",
            "amount": "99.00",
            "bought_at": "2026-11-02T10:00:00+08:00",
            "survey": "now",
        }
        while True:
            try:
                [token] = await self.shop.sell([order])
                break
            except (aiohttp.ClientError, OSError, RuntimeError, ValueError):
                await asyncio.sleep(0.2)
        [person] = await self.stage.join([f"顾客{number}"])
        await self.stage.act(act="start", who=person, token=token)
        self.customers.append(person)

    async def act(self) -> None:
        """One of them does something."""
        dice = self.chance.random()
        number = next(self._numbers)
        if dice < 0.02:
            await self.comes()
        elif dice < 0.12 and self._topics:
            topic = self.chance.choice(self._topics)
            await self.stage.act(act="say", who=self.staff, place=topic, text=STAFF.format(number))
        else:
            who = self.chance.choice(self.customers)
            words = self.chance.choice(ANGRY if self.is_angry(who) else CALM)
            await self.stage.act(act="say", who=who, text=f"{words}（{number}）")

    async def live(self, per_second: float) -> None:
        """For ever; cancel it between two acts."""
        looked = 0.0
        watch = asyncio.get_running_loop().time
        while True:
            if watch() - looked > REFRESH:
                looked = watch()
                self._topics = await self._known_topics()
            await asyncio.shield(self.act())
            await asyncio.sleep(self.chance.expovariate(per_second))

    async def _known_topics(self) -> list[int]:
        found = {
            entry["topic"]
            for entry in await self.stage.ledger()
            if entry["chat_id"] == GROUP_ID and entry["direction"] == "out" and entry["topic"]
        }
        return sorted(found)
