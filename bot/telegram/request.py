"""The HTTP client under the Bot API: aiohttp behind the library's `BaseRequest`.

An aiohttp post costs a sixth of the library's httpx post in CPU, and does not get dearer with
many requests in flight.
"""

import json
import os
from collections.abc import Callable
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlsplit

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout, FormData, TCPConnector
from telegram import Bot
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

__all__ = ["NO_PREVIEW", "AioRequest", "Answered", "Bot", "Fields", "make_bot", "raw"]

# The real server waits out short floods by itself, up to 8 s in one call, and then delivers:
# whoever stops listening sooner sends the message twice.
READ_TIMEOUT = 20.0
CONNECT_TIMEOUT = 10.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}

# A flood wait as a `timedelta`: with the old number each 429 warns of its end.
os.environ.setdefault("PTB_TIMEDELTA", "true")

Answered = Callable[[int], None]

NO_PREVIEW = {"is_disabled": True}
_AS_JSON = {"Content-Type": "application/json"}


class Fields(dict[str, Any]):
    """The parameters of one call as JSON. `AioRequest` alone knows how to send them."""


async def raw(bot: Bot, method: str, **fields: Any) -> Any:
    """Telegram's own answer, with the library's errors but none of its objects.

    For the one call that every reply needs: to make objects of its answer costs more than
    all that the network asks for.
    """
    given = Fields((name, value) for name, value in fields.items() if value is not None)
    return await bot.request.post(f"{bot.base_url}/{method}", cast(RequestData, given))


class AioRequest(BaseRequest):
    """One pool of connections for everything, the long poll included."""

    def __init__(
        self,
        *,
        proxies_from_environment: bool = True,
        connections: int = 256,
        answered: Answered = lambda status: None,
    ) -> None:
        self._answered = answered
        self._trust_env = proxies_from_environment
        self._connections = connections
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        return READ_TIMEOUT

    async def initialize(self) -> None:
        if self._session is None or self._session.closed:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._connections),
                trust_env=self._trust_env,
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> Any:
        """What the fast parser refuses, the patient one may take: half an emoji, a huge number."""
        try:
            return orjson.loads(payload)
        except orjson.JSONDecodeError:
            pass
        try:
            return json.loads(payload.decode("utf-8", "replace"))
        except (ValueError, RecursionError):
            raise TelegramError("Invalid server response") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        if self._session is None or self._session.closed:
            raise NetworkError("the HTTP client is not started")
        connect = _given(connect_timeout, CONNECT_TIMEOUT)
        timeout = ClientTimeout(connect=connect, sock_read=_given(read_timeout, READ_TIMEOUT))
        try:
            body, headers = _body(request_data)
            async with self._session.request(
                method, url, data=body, headers=headers, timeout=timeout
            ) as response:
                payload = await response.read()
        except (UnicodeEncodeError, TypeError):  # half an emoji: no repetition makes it whole
            raise BadRequest("text cannot be written as UTF-8") from None
        except TimeoutError as error:
            self._answered(0)
            raise TimedOut from error
        except (ClientError, OSError) as error:
            self._answered(0)
            raise NetworkError(f"{type(error).__name__}: {error}") from error
        self._answered(response.status)
        if response.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            raise BadRequest("request entity too large")  # not worth a second try either
        return response.status, payload


def _given(timeout: Any, otherwise: float) -> float | None:
    return otherwise if timeout is BaseRequest.DEFAULT_NONE else timeout


Body = FormData | dict[str, str] | bytes | None


def _body(data: RequestData | Fields | None) -> tuple[Body, dict[str, str] | None]:
    if isinstance(data, Fields):
        return orjson.dumps(dict(data)), _AS_JSON
    return _form(data), None


def _form(data: RequestData | None) -> FormData | dict[str, str] | None:
    if data is None:
        return None
    if not data.contains_files:
        return data.json_parameters or None
    form = FormData(quote_fields=False)  # Telegram shows a percent-encoded name as it stands
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=_plain(filename), content_type=mime)
    return form


def _plain(filename: str) -> str:
    """A quote or a line end inside the name would end the header."""
    return "".join("_" if c in '"\\' or ord(c) < 32 else c for c in filename)


def make_bot(
    token: str,
    base_url: str = "https://api.telegram.org",
    answered: Answered = lambda status: None,
) -> Bot:
    """A bot that speaks to any Bot API server; start it with `async with`.

    `answered` hears the status of each answer, and 0 where there was none.
    """
    base = base_url.rstrip("/")
    outside = urlsplit(base).hostname not in LOOPBACK
    request = AioRequest(proxies_from_environment=outside, answered=answered)
    return Bot(
        token=token,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )
