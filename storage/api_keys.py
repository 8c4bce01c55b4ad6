"""Who may knock at the doors for programs: keys that are hashed, scoped and revocable.

A bearer key is kept as its hash. A signing key must be kept itself, to check signatures with:
sealed, where encryption is on. Either is told once, to whoever makes it.
"""

import base64
import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from . import private
from .both import Both
from .tables import api_keys, signatures

BEARER, SIGNING = "hf_", "whsec_"
SCOPES = ("purchases",)  # of all shops, or of one: purchases@徐汇店


@dataclass(frozen=True, slots=True)
class ApiKey:
    id: int
    name: str
    scopes: tuple[str, ...]
    signs: bool
    created_at: datetime
    revoked_at: datetime | None

    def allows(self, scope: str, shop: str | None = None) -> bool:
        return scope in self.scopes or (shop is not None and f"{scope}@{shop}" in self.scopes)


_columns = (
    api_keys.c.id,
    api_keys.c.name,
    api_keys.c.scopes,
    api_keys.c.digest,
    api_keys.c.created_at,
    api_keys.c.revoked_at,
)
_all = select(*_columns).order_by(api_keys.c.id)
_lives = api_keys.c.revoked_at.is_(None)
_bearer = select(*_columns).where(api_keys.c.digest == bindparam("digest"), _lives)
_signing = select(*_columns, api_keys.c.secret).where(api_keys.c.digest.is_(None), _lives)
_revoke = (
    update(api_keys)
    .where(api_keys.c.id == bindparam("row"), _lives)
    .values(revoked_at=bindparam("now"), secret=None)
)
_insert = insert(api_keys).returning(api_keys.c.id)
_seen = Both(lambda insert: insert(signatures).on_conflict_do_nothing(index_elements=["digest"]))
_old = delete(signatures).where(signatures.c.at < bindparam("before"))


def known_scope(scope: str) -> bool:
    name, at, shop = scope.partition("@")
    return name in SCOPES and bool(shop) == bool(at)


def issue(
    conn: Connection, name: str, scopes: Iterable[str], now: datetime, *, signs: bool
) -> tuple[int, str]:
    """Make a key; return its number and the key, which nobody can ask for again."""
    raw = secrets.token_bytes(32)
    key = SIGNING + base64.b64encode(raw).decode()
    if not signs:
        key = BEARER + base64.urlsafe_b64encode(raw).decode().rstrip("=")
    row = {
        "name": name,
        "digest": None if signs else _digest(key),
        "secret": key if signs else None,
        "scopes": "\n".join(sorted(set(scopes))),
        "created_at": now,
    }
    number = conn.scalar(_insert, private.seal_one(conn, api_keys, row))
    return int(number or 0), key


def listed(conn: Connection) -> tuple[ApiKey, ...]:
    return tuple(map(_key, conn.execute(_all)))


def revoke(conn: Connection, number: int, now: datetime) -> bool:
    """It opens nothing from now on, and its secret is gone."""
    return conn.execute(_revoke, {"row": number, "now": now}).rowcount == 1


def bearer(conn: Connection, given: str) -> ApiKey | None:
    """Found by its hash: how long that takes says nothing of the key."""
    row = conn.execute(_bearer, {"digest": _digest(given)}).one_or_none()
    return None if row is None else _key(row)


def signing(conn: Connection) -> tuple[tuple[ApiKey, str], ...]:
    """Every key that may sign, with its secret: a request does not say which it is of."""
    rows = private.read(conn, _signing)
    return tuple((_key(row), row.secret) for row in rows if row.secret is not None)


def first_time(conn: Connection, signature: bytes, now: datetime) -> bool:
    """Note a signature down; False: it was used before."""
    digest = hashlib.sha256(signature).hexdigest()
    return _seen.run(conn, {"digest": digest, "at": now}).rowcount == 1


def forget_signatures(conn: Connection, before: datetime) -> int:
    return conn.execute(_old, {"before": before}).rowcount


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _key(row: Any) -> ApiKey:
    scopes = tuple(row.scopes.split("\n"))
    return ApiKey(row.id, row.name, scopes, row.digest is None, row.created_at, row.revoked_at)
