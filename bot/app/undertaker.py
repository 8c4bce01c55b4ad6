"""Dead rows at the command line: tried again, or let go. The book says how many, and whose act."""

from collections.abc import Sequence

from bot.app.office import opened
from bot.clock import Clock
from bot.config import Settings
from storage import audit, dead
from storage.database import Connection

QUEUES = tuple(dead.QUEUES)


async def retry(settings: Settings, queue: str, numbers: Sequence[int], *, every: bool) -> int:
    now = Clock().now()

    def work(conn: Connection) -> int:
        wanted = [each for each in dead.ids(conn, queue) if every or each in numbers]
        if queue == dead.OUTBOX_ROWS:  # lines of the outbox come last, after the book
            _note(conn, "dead_retried", queue, len(wanted))
            return dead.retry(conn, queue, wanted, now)
        done = dead.retry(conn, queue, wanted, now)
        _note(conn, "dead_retried", queue, done)
        return done

    async with opened(settings) as database:
        return await database.write(work)


async def drop(settings: Settings, queue: str, numbers: Sequence[int], *, every: bool) -> int:
    def work(conn: Connection) -> int:
        done = dead.drop(conn, queue, dead.ids(conn, queue) if every else numbers)
        _note(conn, "dead_dropped", queue, done)
        return done

    async with opened(settings) as database:
        return await database.write(work)


def _note(conn: Connection, act: str, queue: str, total: int) -> None:
    entry = audit.Entry("operator", act, total=total, detail=queue)
    audit.add(conn, [entry], Clock().now())
