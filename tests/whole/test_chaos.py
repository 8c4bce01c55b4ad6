"""The short form of `make chaos`: killed at random, and three workers whose database goes away."""

from pathlib import Path

from benchmarks.chaos import Plan, chaos
from benchmarks.postgres import postgres


async def test_killed_at_random_it_loses_nothing_and_overtakes_nobody(tmp_path: Path) -> None:
    story = await chaos(Plan(kills=3, people=8, seed=11), tmp_path)

    assert story.wrong() == {}
    assert story.ends == ["SIGKILL"] * 3
    assert story.findings.texts > 20


async def test_of_three_workers_one_dies_now_and_then_and_so_does_the_database(
    tmp_path: Path,
) -> None:
    plan = Plan(kills=3, workers=3, restarts=1, people=8, between=(0.2, 1.0), seed=13)
    with postgres() as server:
        story = await chaos(plan, tmp_path, server)

    assert story.wrong() == {}
    assert story.findings.texts > 20
    assert all(gap < 10 for gap in story.followed)
