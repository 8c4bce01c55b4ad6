"""A till's purchases over HTTP: taken whole or refused with the field's name."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from storage import purchases
from tests.api.conftest import House

GOOD = {
    "order_no": "A-1",
    "shop": "南京路店",
    "items": "保温杯",
    "amount": 19.9,
    "bought_at": "2026-11-02T10:00:00",
}


async def test_a_purchase_gets_its_link_once(house: House) -> None:
    first, again = await house.post(GOOD), await house.post(GOOD)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["link"].startswith("https://t.me/huifang_bot?start=")
    assert again.json() == {**first.json(), "created": False}
    assert house.woken == ["turns", "turns"]
    (kept,) = await house.database.read(lambda conn: purchases.by_order(conn, "A-1"))
    assert (kept.amount, kept.currency) == (Decimal("19.90"), "CNY")
    assert kept.bought_at == datetime(2026, 11, 2, 2, 0, tzinfo=UTC)  # the shop's wall clock


async def test_a_batch_answers_in_its_order(house: House) -> None:
    await house.post(GOOD)
    batch = [{**GOOD, "order_no": number} for number in ("A-2", "A-1", "A-2")]
    answer = await house.post({"purchases": batch})

    told = [(each["order_no"], each["created"]) for each in answer.json()["purchases"]]
    assert (answer.status_code, told) == (201, [("A-2", True), ("A-1", False), ("A-2", False)])


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": -1}, "amount"),
        ({"amount": 1.999}, "amount"),
        ({"amount": "很多"}, "amount"),
        ({"bought_at": "昨天"}, "bought_at"),
        ({"bought_at": 1790000000}, "bought_at"),
        ({"shop": "  "}, "shop"),
        ({"items": None}, "items"),
        ({"order_no": "x" * 65}, "order_no"),
        ({"clerk": "李\0工"}, "clerk"),
        ({"currency": "元"}, "currency"),
        ({"survey": "maybe"}, "survey"),
        ({"ammount": 5}, "ammount"),
    ],
)
async def test_a_batch_with_a_fault_is_refused_whole(
    house: House, change: dict[str, Any], field: str
) -> None:
    answer = await house.post({"purchases": [GOOD, {**GOOD, "order_no": "A-9", **change}]})

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["index"], error["field"]) == (1, field)
    assert " / " in error["message"]
    assert await house.database.read(lambda conn: purchases.by_order(conn, "A-1")) == ()


@pytest.mark.parametrize("key", ["x", "wrong", "密钥"])
async def test_without_the_key_nobody_enters(house: House, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}".encode()}
    answer = await house.client.post("/v1/purchases", json=GOOD, headers=headers)

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"[" * 100_000, 400), (b"[]", 422), (b'{"purchases": []}', 422), (b"5", 422)],
)
async def test_what_is_no_purchase_is_refused(house: House, body: bytes, status: int) -> None:
    headers = {"Authorization": "Bearer the-key-of-the-till"}
    answer = await house.client.post("/v1/purchases", content=body, headers=headers)

    assert answer.status_code == status
    assert answer.json()["error"]


async def test_a_body_without_end_is_cut(house: House) -> None:
    headers = {"Authorization": "Bearer the-key-of-the-till"}
    content = b" " * (2 * 1024 * 1024 + 1)
    answer = await house.client.post("/v1/purchases", content=content, headers=headers)

    assert answer.status_code == 413
