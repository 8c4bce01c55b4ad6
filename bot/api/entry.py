"""Who may come in with purchases: a key of ours, or a request that is signed with one.

Rule: whoever guesses, is slowed down long before a guess could be right.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus

from starlette.requests import Request

from bot.api import signing
from bot.api.door import Refused, same
from bot.api.limits import Limits, Rate, caller_of
from bot.clock import Clock
from storage import api_keys
from storage.api_keys import ApiKey
from storage.database import Connection, Database

GUESSES = Rate(per_second=0.2, burst=20)


@dataclass(frozen=True, slots=True)
class Caller:
    key: ApiKey | None = None  # None: the one key of the environment, which may do everything
    signature: bytes = b""  # to be noted down with what it brought, so that it works once

    def may(self, scope: str, shop: str) -> bool:
        return self.key is None or self.key.allows(scope, shop)


class Entry:
    def __init__(self, database: Database, clock: Clock, key: str) -> None:
        self.database = database
        self.clock = clock
        self.key = key
        self._guesses = Limits(GUESSES)

    async def admit(self, request: Request, body: bytes) -> Caller:
        """Raises Refused."""
        who, at = caller_of(request), asyncio.get_running_loop().time()
        if self._guesses.is_empty(who, at):
            message = "too many wrong keys, wait / 密钥错了太多次，请等一等"
            raise Refused(HTTPStatus.TOO_MANY_REQUESTS, message)
        if signing.is_signed(request.headers):
            caller = await self._signed(request, body)
        else:
            caller = await self._bearer(request)
        if caller is None:
            self._guesses.wait(who, at)
            message = "wrong or missing key or signature / 缺少密钥、密钥或签名不对"
            raise Refused(HTTPStatus.UNAUTHORIZED, message)
        return caller

    async def _bearer(self, request: Request) -> Caller | None:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        given = given.strip()
        if scheme.lower() != "bearer" or not given:
            return None
        if same(given, self.key):
            return Caller()
        key = await self.database.read(lambda conn: api_keys.bearer(conn, given))
        return Caller(key) if key is not None else None

    async def _signed(self, request: Request, body: bytes) -> Caller | None:
        signed = signing.read(request.headers, self.clock.now())
        if signed is None:
            return None
        for key, secret in await self.database.read(api_keys.signing):
            if signing.fits(signed, secret, body):
                mark = signing.signature(secret, signed.id, signed.timestamp, body)
                return Caller(key, mark)
        return None


def used_once(conn: Connection, caller: Caller, clock: Clock) -> None:
    """In the transaction that stores what came. Raises Refused at a replay.

    A till that got no answer signs the same again at another second, and is welcome.
    """
    if caller.signature and not api_keys.first_time(conn, caller.signature, clock.now()):
        message = "this signed request was used before / 这个签过名的请求已经用过"
        raise Refused(HTTPStatus.CONFLICT, message)
