"""Huifang as a contender of `turn.py`: the whole of it, on a fresh SQLite database.

Nothing is left out but Telegram's pace of 30 messages a second, which is waiting and no work.
"""

import argparse
import asyncio
import contextlib
import cProfile
import pstats
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import nlp
from benchmarks.contender import Meter, serve
from benchmarks.stage import ROOT
from bot.app import loop
from bot.app.core import App, build, closed, running
from bot.clock import Clock
from bot.config import Secrets, load
from bot.telegram.pacing import Pace
from storage import chats, inbox, outbox, purchases, timers
from storage.database import Connection
from storage.purchases import NewPurchase

UNPACED = Pace(per_second=1e9, at_once=64, private=timedelta(), group=timedelta())
LOOK = 0.005


class Ours:
    def __init__(self, app: App) -> None:
        self.app = app
        self.polling: asyncio.Task[None] | None = None
        self.kept: Kept | None = None

    async def answer(self, what: dict[str, Any]) -> dict[str, Any]:
        match what:
            case {"purchases": int(n)}:
                return {"tokens": await self._purchases(n)}
            case {"go": int(n)}:
                return await self._go(n, what.get("profile"))
            case {"keep": list(ids)}:
                self.kept = await self.app.database.read(lambda conn: Kept(conn, ids))
                return {}
            case {"stop": _}:
                await self._stop()
                return {}
        raise ValueError(what)

    async def _go(self, n: int, profile: str | None) -> dict[str, Any]:
        """Answer n messages; everything is marked and nothing waits when the meter is read."""
        if self.kept is not None:
            await self.app.database.write(self.kept.restore)
        seeing = cProfile.Profile() if profile else contextlib.nullcontext()
        until, meter = self.app.sender.sent + n, Meter()
        with seeing:
            self.polling = asyncio.create_task(self.app.receiver.poll())
            while self.app.sender.sent < until or await self._is_busy():  # noqa: ASYNC110
                await asyncio.sleep(LOOK)
        if isinstance(seeing, cProfile.Profile):
            seeing.dump_stats(str(profile))
        return {**meter.read(), "sent": self.app.sender.sent - until + n}

    async def _is_busy(self) -> bool:
        def waits(conn: Connection) -> bool:
            return bool(inbox.waiting(conn) or outbox.waiting(conn))

        return self.app.is_busy() or await self.app.database.read(waits)

    async def _stop(self) -> None:
        if self.polling is not None:
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)

    async def _purchases(self, n: int) -> list[str]:
        now = self.app.clock.now()
        new = [
            NewPurchase(
                shop="徐汇店",
                order_no=f"B{number}",
                items="保温杯",
                amount=Decimal("99.00"),
                currency="CNY",
                bought_at=now,
                clerk="小刘",
                campaign=None,
                customer_ref=None,
                customer_name="王女士",
                customer_role=None,
                survey="now",
            )
            for number in range(n)
        ]
        added = await self.app.database.write(lambda conn: purchases.add(conn, new, now))
        return [purchase.token for purchase, _ in added]


class Kept:
    """Where the customers stand, so that each round finds them there again."""

    def __init__(self, conn: Connection, ids: list[int]) -> None:
        self.states = chats.load(conn, ids)
        far = max(filter(None, [timers.next_due(conn)])) + timedelta(days=3650)
        self.timers = timers.due(conn, far, 100_000)

    def restore(self, conn: Connection) -> None:
        chats.save(conn, self.states)
        timers.set_(conn, self.timers)


async def run(
    address: str, token: str, folder: Path, master_key: str = "", database: str = ""
) -> None:
    await asyncio.to_thread(nlp.load)
    over = {
        "telegram": {"base_url": address},
        "database": {"url": database or f"sqlite:///{folder / 'huifang.db'}"},
        "survey": {"quiet_hours": None},
    }
    settings = load(ROOT / "config.yaml", over, environ={})
    secrets = Secrets(token=token, api_key="benchmark", master_key=master_key)
    app = await build(settings, secrets, Clock(), UNPACED)
    ours = Ours(app)
    try:
        async with running(app) as receiving:
            receiving.cancel()  # only what a round asks for is received
            await asyncio.gather(receiving, return_exceptions=True)
            await serve(ours.answer)
    finally:
        await closed(app)


def show(profile: Path) -> None:
    pstats.Stats(str(profile)).sort_stats("tottime").print_stats(45)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("address")
    parser.add_argument("token")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--master-key", default="")
    parser.add_argument("--database", default="", help="instead of SQLite in the folder")
    options = parser.parse_args()
    given = (options.folder, options.master_key, options.database)
    loop.run(run(options.address, options.token, *given))
