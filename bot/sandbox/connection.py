"""Cutting a connection off: what a broken network does to a call.

ASGI cannot do it, so our uvicorn protocol hands the transport along in the scope.
"""

import asyncio
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

_TRANSPORT = "huifang.transport"


class CuttableProtocol(H11Protocol):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        inner: ASGIApp = self.app

        async def with_transport(scope: Scope, receive: Receive, send: Send) -> None:
            scope[_TRANSPORT] = self.transport
            await inner(scope, receive, send)

        self.app = with_transport


async def cut(scope: Scope, receive: Receive, send: Send) -> None:
    """The caller sees a connection reset; under another server, an answer that breaks off."""
    transport: asyncio.Transport | None = scope.get(_TRANSPORT)
    if transport is None:
        head = [(b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"{", "more_body": True})
        return
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
