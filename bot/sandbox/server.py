"""The Bot API server: `bot_api(world)` is the application, `serving` runs it on a port.

`python -m bot.sandbox.server --port N` is a world of its own for other processes.
"""

import argparse
import asyncio
import contextlib
import json
import mimetypes
import socket
from collections.abc import AsyncIterator, Callable
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from bot.clock import Clock
from bot.sandbox.acts import act
from bot.sandbox.api import Calls
from bot.sandbox.connection import CuttableProtocol
from bot.sandbox.errors import Impossible
from bot.sandbox.people import Role
from bot.sandbox.wire import Json
from bot.sandbox.world import World

NOT_FOUND: Json = {"ok": False, "error_code": 404, "description": "Not Found"}


def bot_api(world: World) -> Starlette:
    """`/bot<token>/<method>`, `/file/bot<token>/<path>` and `/sandbox/faults`."""
    return Starlette(routes=api_routes(world), exception_handlers={404: _not_found})


def api_routes(world: World) -> list[BaseRoute]:
    calls = Calls(world)

    async def download(request: Request) -> Response:
        file = world.files.at(unquote(request.path_params["path"]))
        if unquote(request.path_params["token"]) != world.token or file is None:
            return JSONResponse(NOT_FOUND, 404)
        kind = mimetypes.guess_type(file.path)[0] or file.mime
        return Response(file.data, media_type=kind)

    async def faults(request: Request) -> Response:
        return await _ordered(request, world.faults.command)

    return [
        Route("/bot{token}/test/{method}", calls),
        Route("/bot{token}/{method}", calls),
        Route("/file/bot{token}/{path:path}", download),
        Route("/sandbox/faults", faults, methods=["POST"]),
    ]


async def _not_found(request: Request, error: Exception) -> Response:
    return JSONResponse(NOT_FOUND, 404)


async def _ordered(request: Request, carry_out: Callable[[Json], Json]) -> Response:
    try:
        payload = json.loads(await request.body() or b"{}")
        if not isinstance(payload, dict):
            raise Impossible("需要一个 JSON 对象")
        return JSONResponse(carry_out(payload))
    except Impossible as error:
        return JSONResponse({"error": str(error)}, 400)
    except (ValueError, TypeError):
        return JSONResponse({"error": "这不是能读懂的 JSON"}, 400)


def standalone(world: World) -> Starlette:
    """The server with the acts of people, for benchmarks and for tests in other processes."""

    async def acts(request: Request) -> Response:
        return await _ordered(request, lambda payload: act(world, payload))

    async def state(request: Request) -> Response:
        return JSONResponse({"undelivered": world.undelivered(), "seq": world.seq})

    async def ledger(request: Request) -> Response:
        return JSONResponse([entry.to_dict() for entry in world.ledger])

    routes = [
        *api_routes(world),
        Route("/sandbox/act", acts, methods=["POST"]),
        Route("/sandbox/undelivered", state),
        Route("/sandbox/ledger", ledger),
    ]
    return Starlette(routes=routes, exception_handlers={404: _not_found})


@contextlib.asynccontextmanager
async def serving(app: ASGIApp, world: World, port: int = 0) -> AsyncIterator[str]:
    """Serves on the loopback, on a free port unless one is given; yields the address."""
    # asyncio turns Nagle's 40 ms off only where the protocol is named.
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", port))
        config = uvicorn.Config(
            app,
            http=CuttableProtocol,
            log_level="warning",
            access_log=False,
            lifespan="off",
            ws="none",
            # Longer than clients hold an idle connection (15 s): none is closed as they write.
            timeout_keep_alive=75,
            timeout_graceful_shutdown=1,
        )
        server = _Server(config)
        world.is_stopping = False
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await server.is_up.wait()
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            world.stop()
            server.should_exit = True
            await running


class _Server(uvicorn.Server):
    """Says when it is up, and leaves the signals to the program that it runs in."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


async def _run(port: int, keep: int | None, people: list[str]) -> None:
    world = World(Clock(), keep=keep)
    for given in people:
        name, _, role = given.partition(":")
        world.join(name, role or Role.CUSTOMER)
    async with serving(standalone(world), world, port) as address:
        print(f"{address} {world.token}", flush=True)  # noqa: T201
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict local Bot API server.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--keep", type=int, help="messages remembered in each chat")
    parser.add_argument("--join", nargs="*", default=[], metavar="NAME:ROLE")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options.port, options.keep, options.join))


if __name__ == "__main__":
    main()
