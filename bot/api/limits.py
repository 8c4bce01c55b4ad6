"""How much one caller may ask of a door: so many a second, with a burst, then 429.

In memory and for each process: it keeps a door from being leant on, and counts nothing for ever.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from math import ceil

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

MOST_CALLERS = 10_000  # remembered at a time, those seen last

Handler = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Rate:
    per_second: float
    burst: int


class Limits:
    """A bucket a caller that fills again by itself."""

    def __init__(self, rate: Rate) -> None:
        self.rate = rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()  # drops, and when

    def wait(self, caller: str, at: float) -> float:
        """Take a drop; 0, or how many seconds until there is one."""
        left, seen = self._left.pop(caller, (float(self.rate.burst), at))
        left = min(float(self.rate.burst), left + (at - seen) * self.rate.per_second)
        missing = max(0.0, 1 - left)
        self._left[caller] = (left if missing else left - 1, at)
        if len(self._left) > MOST_CALLERS:
            self._left.popitem(last=False)
        return missing / self.rate.per_second

    def is_empty(self, caller: str, at: float) -> bool:
        """Look without taking."""
        left, seen = self._left.get(caller, (float(self.rate.burst), at))
        return left + (at - seen) * self.rate.per_second < 1


def caller_of(request: Request) -> str:
    """Behind a proxy on this machine the server has put the caller's own address here."""
    return request.client.host if request.client else "?"


def limited(handler: Handler, rate: Rate) -> Handler:
    """The door, with its own buckets."""
    limits = Limits(rate)

    async def door(request: Request) -> Response:
        wait = limits.wait(caller_of(request), asyncio.get_running_loop().time())
        return too_many(wait) if wait else await handler(request)

    return door


def too_many(wait: float) -> JSONResponse:
    body = {"error": "too many requests, slow down / 请求太多，请慢一点"}
    headers = {"Retry-After": str(ceil(wait))}
    return JSONResponse(body, HTTPStatus.TOO_MANY_REQUESTS, headers)
