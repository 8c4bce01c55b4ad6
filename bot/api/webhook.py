"""`POST /telegram`: Telegram's webhook. 200 is said only after the update has been stored.

What is no update at all is stored too and answered 200: any other answer would bring it back
for a day, and block what comes behind it. 410 would end the webhook, so it is never said.
"""

import json
from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.api.door import Refused, body_of, same

log = structlog.get_logger()

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
SHOWN = 4000  # of a body that is no JSON, enough to see what it was

Accept = Callable[[Sequence[object]], Awaitable[None]]


class Webhook:
    def __init__(self, secret: str, accept: Accept) -> None:
        self.secret = secret
        self.accept = accept

    async def post(self, request: Request) -> Response:
        if not same(request.headers.get(SECRET_HEADER, ""), self.secret):
            return Response(status_code=HTTPStatus.FORBIDDEN)
        try:
            body = await body_of(request)
        except Refused as refused:
            return refused.answer()
        try:
            await self.accept([_update(body)])
        except Exception:  # not stored: Telegram shall bring it again
            log.exception("webhook_not_stored")
            return Response(status_code=HTTPStatus.SERVICE_UNAVAILABLE)
        return Response(status_code=HTTPStatus.OK)


def _update(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return {"not_json": body[:SHOWN].decode("utf-8", "replace")}
