"""The real courier's stack: our bot over HTTP against the strict server, on both databases."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import Clock
from bot.sandbox.people import Person
from bot.sandbox.server import serving, standalone
from bot.sandbox.world import World
from bot.telegram.courier import Paper
from bot.telegram.pacing import Pace
from bot.telegram.receiver import Receiver
from bot.telegram.request import Bot, make_bot
from bot.telegram.sender import Sender
from storage import inbox, outbox
from storage.database import Connection, Database
from storage.outbox import Outgoing

QUICK = Pace(
    per_second=1000,
    private=timedelta(milliseconds=10),
    group=timedelta(milliseconds=10),
    light_group=timedelta(),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> World:
    world = World(clock)
    world.switches.anti_spin = False
    return world


@pytest.fixture
def wang(world: World) -> Person:
    """A customer who has written to the bot once."""
    return world.join("王女士", "customer")


@pytest.fixture
def li(world: World) -> Person:
    return world.join("李工", "staff")


@pytest.fixture
async def address(world: World) -> AsyncIterator[str]:
    async with serving(standalone(world), world) as address:
        yield address


@pytest.fixture
async def bot(address: str, world: World) -> AsyncIterator[Bot]:
    async with make_bot(world.token, address) as bot:
        yield bot


async def until(true: Callable[[], bool], within: float = 10.0) -> None:
    async with asyncio.timeout(within):
        while not true():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@dataclass
class Desk:
    """What a test needs to hand parcels over and to see what became of them."""

    bot: Bot
    database: Database
    clock: Clock
    woken: list[str] = field(default_factory=list)
    papers: dict[str, Paper] = field(default_factory=dict)
    numbers: int = 0

    def sender(self, pace: Pace = QUICK) -> Sender:
        async def paper(body: dict[str, Any]) -> Paper:
            return self.papers[body["paper"]]

        wake = self._wake("turns")
        return Sender(self.bot, self.database, self.clock, paper, wake, pace)

    def receiver(self, read: Callable[[Sequence[str]], Any] | None = None) -> Receiver:
        async def unread(texts: Sequence[str]) -> list[None]:
            return [None for _ in texts]

        groups = [-1001000000001]
        wake = self._wake("inbox")
        return Receiver(self.bot, self.database, self.clock, groups, read or unread, wake)

    def _wake(self, name: str) -> Callable[[], None]:
        return lambda: self.woken.append(name)

    async def queue(self, chat_id: int, *bodies: dict[str, Any]) -> None:
        rows = []
        for body in bodies:
            self.numbers += 1
            rows.append(Outgoing(f"0:{self.numbers}", chat_id, 1, body))
        now = self.clock.now()
        await self.database.write(lambda conn: outbox.queue(conn, rows, now))

    async def drain(self, sender: Sender, within: float = 10.0) -> None:
        """Let the sender run until nothing waits."""
        running = asyncio.create_task(sender.run())
        try:
            async with asyncio.timeout(within):
                while await self.database.read(outbox.waiting) or sender.is_busy:
                    if running.done():
                        await running
                    await asyncio.sleep(0.01)
        finally:
            sender.stop()
            await running

    async def rows(self) -> list[inbox.Head]:
        """The heads of all lines of the inbox, in no particular order."""
        now = datetime(2100, 1, 1, tzinfo=UTC)

        def peek(conn: Connection) -> list[inbox.Head]:
            return list(inbox.take(conn, now, 1000).heads)

        return await self.database.write(peek)

    async def payloads(self) -> list[dict[str, Any]]:
        """Every waiting row, in order within its line; it empties the inbox."""
        found: list[dict[str, Any]] = []
        now = datetime(2100, 1, 1, tzinfo=UTC)

        def empty(conn: Connection) -> tuple[inbox.Head, ...]:
            taken = inbox.take(conn, now, 1000)
            inbox.finish(conn, taken, self.clock.now())
            return taken.heads

        while heads := await self.database.write(empty):
            found += [{"line": head.chat_id, "lane": head.lane, **head.payload} for head in heads]
        return found


@pytest.fixture
async def desk(bot: Bot, database: Database, clock: Clock) -> Desk:
    return Desk(bot, database, clock)
