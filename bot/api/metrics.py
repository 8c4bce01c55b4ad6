"""`GET /metrics` for Prometheus: what this process did, and what waits in the database.

Every process tells of itself; what waits is the same from each, so take the maximum of them.
No label ever holds an id of a chat or a word of a person.
"""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from bot.api.meters import Meters
from storage import vitals
from storage.database import Database
from storage.vitals import Vitals

FRESH = 10.0  # seconds: whoever asks more often gets the same answer
PATIENCE = 5.0
LANES = {0: "urgent", 1: "dialogue", 2: "bulk"}


class Metrics:
    """The door. Where the database does not answer, `huifang_database_up` is 0."""

    def __init__(
        self,
        database: Database,
        now: Callable[[], datetime],
        meters: Meters,
        last_poll: Callable[[], datetime | None],
    ) -> None:
        self._database = database
        self._now = now
        self._last_poll = last_poll
        self._registry = meters.registry
        self._waiting = _Waiting()
        self._registry.register(self._waiting)
        self._looked = -FRESH

    async def get(self, request: Request) -> Response:
        at = asyncio.get_running_loop().time()
        if at - self._looked >= FRESH:
            self._looked = at
            self._waiting.found = await self._look()
        polled = self._last_poll()
        self._waiting.poll_age = (self._now() - polled).total_seconds() if polled else None
        body = generate_latest(self._registry)
        return Response(body, headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _look(self) -> Vitals | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._database.read(lambda conn: vitals.look(conn, self._now()))
        except Exception:
            return None


class _Waiting(Collector):
    """The last look as gauges."""

    def __init__(self) -> None:
        self.found: Vitals | None = None
        self.poll_age: float | None = None

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = 0 if self.found is None else 1
        yield GaugeMetricFamily("huifang_database_up", "Whether it answers", value=up)
        if self.poll_age is not None:
            words = "Since the last answer to getUpdates"
            yield GaugeMetricFamily("huifang_last_poll_age_seconds", words, value=self.poll_age)
        if self.found is not None:
            yield from _gauges(self.found)


def _gauges(found: Vitals) -> Iterator[GaugeMetricFamily]:
    backlog = GaugeMetricFamily(
        "huifang_backlog_chats",
        f"Chats with something waiting, counted up to {vitals.MOST}",
        labels=["queue", "lane"],
    )
    for (queue, lane), chats in found.chats.items():
        backlog.add_metric([queue, LANES[lane]], chats)
    yield backlog
    age = GaugeMetricFamily("huifang_oldest_row_age_seconds", "Of what waits", labels=["queue"])
    for queue, seconds in found.oldest.items():
        age.add_metric([queue], seconds)
    yield age
    dead = GaugeMetricFamily("huifang_dead_rows", "Given up: huifang dead list", labels=["queue"])
    for queue, rows in found.dead.items():
        dead.add_metric([queue], rows)
    yield dead
    late = found.timers_overdue
    yield GaugeMetricFamily("huifang_timers_overdue", "Due for over 5 seconds", value=late)
    words = "Of the oldest timer that is due"
    yield GaugeMetricFamily("huifang_timer_lateness_seconds", words, value=found.latest_timer)
