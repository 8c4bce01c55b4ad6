"""Reads a call's parameters from an HTTP request: query, form, JSON or multipart."""

import json
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope

from bot.sandbox.errors import Refused, bad_request
from bot.sandbox.params import Params, Upload

MOST_PARAMETERS = 1 << 20
MOST_FILES = 50
MOST_UPLOAD = 50 << 20


class TooLarge(Exception):
    """413 with an empty body."""


async def read(scope: Scope, receive: Receive) -> Params:
    """The first occurrence of a name wins."""
    query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    headers = dict(scope["headers"])
    kind = headers.get(b"content-type", b"").decode("latin-1").lower()
    if int(headers.get(b"content-length", b"0")) > MOST_UPLOAD:
        raise Refused(413, "Request Entity Too Large")
    if kind.startswith("multipart/form-data"):
        return await _multipart(Request(scope, receive), query)
    body = await _body(receive)
    if kind.startswith("application/json"):
        pairs = _from_json(body)
    elif kind.startswith("application/x-www-form-urlencoded"):
        pairs = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
    else:
        pairs = []
    return Params(_first(query + pairs))


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > MOST_PARAMETERS * 4:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(parts)


def _first(pairs: list[tuple[str, str]]) -> dict[str, str]:
    if sum(len(name) + len(value) for name, value in pairs) > MOST_PARAMETERS:
        raise TooLarge
    return dict(reversed(pairs))


def _from_json(body: bytes) -> list[tuple[str, str]]:
    """Values that are no strings are taken as their JSON text."""
    try:
        data = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse JSON-encoded parameters") from None
    if not isinstance(data, dict):
        raise bad_request("can't parse JSON-encoded parameters")
    return [(k, v if isinstance(v, str) else json.dumps(v)) for k, v in data.items()]


async def _multipart(request: Request, pairs: list[tuple[str, str]]) -> Params:
    files: dict[str, Upload] = {}
    try:
        limits = {"max_files": MOST_FILES, "max_part_size": MOST_PARAMETERS}
        async with request.form(**limits) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    mime = value.content_type or "application/octet-stream"
                    upload = Upload(value.filename or "file", mime, await value.read())
                    files.setdefault(name, upload)
                else:
                    pairs.append((name, value))
    except MultiPartException as broken:
        if "many" in broken.message or "exceeded" in broken.message:
            raise TooLarge from broken
        raise bad_request("can't parse multipart body") from broken
    return Params(_first(pairs), files)
