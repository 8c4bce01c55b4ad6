"""The whole stack around a small world: real HTTP, a real database, a clock that stands still."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.audit import Findings, audit
from bot.app.staged import rigged
from bot.clock import Clock
from bot.sandbox.messages import Message
from bot.sandbox.people import Person
from bot.sandbox.rig import Rig
from bot.sandbox.world import World
from storage import cases

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # 10:00 in the shop
UNHAPPY_SCORE = 2
PAUSE = timedelta(seconds=45)  # longer than the longest pause


@dataclass
class Stack:
    """What people do and see, by name."""

    world: World
    rig: Rig
    wang: Person
    li: Person
    folder: Path

    async def buys(self, person: Person, order_no: str = "B1") -> None:
        """A purchase whose link is opened at once, and whose survey has come."""
        order = {"order_no": order_no, "shop": "徐汇店", "items": "保温杯", "amount": "99.00"}
        told = await self.rig.purchase({**order, "customer_name": person.name})
        self.world.start(person, told["link"].partition("start=")[2])
        await self.rig.move(timedelta(hours=2))

    async def says(self, person: Person, text: str, **place: Any) -> None:
        self.world.say(person, text, **place)
        await self.rig.settle()

    async def taps(self, person: Person, label: str, chat_id: int | None = None) -> None:
        """The newest button with this on it."""
        place = person.id if chat_id is None else chat_id
        for message in reversed(self.world.messages(place)):
            for row in (message.markup or {}).get("inline_keyboard", []):
                for button in row:
                    if label in button["text"]:
                        self.world.tap(person, place, message.id, button["callback_data"])
                        await self.rig.settle()
                        return
        raise AssertionError(f"nowhere a button {label}")

    async def complains(
        self, person: Person, text: str = "第一次用就漏水,太差了", order_no: str = "B1"
    ) -> int:
        """A low score and words; answers the topic of the case."""
        await self.buys(person, order_no)
        await self.taps(person, "1")
        self.world.say(person, text)
        await self.rig.move(PAUSE)
        case = await self.rig.newest_case()
        assert case is not None
        return int(case["topic_id"])

    async def topic_of(self, person: Person) -> tuple[int, int]:
        """The group and the topic of their first case."""
        key = (person.id, 1)
        return (await self.rig.database.read(lambda conn: cases.topics(conn, [key])))[key]

    def seen_by(self, person: Person) -> list[str]:
        """What the bot told them, oldest first."""
        return [m.text or "" for m in self.world.messages(person.id) if self._is_ours(m)]

    def in_topic(self, topic: int | None, group: int | None = None) -> list[str]:
        """What the bot wrote into a topic of the staff group; None: outside of all topics."""
        place = self.world.group.id if group is None else group
        found = self.world.messages(place)
        return [m.text or "" for m in found if self._is_ours(m) and m.topic == topic]

    def _is_ours(self, message: Message) -> bool:
        return int(message.sender["id"]) == self.world.bot_id

    async def audited(self) -> Findings:
        ledger = [entry.to_dict() for entry in self.world.ledger]
        return await audit(self.rig.database, ledger, UNHAPPY_SCORE, self.folder)


@contextlib.asynccontextmanager
async def stacked(url: str, folder: Path, port: int = 0, **over: Any) -> AsyncIterator[Stack]:
    clock = Clock(stopped_at=START)
    world = World(clock)
    wang = world.join("王女士", "customer")
    li = world.join("小刘", "staff")
    async with rigged(world, clock, over, url, port=port) as rig:
        yield Stack(world, rig, wang, li, folder)


@pytest.fixture
async def stack(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Stack]:
    async with stacked(sqlite_url, tmp_path) as found:
        yield found
