"""What a turn costs in the database when little waits, beside when very much does, both databases.

`python benchmarks/backlog.py [--rows 1000000] [--postgres]`; README.md says what the shapes are.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import text

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.postgres import postgres
from storage import chats, inbox, messages, outbox, timers
from storage.database import Connection, Database, open_database
from storage.inbox import Arrival
from storage.migrations import migrate
from storage.outbox import Outgoing, Sent

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
MS = int(NOON.timestamp() * 1000)
FEW = 1000
BATCH = 64
FIRST = 10_000_000  # chats of the history lie apart from those that wait
STATE = {"v": 1, "talks": [{"number": 1, "stage": "survey.comment", "text": "好" * 150}]}
PAYLOAD = (
    '{"kind":"text","text":"杯子保温效果很好,孩子很喜欢,谢谢","from":{"id":7,"name":"王女士"}}'
)

Shape = Callable[[int], Iterator[tuple[int, int, int]]]  # (chats from, to, rows of each)


def one(n: int) -> Iterator[tuple[int, int, int]]:
    yield 1, 1, 1


def thousand(n: int) -> Iterator[tuple[int, int, int]]:
    yield 1, FEW, 1


def every(n: int) -> Iterator[tuple[int, int, int]]:
    yield 1, n, 1


def flood(n: int) -> Iterator[tuple[int, int, int]]:
    yield 1, FEW, 1
    yield FEW + 1, FEW + 1, max(1, n // 10)


def put_off(n: int) -> Iterator[tuple[int, int, int]]:
    yield 1, FEW, 1
    yield 2 * FEW, 2 * FEW + max(1, n // 100) - 1, 5


SHAPES: dict[str, Shape] = {
    "1 waits": one,
    "1,000 chats × 1": thousand,
    "all in chats of their own": every,
    "1 chat × a tenth, 1,000 × 1": flood,
    "put-off chats × 5, 1,000 × 1": put_off,
}


def fill(conn: Connection, n: int, shape: Shape) -> None:
    """n handled rows of each kind, n timers, and what the shape lets wait."""
    past = {"n": n, "at": MS - 10**9, "p": PAYLOAD}
    series = _series(conn)
    conn.execute(
        text(
            "insert into inbox (dedupe_key, chat_id, lane, payload, received_at, handled_at)"
            f" select 'h:' || i, {FIRST} + i % 50000, 1, :p, :at, :at from {series}"
        ),
        past,
    )
    conn.execute(
        text(
            "insert into outbox (dedupe_key, chat_id, about, lane, body, queued_at, sent_at)"
            f" select 'h:' || i, {FIRST} + i % 50000, 0, 1, :p, :at, :at from {series}"
        ),
        past,
    )
    conn.execute(
        text(
            "insert into messages (key, chat_id, at, direction, speaker, kind, text)"
            f" select 'h:' || i, {FIRST} + i % 50000, :at, 'in', 'customer', 'text', '好'"
            f" from {series}"
        ),
        {"n": n, "at": MS - 10**9},
    )
    conn.execute(
        text(
            "insert into timers (chat_id, name, due_at)"
            f" select {FIRST} + i, '1:x', :at from {series}"
        ),
        {"n": n, "at": MS + 10**10},
    )
    for first, last, each in shape(n):
        waiting = {"n": (last - first + 1) * each, "first": first, "each": each, "at": MS}
        conn.execute(
            text(
                "insert into inbox (dedupe_key, chat_id, lane, payload, received_at)"
                " select 'w:' || cast(:first as int) || ':' || i, cast(:first as int)"
                " + (i - 1) / cast(:each as int), 1, :p, :at"
                f" from {series}"
            ),
            {**waiting, "p": PAYLOAD},
        )
    inbox.repair(conn, NOON)
    if shape is put_off:
        conn.execute(
            text("update inbox_lines set due_at = due_at + 1000000000 where chat_id >= :first"),
            {"first": 2 * FEW},
        )


def _series(conn: Connection) -> str:
    if conn.dialect.name == "postgresql":
        return "generate_series(1, cast(:n as int)) as s(i)"
    counting = "select 1 union all select i + 1 from s where i < :n"
    return f"(with recursive s(i) as ({counting}) select i from s)"


class Turner:
    """Whole turns of storage: take, save, log, finish, queue, lease, mark; and as many come in."""

    def __init__(self, database: Database) -> None:
        self.database, self.number, self.now = database, 0, NOON + timedelta(seconds=1)

    async def turn(self) -> tuple[int, float]:
        """How many, and seconds on the clock."""
        self.now += timedelta(milliseconds=10)
        begun = perf_counter()
        held = await self.database.write(self._turns)
        parcels = await self.database.write(lambda c: outbox.send_round(c, [], BATCH, self.now))
        done = [Sent(p.id, p.chat_id, p.id, timedelta()) for p in parcels]
        await self.database.write(lambda c: outbox.send_round(c, done, 0, self.now))
        self.number += 1
        again = [Arrival(f"a:{self.number}:{c}", c, 1, {"text": "好" * 100}) for c in held]
        await self.database.write(lambda c: inbox.add(c, again, self.now))
        return len(held), perf_counter() - begun

    def _turns(self, conn: Connection) -> list[int]:
        taken = inbox.take(conn, self.now, BATCH)
        held = [head.chat_id for head in taken.heads]
        chats.save(conn, dict.fromkeys(held, STATE))
        timers.set_(conn, [(chat, "1:x", self.now + timedelta(days=1)) for chat in held])
        messages.log(conn, [row for head in taken.heads for row in _said(head.id, head.chat_id)])
        inbox.finish(conn, taken, self.now)
        rows = [Outgoing(f"{h.id}:0", h.chat_id, 1, {"text": "好" * 60}) for h in taken.heads]
        outbox.queue(conn, rows, self.now)
        return held


def _said(number: int, chat_id: int) -> list[dict[str, Any]]:
    common = {"chat_id": chat_id, "at": NOON, "kind": "text", "text": "杯子保温效果很好"}
    return [
        {**common, "key": f"in:{number}", "direction": "in", "speaker": "customer"},
        {**common, "key": f"{number}:0", "direction": "out", "speaker": "bot"},
    ]


async def measure(url: Callable[[str], str], rows: int, batches: int) -> list[float]:
    found = []
    for name, shape in SHAPES.items():
        small, large = await ready(url, FEW, shape), await ready(url, rows, shape)
        costs: list[tuple[float, float]] = []
        for number in range(batches + 4):  # turn about, so that a noisy neighbour hits both
            pair = [small, large] if number % 2 else [large, small]
            took = {id(t): await t.turn() for t in pair}
            per = [took[id(t)][1] / took[id(t)][0] * 1e6 for t in (small, large)]
            if number >= 4:
                costs.append((per[0], per[1]))
        few, many = (median(side) for side in zip(*costs, strict=True))
        ratio = median(b / a for a, b in costs)
        found.append(ratio)
        print(f"{name:>30}: {few:6.0f} and {many:6.0f} µs a turn, ratio {ratio:.2f}", flush=True)
        for each in (small, large):
            await each.database.close()
    return found


async def ready(url: Callable[[str], str], rows: int, shape: Shape) -> Turner:
    name = f"b{random.getrandbits(40):x}"
    place = url(name)
    await asyncio.to_thread(migrate, place)
    database = open_database(place)
    await database.write(lambda conn: fill(conn, rows, shape))
    if database.kind == "postgresql":
        await database.write(lambda conn: conn.execute(text("analyze")))
    return Turner(database)


@asynccontextmanager
async def places(is_postgres: bool) -> Any:
    if is_postgres:
        with postgres() as server:
            yield server.another
    else:
        with tempfile.TemporaryDirectory(prefix="huifang-") as folder:
            yield lambda name: f"sqlite:///{folder}/{name}.db"


async def main(options: argparse.Namespace) -> None:
    kind = "PostgreSQL" if options.postgres else "SQLite"
    print(f"{kind}: {FEW} rows beside {options.rows}, batches of {BATCH}, wall time")
    async with places(options.postgres) as url:
        await measure(url, options.rows, options.batches)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--batches", type=int, default=40)
    parser.add_argument("--postgres", action="store_true")
    asyncio.run(main(parser.parse_args()))
