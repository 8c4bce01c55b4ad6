"""A small shop in the sandbox, served on a real port; only the bot is played by hand."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

import uvicorn
from starlette.applications import Starlette

from bot.clock import Clock
from bot.sandbox.chats import Chat
from bot.sandbox.errors import Impossible
from bot.sandbox.page import page_routes
from bot.sandbox.receipts import Receipts, buy
from bot.sandbox.wire import Json
from bot.sandbox.world import World

NASTY = '<img src=x onerror="document.title=1"><script>document.title=2</script>'


@dataclass
class Shop:
    """A world with three people, one purchase, and a till that can be told to refuse."""

    clock: Clock = field(default_factory=Clock)
    receipts: Receipts = field(default_factory=Receipts)
    refuses: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        self.world = World(self.clock)
        self.wang = self.world.join("王女士", "customer")
        self.world.join("李先生", "customer")
        self.li = self.world.join("小李", "staff")
        self.zhao = self.world.join("赵经理", "manager")

    async def purchase(self, row: Json) -> Json:
        if self.refuses:
            raise Impossible(self.refuses)
        return {"link": f"https://t.me/huifang_bot?start=token-{row['order_no']}"}

    async def move_clock(self, move: str) -> Json:
        self.clock.move({"10m": timedelta(minutes=10), "1d": timedelta(days=1)}[move])
        return {}

    @property
    def chat(self) -> Chat:
        return self.world.private_chat(self.wang)

    def bot_says(
        self,
        chat: Chat,
        text: str,
        *buttons: str,
        topic: int | None = None,
        reply: int | None = None,
    ) -> int:
        row = [{"text": label, "callback_data": f"1:{label}"} for label in buttons]
        markup = {"inline_keyboard": [row]} if row else None
        user, content = self.world.bot_user, {"text": text}
        sent = self.world.post(chat, user, content, topic=topic, reply_to=reply, markup=markup)
        return sent.id

    def bot_edits(self, message_id: int, text: str) -> None:
        message = self.chat.messages[message_id]
        message.content, message.markup = {"text": text}, None
        message.edited_at = self.clock.now()
        self.world.changed(message)

    def heard(self) -> list[tuple[str, str | None]]:
        return [(e.kind, e.text) for e in self.world.ledger if e.direction == "in"]


@asynccontextmanager
async def serving(shop: Shop) -> AsyncIterator[Shop]:
    routes = page_routes(
        shop.world,
        shop.clock,
        purchase=shop.purchase,
        move_clock=shop.move_clock,
        zone=ZoneInfo("Asia/Shanghai"),
        receipts=shop.receipts,
    )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        shop.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = uvicorn.Config(Starlette(routes=routes), log_level="warning", lifespan="off")
        server = uvicorn.Server(config)
        running = asyncio.create_task(server.serve([listener]))
        yield shop
        shop.world.is_stopping = True
        server.should_exit = True
        await asyncio.wait_for(running, 10)


@asynccontextmanager
async def open_shop() -> AsyncIterator[Shop]:
    """With one purchase waiting for 王女士."""
    shop = Shop()
    given = {"items": "保温杯", "amount": "99", "shop": "徐汇店", "customer": "王女士"}
    await buy(given, shop.purchase, shop.receipts, shop.clock)
    async with serving(shop):
        yield shop
