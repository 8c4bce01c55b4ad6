"""A campaign against Telegram's limits as strictly as the sandbox keeps them, with people in it.

`python benchmarks/flood.py [--seconds 60] [--invitations 100000] [--messages 10000]`
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.stage import ROOT
from bot.app.core import App, build, closed, running
from bot.clock import Clock
from bot.config import Secrets, load
from bot.sandbox.errors import Refused
from bot.sandbox.limits import OVERALL
from bot.sandbox.people import Person
from bot.sandbox.server import serving, standalone
from bot.sandbox.switches import Switches
from bot.sandbox.world import World
from storage import outbox
from storage.outbox import Outgoing

LIMIT = OVERALL[0] / OVERALL[1]
AT_ONCE = 1000
PATIENCE = 30.0
STEP = 0.02
WARM = 2.0  # a successor first waits out what the one before may have sent


@dataclass
class Strict:
    """A world that keeps the limits with no patience, and counts whom it refused."""

    world: World
    refused: int = 0
    sent: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        spend = self.world.limits.spend

        def counted(chat_id: int, is_group: bool, patience: float) -> float:
            try:
                waited = spend(chat_id, is_group, patience)
            except Refused:
                self.refused += 1
                raise
            self.sent.append(perf_counter())
            return waited

        self.world.limits.spend = counted  # type: ignore[method-assign]

    async def reply(self, person: Person, words: str) -> float:
        """Say something, and wait for what comes back; answers after how many seconds."""
        begun, before = perf_counter(), self._told(person)
        self.world.say(person, words)
        async with asyncio.timeout(PATIENCE):
            while self._told(person) == before:  # noqa: ASYNC110 (the bot does not know us)
                await asyncio.sleep(0.005)
        return perf_counter() - begun

    def _told(self, person: Person) -> int:
        return sum(message.by_bot for message in self.world.messages(person.id))


@asynccontextmanager
async def strictly() -> AsyncIterator[tuple[Strict, str]]:
    world = World(Clock(), switches=Switches(rate_limits=True, patience=0.0))
    async with serving(standalone(world), world) as address:
        yield Strict(world), address


@asynccontextmanager
async def bot(strict: Strict, address: str, folder: Path) -> AsyncIterator[App]:
    over: dict[str, Any] = {
        "telegram": {"base_url": address},
        "database": {"url": f"sqlite:///{folder / 'huifang.db'}"},
        "survey": {"quiet_hours": None},
        "staff": {"group": strict.world.group.id},
    }
    settings = load(ROOT / "config.yaml", over, environ={})
    secrets = Secrets(token=strict.world.token, api_key="benchmark")
    app = await build(settings, secrets, Clock())
    try:
        async with running(app):
            yield app
    finally:
        await closed(app)


async def invite(app: App, strict: Strict, invitations: int, reachable: int) -> None:
    """So many messages of a campaign wait; of the chats, the first `reachable` exist."""
    people = [strict.world.join(f"顾客{n}", "customer") for n in range(reachable)]
    for person in people:  # they came in long ago
        person.started = True
        strict.world.private_chat(person)
    ids = [p.id for p in people] + [10_000_000 + n for n in range(invitations - reachable)]
    now = app.clock.now()
    for first in range(0, len(ids), AT_ONCE):
        body = {"kind": "text", "text": "中秋的新茶到了，给您留了一盒"}
        part = ids[first : first + AT_ONCE]
        rows = [Outgoing(f"campaign:{first}:{n}", chat, 2, body) for n, chat in enumerate(part)]
        await app.database.write(lambda conn, rows=rows: outbox.queue(conn, rows, now))  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class Campaign:
    rate: float
    worst_second: int
    refused: int
    waits: list[float]  # of people who wrote meanwhile, for their reply
    waiting: int
    stalled: float  # seconds in which the machine let nobody on: what was sent arrives later


@asynccontextmanager
async def watched() -> AsyncIterator[list[float]]:
    """How much longer than asked for the loop slept, each time."""
    late: list[float] = [0.0]

    async def watch() -> None:
        while True:
            begun = perf_counter()
            await asyncio.sleep(STEP)
            late.append(perf_counter() - begun - STEP)

    watching = asyncio.create_task(watch())
    try:
        yield late
    finally:
        watching.cancel()


async def campaign(folder: Path, seconds: float, invitations: int) -> Campaign:
    """Half of it, then the bot is started anew, then the other half; the rate is of both."""
    async with strictly() as (strict, address), watched() as late:
        reachable = min(invitations, int((seconds + 4 * WARM) * LIMIT))
        people = [strict.world.join(f"来客{n}", "customer") for n in range(4)]
        waits: list[float] = []
        spans: list[tuple[float, float]] = []
        async with bot(strict, address, folder) as app:
            await invite(app, strict, invitations, reachable)
        for half in range(2):
            async with bot(strict, address, folder) as app:
                await asyncio.sleep(WARM)
                begun = perf_counter()
                for person in people[2 * half : 2 * half + 2]:
                    await asyncio.sleep(seconds / 8)
                    waits.append(await strict.reply(person, "/help"))
                await asyncio.sleep(max(0.0, begun + seconds / 2 - perf_counter()))
                spans.append((begun, perf_counter()))
                waiting = await app.database.read(outbox.waiting)
    sent = [sum(a <= at < b for at in strict.sent) for a, b in spans]
    rate = sum(sent) / sum(b - a for a, b in spans)
    return Campaign(rate, _worst(strict.sent), strict.refused, waits, waiting, max(late))


def _worst(moments: list[float]) -> int:
    found, first = 0, 0
    for number, at in enumerate(moments):
        while moments[first] <= at - 1:
            first += 1
        found = max(found, number - first + 1)
    return found


async def chatter(folder: Path, messages: int) -> list[float]:
    """One chat sends so many at once; how long three others then wait for a reply."""
    async with strictly() as (strict, address), bot(strict, address, folder):
        loud = strict.world.join("话多的人", "customer")
        others = [strict.world.join(f"来客{n}", "customer") for n in range(3)]
        waits = []
        for number in range(messages):
            strict.world.say(loud, f"第{number}句，杯子漏水，太差了")
        for person in others:
            waits.append(await strict.reply(person, "/help"))
            await asyncio.sleep(0.5)
        return waits


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--invitations", type=int, default=100_000)
    parser.add_argument("--messages", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        found = asyncio.run(campaign(Path(folder), given.seconds, given.invitations))
    print(
        f"campaign of {given.invitations}: {found.rate:.1f} messages a second,"
        f" {found.rate / LIMIT:.1%} of the limit, 429 answered {found.refused} times,"
        f" at most {found.worst_second} in any second, {found.waiting} still wait"
    )
    print("a reply meanwhile after", ", ".join(f"{w:.2f}" for w in found.waits), "s")
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        waits = asyncio.run(chatter(Path(folder), given.messages))
    print(
        f"one chat sends {given.messages} messages at once; others have their reply after",
        ", ".join(f"{w:.2f}" for w in waits),
        "s",
    )
    print(Counter("ok" if w < 2 else "late" for w in (*waits, *found.waits)))


if __name__ == "__main__":
    main()
