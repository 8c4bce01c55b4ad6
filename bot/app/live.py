"""`huifang run`: the bot on a real Bot API server, until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from importlib import import_module

from bot.app.core import App, build, closed, replied, running
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
        async with running(app) as receiving, _doors(app, at):
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


@contextlib.asynccontextmanager
async def _doors(app: App, port: int) -> AsyncIterator[None]:
    opening = asyncio.create_task(_open(app, port))
    try:
        yield
    finally:
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)


async def _open(app: App, port: int) -> None:
    """Whoever polls answers first: the web takes as long to read in as the reply takes."""
    if app.settings.telegram.receive_by == "polling":
        await replied(app)
    web = await asyncio.to_thread(import_module, "bot.app.web")
    await web.serve(app, port)
