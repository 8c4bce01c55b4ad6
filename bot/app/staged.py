"""The same program on the sandbox's Bot API server: `demo` in a browser, `play` from files."""

import asyncio
import contextlib
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

import nlp
from bot.app.core import App, build, closed, running
from bot.app.keeping import made_once
from bot.app.live import asked_to_stop
from bot.app.web import doors
from bot.clock import Clock
from bot.config import Secrets, Settings, laid_over, load
from bot.sandbox.errors import Impossible
from bot.sandbox.page import page_routes
from bot.sandbox.people import Role
from bot.sandbox.receipts import Receipts, buy
from bot.sandbox.rig import Rig
from bot.sandbox.server import api_routes, serving
from bot.sandbox.world import World
from bot.telegram.pacing import Pace

API_KEY = "sandbox"
PLAYED_KEY = b64encode(b"the words of played conversation").decode()  # keeps nobody's secret
PEOPLE = {
    "王女士": "customer",
    "李先生": "customer",
    "陈小姐": "customer",
    "小刘": "staff",
    "小何": "staff",
    "周店长": "supervisor",
    "陈经理": "manager",
}
PURCHASES = (
    {
        "customer": "王女士",
        "shop": "徐汇店",
        "items": "保温杯",
        "amount": "99.00",
        "clerk": "小刘",
    },
    {"customer": "李先生", "shop": "徐汇店", "items": "图书三本", "amount": "128.00"},
    {
        "customer": "陈小姐",
        "shop": "静安店",
        "items": "生日蛋糕",
        "amount": "268.00",
        "clerk": "小何",
    },
)
STEPS = {"10m": timedelta(minutes=10), "1h": timedelta(hours=1), "1d": timedelta(days=1)}
FAST = Pace(per_second=500)


def over_sandbox(world: World, over: Mapping[str, Any], url: str, base_url: str) -> dict[str, Any]:
    """What the sandbox sets: where its server and database are, and who its people are."""

    def people(role: str) -> list[dict[str, Any]]:
        return [{"id": p.id, "name": p.name} for p in world.people.values() if p.role == role]

    staff = {
        "group": world.group.id,
        "supervisors": people("supervisor"),
        "managers": people("manager"),
    }
    own = {
        "telegram": {"base_url": base_url, "receive_by": "polling"},
        "database": {"url": url},
        "staff": staff,
        "sentiment": {"model": "var/demo/model.bin"},  # the shipped one, unless it is there
        "privacy": {"key_file": None},
    }
    return laid_over(own, over)


@contextlib.asynccontextmanager
async def rigged(
    world: World,
    clock: Clock,
    over: Mapping[str, Any],
    database_url: str,
    config: Path = Path("config.yaml"),
    receipts: Receipts | None = None,
    port: int = 0,
) -> AsyncIterator[Rig]:
    """The whole stack around a world: server, page, bot; yields it running."""
    web = Starlette()
    async with serving(web, world, port) as address:
        settings = load(config, over_sandbox(world, over, database_url, address), environ={})
        _with_groups(world, settings)
        known = {"api_key": API_KEY, "webhook_secret": API_KEY}
        own = "" if settings.privacy.key_file else PLAYED_KEY
        secrets = Secrets(token=world.token, master_key=own, **known)
        app = await build(settings, secrets, clock, FAST)
        rig = Rig(world, clock, app.database, address, API_KEY, app.wake, app.is_busy)
        web.router.routes.extend([*_page(rig, app, settings, receipts), *doors(app)])
        web.router.routes.extend(api_routes(world))
        try:
            async with running(app):
                yield rig
        finally:
            await closed(app)


def _with_groups(world: World, settings: Settings) -> None:
    """Every group that the configuration names is there; with the seniors, no ordinary staff."""
    for group in sorted(settings.groups - world.chats.keys()):
        is_senior = group == settings.staff.senior_group
        chat = world.add_group("店长群" if is_senior else "分店工作群", chat_id=group)
        if is_senior:
            chat.members = {n: p for n, p in chat.members.items() if p.role is not Role.STAFF}


def reported(rig: Rig) -> Callable[[dict[str, Any]], Awaitable[dict[str, Any]]]:
    """The sandbox's people are named as they are addressed: 王女士."""

    async def purchase(given: dict[str, Any]) -> dict[str, Any]:
        return await rig.purchase({"customer_name": given.get("customer"), **given})

    return purchase


def _page(rig: Rig, app: App, settings: Settings, receipts: Receipts | None) -> list[Any]:
    async def move_clock(step: str) -> dict[str, Any]:
        if step == "next":
            if await rig.move_to_next() is None:
                raise Impossible("眼下没有安排好的事了")
        elif step in STEPS:
            await rig.move(STEPS[step])
        else:
            raise Impossible(f"时钟不会走「{step}」")
        return {"now": rig.clock.now().isoformat()}

    return list(
        page_routes(
            rig.world,
            rig.clock,
            purchase=reported(rig),
            move_clock=move_clock,
            zone=settings.tz,
            receipts=receipts,
        )
    )


async def demo(folder: Path, port: int, config: Path, ready: Callable[[str], None]) -> None:
    """Everything on loopback, state in `folder`; stops cleanly at Ctrl-C."""
    world, clock = _world(folder)
    receipts = Receipts(folder / "receipts.json")
    key_file = made_once(folder / "master.key")
    over = {"privacy": {"key_file": str(key_file)}}
    database_url = f"sqlite:///{folder / 'huifang.db'}"
    async with rigged(world, clock, over, database_url, config, receipts, port) as rig:
        if not receipts.rows:
            for given in PURCHASES:
                await buy(given, reported(rig), receipts, clock)
            world.notice()
        ready(rig.base_url)
        saving = asyncio.create_task(_save_often(world, clock, folder))
        try:
            await asked_to_stop()
        finally:
            saving.cancel()
            _save(world, clock, folder)


def _world(folder: Path) -> tuple[World, Clock]:
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "world.json"
    if kept.exists():
        stored = json.loads(kept.read_text("utf-8"))
        clock = Clock(timedelta(seconds=stored["offset"]))
        return World.from_dict(stored["world"], clock, folder / "files"), clock
    clock = Clock()
    world = World(clock)
    for name, role in PEOPLE.items():
        world.join(name, role)
    return world, clock


async def _save_often(world: World, clock: Clock, folder: Path) -> None:
    saved = -1
    while True:
        if world.seq != saved:
            saved = world.seq
            _save(world, clock, folder)
        await asyncio.sleep(1)


def _save(world: World, clock: Clock, folder: Path) -> None:
    stored = {"offset": clock.offset.total_seconds(), "world": world.to_dict(folder / "files")}
    fresh = folder / "world.new"
    fresh.write_text(json.dumps(stored, ensure_ascii=False), "utf-8")
    fresh.replace(folder / "world.json")


async def load_model() -> None:
    """Played conversations use the real scorer from their first line."""
    await asyncio.to_thread(nlp.load)
