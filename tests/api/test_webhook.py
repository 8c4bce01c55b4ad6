"""The webhook and the health door."""

import pytest

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
