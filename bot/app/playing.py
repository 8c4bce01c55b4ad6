"""`huifang play`: written conversations through the whole program, on a clock that they move."""

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.app.staged import load_model, rigged
from bot.clock import Clock
from bot.config import load
from bot.sandbox.play import play
from bot.sandbox.scenario import ScenarioError
from bot.sandbox.scenario import load as load_scenario
from bot.sandbox.transcript import Line
from bot.sandbox.world import World

Out = Callable[[str], None]


async def play_files(
    files: Sequence[Path], config: Path, database_url: str, as_json: bool, out: Out
) -> bool:
    """Play each file on a fresh database; returns whether every expectation held."""
    await load_model()
    held = [await _play_file(path, config, database_url, as_json, out) for path in files]
    return all(held)


async def _play_file(path: Path, config: Path, database_url: str, as_json: bool, out: Out) -> bool:
    try:
        scenario = load_scenario(path, load(config, environ={}).tz)
    except ScenarioError as error:
        out(str(error))
        return False
    clock = Clock(stopped_at=scenario.start)
    world = World(clock)
    for name, role in scenario.people.items():
        world.join(name, role)

    def report(line: Line) -> None:
        out(line.json() if as_json else str(line))

    if not as_json:
        out(f"── {scenario.title} ({path})")
    with TemporaryDirectory() as folder:
        url = database_url or f"sqlite:///{folder}/huifang.db"
        async with rigged(world, clock, scenario.config, url, config) as rig:
            verdict = await play(scenario, rig, report)
    if verdict.failure is not None:
        out(str(verdict.failure))
    return verdict.holds
