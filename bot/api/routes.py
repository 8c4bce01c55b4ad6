"""The doors as Starlette routes, for the one web application that the bot serves."""

from collections.abc import Callable
from datetime import datetime

from starlette.routing import Route

from bot.api.form import ZoneOf
from bot.api.health import Health
from bot.api.purchases import Purchases
from bot.api.webhook import Accept, Webhook
from bot.clock import Clock
from storage.database import Database


def routes(
    database: Database,
    clock: Clock,
    *,
    api_key: str,
    username: Callable[[], str],
    zone_of: ZoneOf,
    wake: Callable[[], None],
    last_poll: Callable[[], datetime | None],
    accept: Accept | None = None,
    webhook_secret: str = "",
) -> list[Route]:
    """With `accept` and a secret there is a webhook; without, the bot polls."""
    purchases = Purchases(database, clock, api_key, username, zone_of, wake)
    health = Health(database, clock, last_poll, polls=accept is None)
    doors = [
        Route("/v1/purchases", purchases.post, methods=["POST"]),
        Route("/health", health.get, methods=["GET"]),
    ]
    if accept is not None:
        webhook = Webhook(webhook_secret, accept)
        doors.append(Route("/telegram", webhook.post, methods=["POST"]))
    return doors
