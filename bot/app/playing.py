"""`huifang play`: written conversations through the whole program, on a clock that they move."""

from collections.abc import Callable, Sequence
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.staged import load_model, rigged
from bot.clock import Clock
from bot.config import ConfigError, load
from bot.sandbox.playing.player import play
from bot.sandbox.playing.scenario import ScenarioError
from bot.sandbox.playing.scenario import load as load_scenario
from bot.sandbox.playing.transcript import Line
from bot.sandbox.world import World

Out = Callable[[str], None]


async def play_files(
    files: Sequence[Path], config: Path, database_url: str, as_json: bool, out: Out, fault: Out
) -> bool:
    """Play each file on a fresh database; returns whether every expectation held."""
    await load_model()
    held = [await _play_file(path, config, database_url, as_json, out, fault) for path in files]
    return all(held)


async def _play_file(
    path: Path, config: Path, database_url: str, as_json: bool, out: Out, fault: Out
) -> bool:
    try:
        scenario = load_scenario(path, load(config, environ={}).tz)
    except ScenarioError as error:
        fault(str(error))
        return False
    clock = Clock(stopped_at=scenario.start.astimezone(UTC))
    world = World(clock)
    for name, role in scenario.people.items():
        world.join(name, role)

    def report(line: Line) -> None:
        if not as_json:
            out(str(line))
        elif not line.is_note:
            out(line.json())

    if not as_json:
        out(f"── {scenario.title} ({path})")
    with TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/huifang.db"
        try:
            async with rigged(world, clock, scenario.config, url, config) as rig:
                verdict = await play(scenario, rig, report)
        except ConfigError as error:  # of the scenario's own `config`
            fault(f"{path}: config: {error}")
            return False
    if verdict.failure is not None:
        fault(str(verdict.failure))
    return verdict.holds
