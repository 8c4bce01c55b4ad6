"""The short forms of the benchmarks: a cost that grows with the backlog is seen in every test run.

The bars are wider than those of docs/BENCHMARKS.md: a test machine does other things meanwhile.
"""

import asyncio
from datetime import UTC
from pathlib import Path
from statistics import median

import pytest

from benchmarks import alarms, backlog, export, history
from benchmarks.pace import pairs
from bot.flow.export import export as write_out
from storage.database import open_database

ROWS, BATCHES = 20_000, 10


@pytest.mark.parametrize("name", backlog.SHAPES)
async def test_a_turn_costs_the_same_whatever_waits(name: str, tmp_path: Path) -> None:
    def url(database: str) -> str:
        return f"sqlite:///{tmp_path / database}.db"

    shape = backlog.SHAPES[name]
    small = await backlog.ready(url, backlog.FEW, shape)
    large = await backlog.ready(url, ROWS, shape)
    ratios = []
    for number in range(BATCHES):
        pair = (small, large) if number % 2 else (large, small)
        took = {id(each): await each.turn() for each in pair}
        (few, quick), (many, slow) = took[id(small)], took[id(large)]
        assert few == many  # both did whole batches
        ratios.append(slow / quick)
    await small.database.close()
    await large.database.close()
    assert median(ratios) < 1.6  # a scan of twenty times as many rows would be tenfold


async def test_alarms_are_cheaper_than_a_job_each(tmp_path: Path) -> None:
    took, idle = await alarms.ours(f"sqlite:///{tmp_path}/t.db", 20_000)
    theirs, _ = await asyncio.to_thread(alarms.rival, f"sqlite:///{tmp_path}/jobs.db", 1000)

    assert took / alarms.DUE < theirs / alarms.RIVALS_DUE / 3
    assert idle < 0.05


def test_an_export_does_not_grow_in_memory(tmp_path: Path) -> None:
    peaks = [export.measure(rows, ["csv"])["csv"][1] for rows in (2000, 20_000)]

    assert peaks[1] < peaks[0] + 12  # MB
    assert peaks[1] < 120


async def test_an_export_of_a_log_that_grows_meanwhile_ends_and_is_one_stretch(
    sqlite_url: str, tmp_path: Path
) -> None:
    database = open_database(sqlite_url)
    await history.fill(database, 5000, 50)
    stop, begun = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        first = 5000
        await begun.wait()
        while not stop.is_set():
            some = list(history.rows(first, 200, 50))
            await database.write(lambda conn, some=some: history.put(conn, some))  # type: ignore[misc]
            first += 200

    writing = asyncio.create_task(write())
    try:
        path = tmp_path / "out.csv"
        async with asyncio.timeout(30):
            done = await write_out(
                database, path, "csv", *export.EVER, UTC, progress=lambda rows: begun.set()
            )
    finally:
        stop.set()
        await writing
        await database.close()
    assert done.rows == 5000  # what was there when it began


def test_replies_are_matched_with_what_was_said() -> None:
    def entry(at: int, direction: str, chat_id: int = 7) -> dict[str, object]:
        return {"at": at, "direction": direction, "chat_id": chat_id}

    ledger = [entry(0, "in"), entry(5, "out"), entry(100, "in"), entry(130, "out")]
    assert pairs(ledger, 0) == [5.0, 30.0]
    assert pairs(ledger, 1) == [30.0]


def test_the_long_forms_are_named_in_the_makefile() -> None:
    words = Path("Makefile").read_text()
    for name in ("turn", "pace", "backlog", "alarms", "export", "start"):
        assert f"benchmarks/{name}.py" in words
