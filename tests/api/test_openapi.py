"""The purchases API against its own description: whatever fits it is taken, the rest refused."""

import asyncio
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.applications import Starlette
from starlette.routing import Route

from bot.api.openapi import described, description
from bot.api.purchases import Purchases
from bot.clock import Clock
from storage.database import Database, open_database
from storage.migrations import migrate

KEY = "the-key-of-the-till"
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


def app(database: Database) -> Starlette:
    """The door itself; how much it may be asked is tested elsewhere."""
    door = Purchases(
        database,
        Clock(),
        KEY,
        username=lambda: "huifang_bot",
        zone_of=lambda shop: ZoneInfo("Asia/Shanghai"),
        wake=lambda: None,
    )
    return Starlette(
        routes=[
            Route("/v1/purchases", door.post, methods=["POST"]),
            Route("/v1/openapi.json", described),
        ]
    )


@pytest.fixture
def post(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The one operation that the description names, as schemathesis reads it.

    Its own pytest plugin does not know our pytest yet, so hypothesis is asked directly. A door
    for each test, since who guesses keys in one is locked out of the next.
    """
    url = f"sqlite:///{tmp_path_factory.mktemp('api') / 'huifang.db'}"
    migrate(url)
    database = open_database(url)
    schema = schemathesis.openapi.from_asgi("/v1/openapi.json", app(database))
    [operation] = [found.ok() for found in schema.get_all_operations()]
    yield operation
    asyncio.run(database.close())


BRIEFLY = settings(
    max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_door_keeps_its_description(post: Any, mode: GenerationMode) -> None:
    """What fits it is stored or told why not; what does not fit is refused."""
    seen = set()

    @BRIEFLY
    @given(post.as_strategy(generation_mode=mode))
    def sent(case: Any) -> None:
        answer = case.call_and_validate(headers={"Authorization": f"Bearer {KEY}"}, checks=CHECKS)
        seen.add(answer.status_code)

    sent()
    refused = {400, 401, 413, 415, 422}  # which of them, is for chance to say
    assert seen & ({200, 201} if mode is GenerationMode.POSITIVE else refused)


@settings(parent=BRIEFLY, max_examples=20)
@given(data=st.data())
def test_no_door_opens_without_a_key(post: Any, data: st.DataObject) -> None:
    case = data.draw(post.as_strategy())
    answer = case.call(headers={"Authorization": "Bearer guess"})

    assert answer.status_code in (401, 429)


def test_the_description_has_every_field_of_the_form() -> None:
    purchase = description()["components"]["schemas"]["Purchase"]

    assert {"order_no", "shop", "items", "amount", "customer"} <= set(purchase["properties"])
    assert purchase["additionalProperties"] is False
