"""The loops: what is under way ends with its batch, and nothing new is taken on the way out."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.flow.loops import TurnLoop
from storage import inbox
from storage.database import Connection, Database
from storage.inbox import Arrival

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


class OneATime:
    """Takes one head a batch, slowly, as a chat that writes without end makes it."""

    soonest: datetime | None = None

    def __init__(self, database: Database) -> None:
        self.database = database

    async def take_turns(self, n: int) -> int:
        def work(conn: Connection) -> int:
            taken = inbox.take(conn, NOON, 1)
            inbox.finish(conn, taken, NOON)
            return len(taken.heads)

        done = await self.database.write(work)
        await asyncio.sleep(0.05)
        return done


async def test_a_stop_waits_for_the_batch_under_way_and_takes_no_other(
    database: Database,
) -> None:
    rows = [Arrival(f"k{n}", 7001, 1, {"kind": "text"}) for n in range(50)]
    await database.write(lambda conn: inbox.add(conn, rows, NOON - timedelta(seconds=1)))
    loop = TurnLoop(OneATime(database), database, lambda: NOON, lambda: None, lambda: None)  # type: ignore[arg-type]
    running = asyncio.create_task(loop.run())
    await asyncio.sleep(0.2)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    left = await database.read(inbox.waiting)
    await asyncio.sleep(0.2)

    assert 40 < left < 50
    assert await database.read(inbox.waiting) == left
    assert not loop.is_busy
