"""`huifang run`: the bot on a real Bot API server, until it is told to stop."""

import asyncio
import contextlib
import signal

import uvicorn
from starlette.applications import Starlette

from bot.app.core import App, build, closed, running
from bot.app.roles import ALL, SEND, Roles
from bot.app.watching import watchman
from bot.clock import Clock
from bot.config import ConfigError, Secrets, Settings
from bot.telegram.pacing import Pace


async def run(
    settings: Settings,
    secrets: Secrets,
    pace: Pace | None = None,
    roles: Roles = ALL,
    port: int | None = None,
) -> None:
    """Runs until SIGINT or SIGTERM; raises what ends it otherwise (a wrong token)."""
    if settings.telegram.receive_by == "webhook" and not secrets.webhook_secret:
        raise ConfigError("用 webhook 收消息，要有环境变量 HUIFANG_WEBHOOK_SECRET。")
    app = await build(settings, secrets, Clock(), pace, roles)
    at = settings.http.port if port is None else port
    try:
        async with running(app) as receiving, _web(app, settings, at):
            stopping = asyncio.create_task(asked_to_stop())
            watching = asyncio.create_task(watchman(app).run()) if SEND in roles else None
            await asyncio.wait({receiving, stopping}, return_when=asyncio.FIRST_COMPLETED)
            stopping.cancel()
            if watching is not None:
                watching.cancel()
            if receiving.done():
                receiving.result()  # raises what ended it
    finally:
        await closed(app)


async def asked_to_stop() -> None:
    """Returns at the first SIGINT or SIGTERM."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()


class _Server(uvicorn.Server):
    """The signals are ours, not the web server's."""

    @contextlib.contextmanager
    def capture_signals(self):  # type: ignore[no-untyped-def]
        yield


@contextlib.asynccontextmanager
async def _web(app: App, settings: Settings, port: int):  # type: ignore[no-untyped-def]
    config = uvicorn.Config(
        Starlette(routes=app.routes()),
        host=settings.http.host,
        port=port,
        log_level="warning",
        lifespan="off",
        timeout_graceful_shutdown=3,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await serving
