"""The short form of `make chaos`: killed at random, and three workers whose database goes away."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.chaos import Plan, chaos
from benchmarks.postgres import Server, postgres
from tests.whole.conftest import PAUSE, Stack, stacked


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that may be stopped, unlike the one that all tests share."""
    with postgres() as found:
        yield found


async def test_killed_at_random_it_loses_nothing_and_overtakes_nobody(tmp_path: Path) -> None:
    story = await chaos(Plan(kills=3, people=8, seed=11), tmp_path)

    assert story.wrong() == {}
    assert story.ends == ["SIGKILL"] * 3
    assert story.findings.texts > 10


async def test_of_three_workers_one_dies_now_and_then_and_so_does_the_database(
    server: Server, tmp_path: Path
) -> None:
    plan = Plan(kills=3, workers=3, restarts=1, people=8, between=(0.2, 1.0), seed=13)
    story = await chaos(plan, tmp_path, server)

    assert story.wrong() == {}
    assert story.findings.texts > 10
    assert all(gap < 10 for gap in story.followed)


async def test_a_database_that_goes_away_and_comes_back_costs_only_time(
    server: Server, tmp_path: Path
) -> None:
    url = server.another("weather")
    async with stacked(url, tmp_path) as stack:
        await stack.buys(stack.wang)
        await stack.taps(stack.wang, "1")
        await asyncio.to_thread(server.stop)
        stack.world.say(stack.wang, "第一次用就漏水,太差了")
        await asyncio.sleep(2)
        waited = stack.world.undelivered()
        await asyncio.to_thread(server.start)
        await _until_delivered(stack)
        await stack.rig.move(PAUSE)

        found = await stack.audited()
    assert waited == 1
    assert found.wrong() == {}
    assert found.sent_twice == []
    assert found.alerts == 1


async def _until_delivered(stack: Stack) -> None:
    async with asyncio.timeout(30):
        while stack.world.undelivered():  # noqa: ASYNC110
            await asyncio.sleep(0.05)
