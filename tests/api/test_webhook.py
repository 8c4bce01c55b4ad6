"""The webhook and the health door."""

from datetime import UTC, datetime

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.api.health import Health
from bot.clock import Clock
from storage.database import open_database
from tests.api.conftest import SECRET, House

HEADER = "X-Telegram-Bot-Api-Secret-Token"


async def test_an_update_is_accepted_before_it_is_confirmed(house: House) -> None:
    answer = await house.client.post("/telegram", json={"update_id": 1}, headers={HEADER: SECRET})

    assert (answer.status_code, house.accepted) == (200, [{"update_id": 1}])


@pytest.mark.parametrize("secret", ["", "wrong", SECRET + "x"])
async def test_a_stranger_is_turned_away(house: House, secret: str) -> None:
    answer = await house.client.post("/telegram", json={"update_id": 1}, headers={HEADER: secret})

    assert (answer.status_code, house.accepted) == (403, [])


async def test_what_was_not_stored_comes_again(house: House) -> None:
    house.is_broken = True
    answer = await house.client.post("/telegram", json={"update_id": 1}, headers={HEADER: SECRET})

    assert answer.status_code == 503


async def test_what_is_no_json_is_parked_and_not_brought_again(house: House) -> None:
    answer = await house.client.post("/telegram", content=b"\xff{", headers={HEADER: SECRET})

    assert (answer.status_code, house.accepted) == (200, [{"not_json": "\ufffd{"}])


async def test_health_counts_what_waits(house: House) -> None:
    house.last_poll = datetime.now(UTC)  # noqa: TID251
    answer = await house.client.get("/health")

    assert answer.status_code == 200
    assert answer.json()["waiting"] == {"inbox": 0, "outbox": 0}


async def test_without_a_database_we_are_not_well() -> None:
    nowhere = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    health = Health(nowhere, Clock(), lambda: None, polls=lambda: False)
    app = Starlette(routes=[Route("/health", health.get)])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot") as client:
        answer = await client.get("/health")
    await nowhere.close()

    assert (answer.status_code, answer.json()["database"]) == (503, False)
