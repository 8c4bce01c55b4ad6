"""Plays a scenario on the whole stack: the sandbox's server, the bot, a fresh database."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from textwrap import dedent
from zoneinfo import ZoneInfo

from bot.app.staged import rigged
from bot.clock import Clock
from bot.sandbox.playing.player import Failure, play
from bot.sandbox.playing.scenario import Scenario, load
from bot.sandbox.playing.transcript import Line
from bot.sandbox.world import World

SHANGHAI = ZoneInfo("Asia/Shanghai")
CONFIG = Path(__file__).parents[2] / "config.yaml"
HEAD = """\
title: 试一试
start: 2026-11-02T10:00:00+08:00
people: {wang: customer, sun: customer, li: staff, zhou: supervisor, chen: manager}
steps:
"""
FIRST = HEAD.count("\n") + 1
"""The line of the first step."""


@dataclass(frozen=True)
class Played:
    lines: tuple[Line, ...]
    failure: Failure | None

    @property
    def text(self) -> str:
        return "\n".join(map(str, self.lines))


def written(folder: Path, steps: str) -> Scenario:
    """A scenario with five people and these steps."""
    path = folder / "one.yaml"
    path.write_text(HEAD + dedent(steps).strip("\n"), "utf-8")
    return load(path, SHANGHAI)


async def played(scenario: Scenario, folder: Path) -> Played:
    clock = Clock(stopped_at=scenario.start.astimezone(UTC))
    world = World(clock)
    for name, role in scenario.people.items():
        world.join(name, role)
    lines: list[Line] = []
    url = f"sqlite:///{folder / 'huifang.db'}"
    async with rigged(world, clock, scenario.config, url, CONFIG) as rig:
        verdict = await play(scenario, rig, lines.append)
    return Played(tuple(lines), verdict.failure)
