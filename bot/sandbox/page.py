"""The sandbox's page over HTTP: its files, the state, live events, and acts of people.

Only JSON is taken as an act, so that no other site open in the browser can make one.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing
from pathlib import Path
from urllib.parse import quote
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.clock import Clock
from bot.sandbox import acts, showing
from bot.sandbox.errors import Impossible
from bot.sandbox.receipts import Purchase, Receipts, buy
from bot.sandbox.wire import Json
from bot.sandbox.world import Change, World

STATIC = Path(__file__).parent / "static"
LOOK_FOR_STOP = 1.0
HEARTBEAT = 15
"""Seconds of silence after which a comment finds out whether the browser is still there."""
SAFE = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
MoveClock = Callable[[str], Awaitable[Json]]


def page_routes(
    world: World,
    clock: Clock,
    *,
    purchase: Purchase,
    move_clock: MoveClock,
    zone: ZoneInfo,
    receipts: Receipts | None = None,
) -> list[Route | Mount]:
    """`purchase` posts to the bot's own API; `move_clock` takes "10m", "1d" or "next"."""
    page = Page(world, clock, purchase, move_clock, zone.key, receipts or Receipts())
    return [
        Route("/", page.index),
        Route("/sandbox/state", page.state),
        Route("/sandbox/events", page.events),
        Route("/sandbox/act", page.act, methods=["POST"]),
        Route("/sandbox/file/{file_id}", page.file),
        Mount("/sandbox/static", _Static(directory=STATIC)),
    ]


class _Static(StaticFiles):
    """The browser asks each time, so that a newer version is seen at once."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers.update(SAFE)
        return response


class Page:
    def __init__(
        self,
        world: World,
        clock: Clock,
        purchase: Purchase,
        move_clock: MoveClock,
        zone: str,
        receipts: Receipts,
    ) -> None:
        self.world = world
        self.clock = clock
        self.purchase = purchase
        self.move_clock = move_clock
        self.zone = zone
        self.receipts = receipts

    async def index(self, _: Request) -> Response:
        return FileResponse(STATIC / "index.html", headers=SAFE)

    async def state(self, request: Request) -> Response:
        since = request.query_params.get("since", "0")
        number = int(since) if since.isdecimal() else 0
        shown = showing.state(self.world, self.clock, self.receipts, self.zone, number)
        return JSONResponse(shown, headers={"Cache-Control": "no-store"})

    async def events(self, _: Request) -> Response:
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        events = _events(self.world)
        return StreamingResponse(events, media_type="text/event-stream", headers=headers)

    async def act(self, request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return _refusal("只收 JSON", 415)
        try:
            payload = json.loads(await request.body())
        except ValueError:
            return _refusal("这不是 JSON")
        if not isinstance(payload, dict):
            return _refusal("一次一个动作")
        try:
            return JSONResponse({"ok": True} | await self._carry_out(payload))
        except Impossible as refused:
            return _refusal(str(refused))

    async def _carry_out(self, payload: Json) -> Json:
        match payload.get("act"):
            case "purchase":
                made = await buy(payload, self.purchase, self.receipts, self.clock)
                self.world.notice()
                return {"purchase": made}
            case "clock":
                moved = await self.move_clock(str(payload.get("move")))
                self.world.notice()
                return moved
        done = acts.act(self.world, payload)
        if (token := _opened(payload)) is not None:
            self.receipts.opened(token, self.world.person(payload["who"]).name)
            self.world.notice()
        return done

    async def file(self, request: Request) -> Response:
        found = self.world.files.find(request.path_params["file_id"])
        if found is None:
            return Response("没有这个文件", 404, media_type="text/plain")
        if found.mime in PICTURES and found.kind in {"photo", "sticker"}:
            return Response(found.data, media_type=found.mime, headers=SAFE)
        name = f"attachment; filename*=UTF-8''{quote(found.name, safe='')}"
        headers = SAFE | {"Content-Disposition": name}
        return Response(found.data, media_type="application/octet-stream", headers=headers)


def _refusal(words: str, status: int = 400) -> Response:
    return JSONResponse({"error": words}, status)


def _opened(payload: Json) -> str | None:
    """The token of an invitation, opened by its link or typed."""
    if payload.get("act") == "start":
        return str(payload.get("token") or "") or None
    words = payload.get("text")
    if payload.get("act") == "say" and isinstance(words, str) and words.startswith("/start "):
        return words.removeprefix("/start ").strip() or None
    return None


async def _events(world: World) -> AsyncIterator[str]:
    """Server-sent events; ends when the sandbox stops, or an open page would hold it back."""
    quiet = 0.0
    yield "retry: 1000\n\n"
    async with aclosing(world.watch()) as changes:  # type: ignore[type-var]
        awaited = asyncio.ensure_future(anext(changes))
        try:
            while not world.is_stopping:
                done, _ = await asyncio.wait({awaited}, timeout=LOOK_FOR_STOP)
                if done:
                    quiet = 0.0
                    yield _event(awaited.result())
                    awaited = asyncio.ensure_future(anext(changes))
                elif (quiet := quiet + LOOK_FOR_STOP) >= HEARTBEAT:
                    quiet = 0.0
                    yield ": \n\n"
        finally:
            awaited.cancel()
            await asyncio.gather(awaited, return_exceptions=True)


def _event(change: Change) -> str:
    told = {"seq": change.seq, "chat": change.chat_id, "topic": change.topic}
    return f"data: {json.dumps(told)}\n\n"
