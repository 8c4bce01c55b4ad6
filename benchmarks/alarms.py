"""A million timers, ten thousand due in one second, beside APScheduler's own job store.

`python benchmarks/alarms.py [--timers 1000000] [--jobs 100000] [--postgres]`
"""

import argparse
import asyncio
import logging
import pickle
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import STATE_RUNNING
from sqlalchemy import insert, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.backlog import MS, NOON, _series, places
from bot.flow.alarms import tick
from bot.flow.reading import Reader
from storage import inbox, timers
from storage.database import Connection, open_database
from storage.migrations import migrate

DUE = 10_000
RIVALS_DUE = 200  # it would take minutes for ten thousand
AHEAD = timedelta(days=1)


async def ours(url: str, count: int) -> tuple[float, float]:
    """Seconds until all that is due are rows of the inbox, and seconds of an idle tick."""
    await asyncio.to_thread(migrate, url)
    database, reader = open_database(url), Reader(lambda words: {})

    def fill(conn: Connection) -> None:
        query = "insert into timers (chat_id, name, due_at) select i, '1:remind',"
        conn.execute(
            text(f"{query} cast(:at as bigint) + i from {_series(conn)}"),
            {"n": count, "at": MS + 10**8},
        )
        due = [(n + 1, "1:due", NOON + timedelta(milliseconds=n % 1000)) for n in range(DUE)]
        timers.set_(conn, due)

    await database.write(fill)
    idle = []
    for _ in range(50):
        begun = perf_counter()
        await tick(database, reader, NOON - timedelta(seconds=1))
        idle.append(perf_counter() - begun)
    begun = perf_counter()
    rang = await tick(database, reader, NOON + timedelta(seconds=1))
    took = perf_counter() - begun
    assert rang == await database.read(inbox.waiting) == DUE
    reader.close()
    await database.close()
    return took, median(idle)


def nothing() -> None:
    """What the rival's jobs do."""


def rival(url: str, count: int) -> tuple[float, float]:
    """The same for `count` jobs, RIVALS_DUE of them due; its own loop, jobs that do nothing."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    store = SQLAlchemyJobStore(url=url)
    scheduler = BackgroundScheduler(jobstores={"default": store}, timezone=UTC)
    scheduler.add_executor(DebugExecutor())
    scheduler.start(paused=True)
    now = datetime.now(UTC)  # noqa: TID251
    job = scheduler.add_job(nothing, "date", run_date=now + AHEAD, misfire_grace_time=None)
    rows = [_row(job.__getstate__(), n, _when(n, now)) for n in range(count)]
    with store.engine.begin() as conn:
        conn.execute(insert(store.jobs_t), rows)
    begun = perf_counter()
    store.get_due_jobs(now - AHEAD)
    store.get_next_run_time()
    idle = perf_counter() - begun
    scheduler.state = STATE_RUNNING  # and its thread sleeps on
    begun = perf_counter()
    scheduler._process_jobs()  # what its thread calls when it wakes
    took = perf_counter() - begun
    left = len(store.get_due_jobs(datetime.now(UTC)))  # noqa: TID251
    scheduler.shutdown(wait=False)
    assert left == 0
    return took, idle


def _when(number: int, now: datetime) -> datetime:
    return now - timedelta(seconds=1) if number < RIVALS_DUE else now + AHEAD


def _row(state: dict[str, Any], number: int, at: datetime) -> dict[str, Any]:
    mine = {**state, "id": f"j{number}", "next_run_time": at}
    return {
        "id": mine["id"],
        "next_run_time": at.timestamp(),
        "job_state": pickle.dumps(mine, pickle.HIGHEST_PROTOCOL),
    }


async def main(options: argparse.Namespace) -> None:
    async with places(options.postgres) as url:
        took, idle = await ours(url("alarms"), options.timers)
    each = took / DUE * 1e6
    print(f"huifang, {options.timers} timers: {DUE} rang in {took:.2f} s ({each:.0f} µs each)")
    print(f"huifang: an idle tick takes {idle * 1e3:.2f} ms")
    with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
        took, idle = await asyncio.to_thread(rival, f"sqlite:///{folder}/jobs.db", options.jobs)
    theirs = took / RIVALS_DUE * 1e6
    print(f"APScheduler, {options.jobs} jobs: {RIVALS_DUE} rang in {took:.2f} s", end=" ")
    print(f"({theirs:.0f} µs each)")
    print(f"APScheduler: an idle look takes {idle * 1e3:.2f} ms")
    print(f"ratio: {each / theirs:.3f} of its cost for each")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--timers", type=int, default=1_000_000)
    parser.add_argument("--jobs", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    asyncio.run(main(parser.parse_args()))
