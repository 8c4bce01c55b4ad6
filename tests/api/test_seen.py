"""What whoever runs the bot may ask: does it live, is it ready, what waits, how long it takes."""

import re
from datetime import UTC, datetime

import httpx
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.routing import Route

from bot.api.health import Ready, alive
from bot.api.meters import Meters
from bot.api.metrics import Metrics
from bot.clock import Clock
from storage import timers
from storage.database import open_database
from tests.api.conftest import House
from tests.storage.acts import NOON, add, arrival, outgoing, queue

Figures = dict[tuple[str, tuple[str, ...]], float]


async def figures(client: httpx.AsyncClient) -> Figures:
    """Read by Prometheus's own parser: a page that it cannot read is an error here."""
    answer = await client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=")
    return {
        (sample.name, tuple(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


async def test_ready_counts_the_chats_that_wait(house: House) -> None:
    house.last_poll = datetime.now(UTC)  # noqa: TID251
    await add(house.database, arrival("a", 1), arrival("b", 1), arrival("c", 2, 0))
    answer = await house.client.get("/readyz")

    assert answer.status_code == 200
    assert answer.json()["chats_waiting"] == {"inbox": 2, "outbox": 0}


async def test_without_a_database_we_live_but_are_not_ready() -> None:
    nowhere = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    clock = Clock()
    ready = Ready(nowhere, clock, lambda: None, polls=lambda: False)
    metrics = Metrics(nowhere, clock.now, Meters(), lambda: None)
    doors = {"/healthz": alive, "/readyz": ready.get, "/metrics": metrics.get}
    app = Starlette(routes=[Route(path, door) for path, door in doors.items()])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        assert (await client.get("/healthz")).status_code == 200
        answer = await client.get("/readyz")
        found = await figures(client)
    await nowhere.close()

    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert found["huifang_database_up", ()] == 0
    assert ("huifang_timers_overdue", ()) not in found  # no figure is better than an old one


async def test_what_waits_by_lane(house: House) -> None:
    await add(house.database, arrival("a", 1, 0), arrival("b", 2), arrival("c", 3))
    await queue(house.database, outgoing("9:0", 5, 2))
    await house.database.write(lambda conn: timers.set_(conn, [(1, "x", NOON)]))

    found = await figures(house.client)
    assert found["huifang_backlog_chats", ("urgent", "inbox")] == 1
    assert found["huifang_backlog_chats", ("dialogue", "inbox")] == 2
    assert found["huifang_backlog_chats", ("bulk", "outbox")] == 1
    assert found["huifang_oldest_row_age_seconds", ("inbox",)] > 3600
    assert found["huifang_timers_overdue", ()] == 1
    assert found["huifang_dead_rows", ("inbox",)] == 0
    assert found["huifang_database_up", ()] == 1


async def test_what_the_loops_told(house: House) -> None:
    house.meters.turned(0.003, 64)
    house.meters.read(0.0004)
    for status in (200, 200, 429, 0):
        house.meters.answered(status)

    found = await figures(house.client)
    assert found["huifang_turns_total", ()] == 64
    assert found["huifang_turns_seconds_count", ()] == 1
    assert found["huifang_reading_seconds_bucket", ("0.0005",)] == 1
    assert found["huifang_telegram_answers_total", ("200",)] == 2
    assert found["huifang_telegram_answers_total", ("0",)] == 1
    assert found["huifang_telegram_429_total", ()] == 1


async def test_no_label_tells_of_a_person(house: House) -> None:
    await add(house.database, arrival("a", 7_123_456_789))
    answer = await house.client.get("/metrics")

    assert "7123456789" not in answer.text
    names = set(re.findall(r'(\w+)="', answer.text))
    assert names <= {"queue", "lane", "code", "le"}
