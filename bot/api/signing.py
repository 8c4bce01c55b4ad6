"""The Standard Webhooks scheme: a request signed with a shared secret, as tills may send it.

`webhook-signature: v1,<base64 of HMAC-SHA256(secret, "<webhook-id>.<webhook-timestamp>.<body>")>`
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)  # either way, as the scheme's own libraries have it
MOST_SIGNATURES = 8  # in one header, while a sender changes its secret


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signed request says of itself."""

    id: str
    timestamp: str
    signatures: tuple[bytes, ...]


def is_signed(headers: Mapping[str, str]) -> bool:
    return SIGNATURE in headers


def read(headers: Mapping[str, str], now: datetime) -> Signed | None:
    """None where something is missing, or too old, or from the future."""
    number, stamp = headers.get(ID, ""), headers.get(TIMESTAMP, "")
    if not number or not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return None
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return None
    words = headers.get(SIGNATURE, "").split()[:MOST_SIGNATURES]
    found = (_decoded(word.removeprefix("v1,")) for word in words if word.startswith("v1,"))
    return Signed(number, stamp, tuple(filter(None, found)))


def signature(secret: str, number: str, stamp: str, body: bytes) -> bytes:
    """Raises ValueError where the secret is none of the scheme."""
    key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    content = f"{number}.{stamp}.".encode() + body
    return hmac.new(key, content, hashlib.sha256).digest()


def fits(signed: Signed, secret: str, body: bytes) -> bool:
    """In constant time, for each of the signatures."""
    wanted = signature(secret, signed.id, signed.timestamp, body)
    return any([hmac.compare_digest(each, wanted) for each in signed.signatures])


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
