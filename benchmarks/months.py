"""What it costs and gives to keep the log by month on PostgreSQL: beside it, in one table.

`python benchmarks/months.py [--rows 1000000] [--months 24]`; README.md says what it means.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from alembic import command
from sqlalchemy import Connection, text

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.postgres import Server, postgres
from bot.clock import Clock
from storage import answered, erasure, fading, messages, migrations, months
from storage.columns import to_ms
from storage.database import Database, open_database
from storage.messages import page
from storage.months import month_of

EACH = 40  # messages of a customer
BATCH = 128  # what a batch of 64 turns logs
_fill = text(
    "insert into messages (key, chat_id, conversation, at, direction, speaker, kind, text)"
    " select 'in\\:' || i, 1 + (hashint8(i)::bigint + 2147483648) % cast(:people as bigint), 1,"
    " cast(:since as bigint) + i * cast(:step as bigint), case i % 2 when 0 then 'in' else 'out'"
    " end, 'customer', 'text', '杯子保温效果很好,孩子很喜欢,谢谢 ' || i"
    " from generate_series(0, cast(:rows as bigint) - 1) i"
)
Work = Callable[[Connection], Any]


@dataclass(slots=True)
class Logs:
    whole: Database  # in one table
    parted: Database
    rows: int
    first: datetime  # the beginning of the first month, and of the one after the last
    end: datetime

    @property
    def people(self) -> int:
        return self.rows // EACH

    async def compare(self, name: str, times: int, work: Callable[[int], Work]) -> None:
        """The same work on both, by turns."""
        took: dict[str, list[float]] = {"whole": [], "parted": []}
        for number in range(times):
            for side in sorted(took, reverse=number % 2 == 0):
                job = work(number)
                begun = perf_counter()
                await getattr(self, side).write(job)
                took[side].append(1e3 * (perf_counter() - begun))
        one, many = median(took["whole"]), median(took["parted"])
        print(f"{name:42} {one:9.2f} ms  {many:9.2f} ms  {many / one:5.2f}", flush=True)


def first_version(conn: Connection) -> None:
    config = migrations._config()
    config.attributes["connection"] = conn
    command.upgrade(config, "0001")


async def ready(server: Server, rows: int, count: int) -> Logs:
    """The months to come, so that each has a table of its own."""
    first = month_of(Clock().now(), 1)
    end = month_of(first, count)
    whole, parted = (open_database(server.another(name)) for name in ("whole", "parted"))
    await whole.write(first_version)
    await asyncio.to_thread(migrations.migrate, server.url.replace("/postgres?", "/parted?"))
    await parted.write(lambda conn: months.make(conn, end))
    logs = Logs(whole, parted, rows, first, end)
    for database in (whole, parted):
        await database.write(lambda conn: fill(conn, logs, first))
    return logs


def fill(conn: Connection, logs: Logs, since: datetime) -> None:
    step = (to_ms(logs.end) - to_ms(logs.first)) // logs.rows
    how = {"since": to_ms(since), "step": step, "rows": logs.rows, "people": logs.people}
    conn.execute(text("truncate messages"))
    conn.execute(_fill, how)
    conn.execute(text("analyze messages"))


def said(number: int, logs: Logs) -> list[dict[str, Any]]:
    """A batch of the last month, in its order, from people all over the table."""
    row = {"conversation": 1, "direction": "in", "speaker": "customer", "kind": "text"}
    at = month_of(logs.end - timedelta(days=1)) + timedelta(seconds=number)
    people = (1 + (number * BATCH + n) * 7919 % logs.people for n in range(BATCH))
    return [
        {**row, "key": f"new:{number}:{n}", "chat_id": chat, "at": at, "text": "谢谢,很好用"}
        for n, chat in enumerate(people)
    ]


async def measure(logs: Logs, count: int) -> None:
    middle, last = month_of(logs.first, count // 2), month_of(logs.first, count - 1)
    words, none = fading.WORDS[0], logs.first  # nothing is older
    far = logs.rows // 2
    print(f"{'':42} {'one table':>12}  {'by month':>12}  ratio")
    await logs.compare(
        f"log {BATCH} messages", 100, lambda n: lambda conn: messages.log(conn, said(n, logs))
    )
    for name, since in (("last", last), ("middle", middle)):
        until = month_of(since, 1)
        work = lambda conn, since=since, until=until: list(page(conn, 0, since, until))  # noqa: E731
        await logs.compare(f"first page of an export of the {name} month", 9, lambda _, w=work: w)
    await logs.compare(
        "a page of an export of everything",
        30,
        lambda n: lambda conn: list(page(conn, far + n * 1000, logs.first, logs.end)),
    )
    await logs.compare(
        "what was said to somebody lately",
        60,
        lambda n: lambda conn: answered.said(conn, 1 + n * 13 % logs.people),
    )
    await logs.compare(
        "the erasure of somebody",
        20,
        lambda n: lambda conn: erasure.erase(conn, 1 + n * 17 % logs.people, logs.end),
    )
    await logs.compare("a night when nothing is old", 3, lambda _: lambda c: walk(c, words, none))


def walk(conn: Connection, of: fading.Kind, before: datetime) -> None:
    after: int | None = 0
    while after is not None:
        _, after = fading.fade(conn, of, before, after, 1000)


async def run(rows: int, count: int) -> None:
    with postgres() as server:
        logs = await ready(server, rows, count)
        await measure(logs, count)
        long_ago = logs.first - (logs.end - logs.first) - timedelta(days=31)
        await logs.whole.write(lambda conn: fill(conn, logs, long_ago))
        await logs.whole.close()
        await logs.parted.close()
        begun = perf_counter()
        await asyncio.to_thread(migrations.migrate, server.url.replace("/postgres?", "/whole?"))
        print(f"bringing the one table up to date: {perf_counter() - begun:.1f} s")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--months", type=int, default=24)
    given = parser.parse_args()
    print(f"{given.rows} messages in {given.months} months, PostgreSQL, durable")
    asyncio.run(run(given.rows, given.months))
