"""What every door has in common: who may enter, how much they may bring, how we answer."""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

MAX_BODY = 2 * 1024 * 1024


class Refused(Exception):
    """An answer to give instead of going on."""

    def __init__(self, status: HTTPStatus, message: str, **more: Any) -> None:
        super().__init__(message)
        self.status = status
        self.body: Mapping[str, Any] = {"error": message, **more}

    def answer(self) -> JSONResponse:
        return JSONResponse(self.body, self.status)


def same(given: str, expected: str) -> bool:
    """In constant time, and never true for an empty secret."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


async def body_of(request: Request, limit: int = MAX_BODY) -> bytes:
    """The body, given up as soon as it is too long, whatever its header says."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limit:
            message = f"body over {limit} bytes / 请求体超过 {limit} 字节"
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, message)
        parts.append(part)
    return b"".join(parts)
