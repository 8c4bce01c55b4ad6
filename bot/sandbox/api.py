"""One call of the Bot API over HTTP: path, token, parameters, faults, method, envelope."""

import asyncio
from collections.abc import Awaitable, Callable
from hmac import compare_digest
from urllib.parse import unquote

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from bot.sandbox import reading
from bot.sandbox.connection import cut
from bot.sandbox.errors import Refused, refuse, too_many_requests
from bot.sandbox.faults import Fault, Kind
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params, to_integer
from bot.sandbox.polling import Polling
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import Json, dumps
from bot.sandbox.world import World

MOST_TOKEN = 80
PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502</h1></body></html>"
_RETRY_AFTER = b"retry-after"
Waiting = Callable[[Params], Awaitable[object]]


class Calls:
    """An ASGI application for `/bot<token>/<method>`."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.polling = Polling(world)
        self.webhook = Webhook(world, self.polling)
        self._waiting: dict[str, Waiting] = {
            "getupdates": self.polling.get_updates,
            "setwebhook": self.webhook.set_webhook,
            "deletewebhook": self.webhook.delete_webhook,
            "getwebhookinfo": self.webhook.info,
            "logout": self._log_out,
            "close": self._close,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._answer(scope, receive, send)
        except ClientDisconnect:
            return
        except reading.TooLarge:
            await _send(send, 413, b"")
        except Refused as refused:
            await _send(send, refused.code, _failure(refused), _retry_after(refused))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path_params"]
        self._check_token(path["token"])
        method = path["method"].lower()
        p = await reading.read(scope, receive)
        fault = self._fault(method, p)
        if fault is None:
            await _send(send, 200, _success(await self._call(method, p)))
        else:
            await self._spoiled(fault, method, p, scope, receive, send)

    def _check_token(self, token: str) -> None:
        token = unquote(token)
        number, _, secret = token.partition(":")
        is_id = number.isdigit() and not number.startswith("0") and int(number) < 2**53
        if not secret or not is_id or len(token) > MOST_TOKEN:
            raise refuse(401, "Unauthorized: invalid token specified")
        if not compare_digest(token.encode(), self._world.token.encode()):
            raise Refused(401, "Unauthorized")
        if self._world.is_stopping:
            raise refuse(500, "restart")
        if self._world.logged_out:
            raise Refused(400, "Logged out")

    def _fault(self, method: str, p: Params) -> Fault | None:
        if not self._world.faults.active:
            return None
        return self._world.faults.take(method, to_integer(p.text("chat_id")))

    async def _call(self, method: str, p: Params) -> object:
        if (waiting := self._waiting.get(method)) is not None:
            return await waiting(p)
        found = METHODS.get(method)
        if found is None:
            raise Refused(404, "Not Found: method not found")
        world = self._world
        world.owed = 0.0
        result = found(world, p)
        if world.owed:
            await asyncio.sleep(world.owed)
        return result

    async def _spoiled(
        self, fault: Fault, method: str, p: Params, scope: Scope, receive: Receive, send: Send
    ) -> None:
        match fault.kind:
            case Kind.TOO_MANY:
                raise too_many_requests(fault.retry_after)
            case Kind.REFUSED:
                raise refuse(fault.code, fault.description)
            case Kind.SERVER_ERROR if fault.html:
                await _send(send, fault.code, PAGE, kind=b"text/html")
            case Kind.SERVER_ERROR:
                raise Refused(fault.code, fault.description or _phrase(fault.code))
            case Kind.RESET:
                await cut(scope, receive, send)
            case Kind.LOST_ANSWER:
                await self._call(method, p)
                await asyncio.sleep(fault.delay)
                await cut(scope, receive, send)
            case Kind.SLOW:
                result = await self._call(method, p)
                await asyncio.sleep(fault.delay)
                await _send(send, 200, _success(result))
            case _:
                await self._call(method, p)
                await _send(send, 200, b'{"ok":true,"result":')

    async def _log_out(self, p: Params) -> bool:
        await self.webhook.close()
        self._world.updates.clear()
        self._world.logged_out = True
        return True

    async def _close(self, p: Params) -> bool:
        raise too_many_requests(600)


def _phrase(code: int) -> str:
    return {500: "Internal Server Error", 502: "Bad Gateway", 504: "Gateway Timeout"}.get(
        code, "Internal Server Error"
    )


def _success(result: object) -> bytes:
    if isinstance(result, tuple):
        value, description = result
        return f'{{"ok":true,"result":{dumps(value)},"description":{dumps(description)}}}'.encode()
    return f'{{"ok":true,"result":{dumps(result)}}}'.encode()


def _failure(refused: Refused) -> bytes:
    body: Json = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return dumps(body).encode()


def _retry_after(refused: Refused) -> int | None:
    return refused.parameters.get("retry_after") if refused.parameters else None


async def _send(
    send: Send,
    status: int,
    body: bytes,
    retry_after: int | None = None,
    kind: bytes = b"application/json",
) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    if retry_after is not None:
        headers.append((_RETRY_AFTER, str(retry_after).encode()))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
