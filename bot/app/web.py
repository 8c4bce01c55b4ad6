"""The doors of a running bot on a web server of their own."""

import asyncio
import contextlib

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

from bot.api.routes import routes
from bot.app.core import App
from bot.app.roles import RECEIVE


def doors(app: App) -> list[Route]:
    """A process that does not receive has none but those for its health."""
    by_webhook = app.settings.telegram.receive_by == "webhook"
    return routes(
        app.database,
        app.clock,
        api_key=app.secrets.api_key,
        username=lambda: app.bot.username,
        zone_of=lambda shop: app.settings.tz,
        wake=app.turns.wake,
        last_poll=lambda: app.receiver.last_poll,
        polls=lambda: not by_webhook and app.leads(RECEIVE),
        meters=app.meters,
        accept=app.receiver.accept if by_webhook else None,
        webhook_secret=app.secrets.webhook_secret,
        only_health=RECEIVE not in app.roles,
    )


async def serve(app: App, port: int) -> None:
    """Until it is cancelled; what is being answered is answered."""
    config = uvicorn.Config(
        Starlette(routes=doors(app)),
        host=app.settings.http.host,
        port=port,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        await asyncio.shield(serving)
    finally:
        server.should_exit = True
        await serving


class _Server(uvicorn.Server):
    """The signals are ours, not the web server's."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield
