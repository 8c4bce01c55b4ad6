"""Who may come in with purchases, and who is sent away."""

import asyncio
import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.api import signing
from bot.api.limits import Limits, Rate
from storage import api_keys, purchases
from storage.database import Connection
from tests.api.conftest import House
from tests.api.test_purchases import GOOD

# Published with the scheme's reference libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
NUMBER, STAMP, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", b'{"test": 2432232314}'
PUBLISHED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
AT = datetime.fromtimestamp(int(STAMP), UTC)


def headers(**other: str) -> dict[str, str]:
    named = {"webhook-id": NUMBER, "webhook-timestamp": STAMP, "webhook-signature": PUBLISHED}
    return {**named, **{f"webhook-{name}": value for name, value in other.items()}}


def test_the_published_signature_fits() -> None:
    for value in (PUBLISHED, f"v1,AAAA {PUBLISHED}", f"v1a,whatever {PUBLISHED}"):
        signed = signing.read(headers(signature=value), AT)
        assert signed is not None
        assert signing.fits(signed, SECRET, BODY)


@pytest.mark.parametrize(
    ("changed", "body"),
    [
        ({}, b'{"test": 2432232315}'),
        ({"id": "msg_p5jXN8AQM9LWM0D4loKWxJe"}, BODY),
        ({"timestamp": "1614265331"}, BODY),
        ({"signature": "v1,AAAA"}, BODY),
        ({"signature": PUBLISHED.replace("v1,", "v2,")}, BODY),
        ({"signature": PUBLISHED.removeprefix("v1,")}, BODY),
    ],
)
def test_what_was_changed_does_not_fit(changed: dict[str, str], body: bytes) -> None:
    signed = signing.read(headers(**changed), AT)

    assert signed is None or not signing.fits(signed, SECRET, body)


@pytest.mark.parametrize("stamp", ["", "later", "-1", "²", "9" * 40])
def test_what_is_no_time_is_refused(stamp: str) -> None:
    assert signing.read(headers(timestamp=stamp), AT) is None


@pytest.mark.parametrize("seconds", [301, -301])
def test_a_signature_of_another_time_is_refused(seconds: int) -> None:
    assert signing.read(headers(), AT + timedelta(seconds=seconds)) is None


def signed_by(secret: str, body: bytes, at: datetime, number: str = "m1") -> dict[str, str]:
    stamp = str(int(at.timestamp()))
    made = base64.b64encode(signing.signature(secret, number, stamp, body)).decode()
    return {
        "webhook-id": number,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{made}",
        "content-type": "application/json",
    }


async def issued(
    house: House, scope: str = "purchases", *, signs: bool = False
) -> tuple[int, str]:
    now = datetime.now(UTC)  # noqa: TID251
    return await house.database.write(
        lambda conn: api_keys.issue(conn, "till", [scope], now, signs=signs)
    )


async def test_a_key_opens_until_it_is_revoked(house: House) -> None:
    number, key = await issued(house)
    first = await house.post(GOOD, key)
    now = datetime.now(UTC)  # noqa: TID251
    await house.database.write(lambda conn: api_keys.revoke(conn, number, now))
    second = await house.post(GOOD, key)

    assert (first.status_code, second.status_code) == (201, 401)


async def test_a_key_is_kept_as_its_hash(house: House) -> None:
    _, key = await issued(house)

    def rows(conn: Connection) -> str:
        return repr(conn.execute(api_keys.api_keys.select()).all())

    assert key.removeprefix("hf_") not in await house.database.read(rows)


async def test_a_key_of_one_shop_reports_for_no_other(house: House) -> None:
    _, key = await issued(house, "purchases@南京路店")
    mixed = {"purchases": [GOOD, {**GOOD, "shop": "徐汇店"}]}

    assert (await house.post(GOOD, key)).status_code == 201
    refused = await house.post(mixed, key)
    assert refused.status_code == 403
    assert "徐汇店" in refused.json()["error"]
    found = await house.database.read(lambda conn: purchases.by_order(conn, "A-1"))
    assert [each.shop for each in found] == ["南京路店"]


async def test_a_signed_request_works_once(house: House) -> None:
    _, secret = await issued(house, signs=True)
    body, now = json.dumps(GOOD).encode(), datetime.now(UTC)  # noqa: TID251

    async def sent(**more: Any) -> int:
        made = signed_by(secret, body, **{"at": now, **more})
        answer = await house.client.post("/v1/purchases", content=body, headers=made)
        return answer.status_code

    assert await sent() == 201
    assert await sent() == 409  # a replay
    assert await sent(at=now + timedelta(seconds=1)) == 200  # a till that got no answer
    assert await sent(at=now - timedelta(minutes=6)) == 401


async def test_a_signature_of_a_revoked_key_opens_nothing(house: House) -> None:
    number, secret = await issued(house, signs=True)
    body, now = json.dumps(GOOD).encode(), datetime.now(UTC)  # noqa: TID251
    await house.database.write(lambda conn: api_keys.revoke(conn, number, now))
    made = signed_by(secret, body, now)
    answer = await house.client.post("/v1/purchases", content=body, headers=made)

    assert answer.status_code == 401


async def test_whoever_guesses_is_slowed_down(house: House) -> None:
    codes = [(await house.post(GOOD, f"guess {n}")).status_code for n in range(25)]

    assert codes == [401] * 20 + [429] * 5
    assert (await house.post(GOOD)).status_code == 429  # from there even the right one waits


def test_a_bucket_fills_again() -> None:
    limits = Limits(Rate(per_second=2, burst=3))
    waits = [limits.wait("a", 0.0) for _ in range(4)]

    assert waits == [0, 0, 0, 0.5]
    assert limits.wait("b", 0.0) == 0
    assert limits.wait("a", 0.5) == 0


async def test_every_door_has_a_limit(house: House) -> None:
    """As many as fit, then 429 with the seconds to wait."""
    answers = await asyncio.gather(*(house.client.get("/v1/openapi.json") for _ in range(90)))
    refused = [answer for answer in answers if answer.status_code == 429]

    assert refused
    assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
