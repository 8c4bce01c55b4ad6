"""setWebhook, deleteWebhook, getWebhookInfo; while one is set, getUpdates is refused."""

import asyncio
import ipaddress
import re
from time import monotonic
from urllib.parse import urlsplit

from bot.sandbox.errors import Refused, bad_request, conflict, too_many_requests
from bot.sandbox.methods import METHODS
from bot.sandbox.params import Params
from bot.sandbox.polling import Polling, allow
from bot.sandbox.pushing import Pusher
from bot.sandbox.updates import DEFAULT
from bot.sandbox.wire import Json
from bot.sandbox.world import World

CONNECTIONS = 40
MOST_SECRET = 256
MOST_CERTIFICATE = 3 << 20
PORTS = {443, 80, 88, 8443}


class Webhook:
    def __init__(self, world: World, polling: Polling) -> None:
        self._world = world
        self._polling = polling
        self._pusher: Pusher | None = None
        self._has_certificate = False
        self._last_set = float("-inf")
        self._closing: asyncio.Task[None] | None = None
        world.on_stop.append(self._stop)

    def _stop(self) -> None:
        if self._pusher is not None:
            self._closing = asyncio.create_task(self.close())

    async def set_webhook(self, p: Params) -> tuple[bool, str]:
        url = p.text("url")
        if not url:
            return await self.delete_webhook(p)
        self._check_pace()
        secret = _secret(p)
        self._has_certificate = _certificate(p)
        local = self._world.switches.local
        connections = p.integer("max_connections", CONNECTIONS, 1, 100_000 if local else 100)
        allow(self._world, p)
        was = self._pusher
        await self.close()
        _check_url(url, local)
        if p.boolean("drop_pending_updates"):
            self._world.updates.clear()
        self._open(Pusher(self._world, url, secret, connections, self._execute))
        is_same = was is not None and was.url == url
        return True, "Webhook is already set" if is_same else "Webhook was set"

    def _open(self, pusher: Pusher) -> None:
        self._pusher = pusher
        self._polling.has_webhook = True
        self._polling.abort(conflict("terminated by setWebhook request"))
        pusher.start()

    async def delete_webhook(self, p: Params) -> tuple[bool, str]:
        if p.boolean("drop_pending_updates"):
            self._world.updates.clear()
        was = self._pusher
        await self.close()
        return True, "Webhook was deleted" if was else "Webhook is already deleted"

    async def close(self) -> None:
        pusher, self._pusher = self._pusher, None
        self._polling.has_webhook = False
        if pusher is not None:
            await pusher.close()

    def _check_pace(self) -> None:
        now = monotonic()
        if now < self._last_set + self._world.switches.webhook_pace:
            raise too_many_requests(1)
        self._last_set = now

    def _execute(self, method: str, values: dict[str, str]) -> None:
        """What a webhook's answer asks for; requests that only read are ignored."""
        found = METHODS.get(method)
        if found is None or method.startswith("get"):
            return
        try:
            found(self._world, Params(values))
        except Refused:
            return

    async def info(self, p: Params) -> Json:
        if self._pusher is not None and self._pusher.is_gone:
            await self.close()
        pusher, world = self._pusher, self._world
        shown: Json = {
            "url": pusher.url if pusher else "",
            "has_custom_certificate": self._has_certificate if pusher else False,
            "pending_update_count": len(world.updates),
        }
        if pusher is not None:
            shown |= {"max_connections": pusher.connections}
            host = urlsplit(pusher.url).hostname or ""
            shown["ip_address"] = "127.0.0.1" if host == "localhost" else host
            if pusher.last_error is not None:
                shown["last_error_date"], shown["last_error_message"] = pusher.last_error
        if world.updates.allowed != DEFAULT:
            shown["allowed_updates"] = sorted(world.updates.allowed)
        return shown


def _secret(p: Params) -> str:
    secret = p.text("secret_token")
    if len(secret) > MOST_SECRET:
        raise bad_request("secret token is too long")
    if not re.fullmatch("[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    return secret


def _certificate(p: Params) -> bool:
    upload = p.files.get("certificate")
    if upload is not None and len(upload.data) > MOST_CERTIFICATE:
        raise bad_request(f"certificate size is too big ({len(upload.data)} bytes)")
    return upload is not None


def _check_url(url: str, local: bool) -> None:
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        port = parts.port
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if local:
        return
    if parts.scheme != "https":
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if (port or 443) not in PORTS:
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    _check_address(parts.hostname)


def _check_address(host: str) -> None:
    try:
        address = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        return
    if address.version == 6:
        raise bad_request("bad webhook: IPv6-only addresses are not allowed")
    if not address.is_global:
        raise bad_request(f"bad webhook: IP address {address} is reserved")
