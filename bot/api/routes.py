"""The doors as Starlette routes, for the one web application that the bot serves."""

from collections.abc import Callable
from datetime import datetime

from starlette.routing import Route

from bot.api.form import ZoneOf
from bot.api.health import Ready, alive
from bot.api.limits import Handler, Rate, limited
from bot.api.meters import Meters
from bot.api.metrics import Metrics
from bot.api.openapi import described
from bot.api.purchases import Purchases
from bot.api.webhook import Accept, Webhook
from bot.clock import Clock
from storage.database import Database

# A caller is an address. Tills report in batches, and Telegram is one caller for everybody.
TILLS = Rate(per_second=50, burst=1000)
TELEGRAM = Rate(per_second=500, burst=2000)
LOOKS = Rate(per_second=5, burst=50)


def routes(
    database: Database,
    clock: Clock,
    *,
    api_key: str,
    username: Callable[[], str],
    zone_of: ZoneOf,
    wake: Callable[[], None],
    last_poll: Callable[[], datetime | None],
    polls: Callable[[], bool],
    meters: Meters,
    accept: Accept | None = None,
    webhook_secret: str = "",
    only_health: bool = False,
) -> list[Route]:
    """With `accept` and a secret there is a webhook; without, the bot polls."""
    seen = _seen(
        alive,
        Ready(database, clock, last_poll, polls).get,
        Metrics(database, clock.now, meters, last_poll).get,
    )
    if only_health:
        return seen
    purchases = Purchases(database, clock, api_key, username, zone_of, wake)
    doors = [
        Route("/v1/purchases", limited(purchases.post, TILLS), methods=["POST"]),
        Route("/v1/openapi.json", limited(described, LOOKS), methods=["GET"]),
        *seen,
    ]
    if accept is not None:
        webhook = Webhook(webhook_secret, accept)
        door = limited(webhook.post, TELEGRAM)
        doors.append(Route("/telegram", door, methods=["POST"]))
    return doors


def _seen(alive: Handler, ready: Handler, metrics: Handler) -> list[Route]:
    """For whoever runs the bot; every process has them, whatever its roles."""
    doors = {"/healthz": alive, "/readyz": ready, "/metrics": metrics}
    return [Route(path, limited(door, LOOKS), methods=["GET"]) for path, door in doors.items()]
