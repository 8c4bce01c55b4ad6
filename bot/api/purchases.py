"""`POST /v1/purchases`: a till tells us of purchases and gets an invitation link for each.

A batch is taken whole or not at all; the same order of the same shop may come any number of times.
"""

import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.api.door import Refused, body_of
from bot.api.entry import Caller, Entry, used_once
from bot.api.form import PurchaseForm, ZoneOf, faults
from bot.clock import Clock
from storage import purchases
from storage.database import Connection, Database
from storage.purchases import NewPurchase, Purchase

MAX_BATCH = 1000
SCOPE = "purchases"


def invitation(username: str, token: str) -> str:
    """The link that lets a customer come in; a bot cannot write first."""
    return f"https://t.me/{username}?start={token}"


class Purchases:
    """The handler of the route, with all it needs."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        key: str,
        username: Callable[[], str],
        zone_of: ZoneOf,
        wake: Callable[[], None],
    ) -> None:
        self.database = database
        self.clock = clock
        self.entry = Entry(database, clock, key)
        self.username = username
        self.zone_of = zone_of
        self.wake = wake

    async def post(self, request: Request) -> Response:
        try:
            body = await body_of(request)
            caller = await self.entry.admit(request, body)
            found = _parsed(body)
            is_batch = isinstance(found, dict) and set(found) == {"purchases"}
            new = self._read(found["purchases"] if is_batch else [found])
            _allowed(caller, new)
            added = await self.database.write(lambda conn: self._add(conn, caller, new))
        except Refused as refused:
            return refused.answer()
        self.wake()
        answers = [self._answer(*each) for each in added]
        status = HTTPStatus.CREATED if any(created for _, created in added) else HTTPStatus.OK
        return JSONResponse({"purchases": answers} if is_batch else answers[0], status)

    def _add(
        self, conn: Connection, caller: Caller, new: Sequence[NewPurchase]
    ) -> list[tuple[Purchase, bool]]:
        used_once(conn, caller, self.clock)
        return purchases.add(conn, new, self.clock.now())

    def _read(self, found: object) -> list[NewPurchase]:
        if not isinstance(found, list) or not 1 <= len(found) <= MAX_BATCH:
            message = f"bring 1 to {MAX_BATCH} purchases / 每次 1 到 {MAX_BATCH} 条"
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, message)
        new: list[NewPurchase] = []
        errors: list[dict[str, Any]] = []
        for index, raw in enumerate(found):
            try:
                new.append(PurchaseForm.model_validate(raw).purchase(self.zone_of))
            except ValidationError as error:
                errors += _located(index, raw, error)
        if errors:
            message = "nothing was stored / 没有保存任何一条"
            raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, message, errors=errors)
        return new

    def _answer(self, purchase: Purchase, created: bool) -> dict[str, Any]:
        return {
            "order_no": purchase.order_no,
            "shop": purchase.shop,
            "created": created,
            "link": invitation(self.username(), purchase.token),
        }


def _allowed(caller: Caller, new: Sequence[NewPurchase]) -> None:
    shops = sorted({each.shop for each in new if not caller.may(SCOPE, each.shop)})
    if shops:
        message = f"this key is not for {', '.join(shops)} / 这个密钥不管这些门店"
        raise Refused(HTTPStatus.FORBIDDEN, message)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        message = "the body is not valid JSON / 请求体不是有效的 JSON"
        raise Refused(HTTPStatus.BAD_REQUEST, message, detail=str(error)) from error


def _located(index: int, raw: object, error: ValidationError) -> Sequence[dict[str, Any]]:
    order_no = raw.get("order_no") if isinstance(raw, dict) else None
    where = {"index": index, "order_no": order_no if isinstance(order_no, str) else None}
    return [{**where, "field": each.field, "message": each.message} for each in faults(error)]
