"""The project's own scenarios, from `tests/scenarios`, on the whole stack."""

from pathlib import Path

import pytest

from bot.sandbox.playing.scenario import load
from tests.sandbox.playing import SHANGHAI, played

SCENARIOS = sorted((Path(__file__).parents[1] / "scenarios").glob("*.yaml"))


def test_there_are_scenarios() -> None:
    assert len(SCENARIOS) >= 12


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
async def test_the_scenario_holds(path: Path, tmp_path: Path) -> None:
    done = await played(load(path, SHANGHAI), tmp_path)

    assert str(done.failure or "") == "", done.text
