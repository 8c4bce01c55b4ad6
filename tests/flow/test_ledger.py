"""Promises on a real database: the last one is promised once, and the ledger keeps the rest."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.config import load
from bot.flow.report import report
from bot.flow.turn import Turns
from storage.database import Database
from storage.tables import grants, stock
from tests.flow.acts import CHAT, GROUP, ROOT, WORDING, Shell, tap, text

ANN, BO = CHAT, CHAT + 1
PAUSE = timedelta(seconds=25)
CALL = {"label": "请店长来谈", "says": "请店长来谈", "kind": "call", "cost": 0, "critical": True}
MUG = {"label": "送一只杯子", "says": "送您一只杯子", "kind": "small_gift", "cost": 30, "stock": 1}
OFFERS = [
    {**MUG, "key": "mug", "topics": ["品质"]},
    {**CALL, "key": "call"},
    {**CALL, "key": "visit", "label": "上门看望", "says": "请人上门看望您"},
]
SETTINGS = load(
    ROOT / "config.yaml",
    {"staff": {"group": GROUP}, "complaint": {"compensations": OFFERS}},
    environ={},
)


class Shop(Shell):
    """A shop with one mug left."""

    def worker(self) -> Turns:
        return Turns(self.database, SETTINGS, SETTINGS.policy, WORDING, lambda: self.now, {9001})

    async def offers_to(self, *chats: int) -> None:
        """As far as the options, for each of them."""
        for chat in chats:
            await self.opens(await self.buys(f"A{chat}"), chat)
        await self.waits(timedelta(hours=2))
        for chat in chats:
            await self.hears(tap("1:rate:1"), text("杯子漏水了"), chat=chat)
        await self.waits(PAUSE)
        for chat in chats:
            await self.hears(text("昨天就漏了"), chat=chat)
        await self.waits(PAUSE)
        for chat in chats:
            await self.hears(tap("1:right"), chat=chat)


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


async def test_the_last_one_is_promised_to_one_of_two_in_the_same_batch(shop: Shop) -> None:
    await shop.offers_to(ANN, BO)
    await shop.gets(tap("1:option:mug"), chat=ANN)
    await shop.gets(tap("1:option:mug"), chat=BO)
    await shop.runs()

    [line] = await shop.all(grants)
    assert (line["key"], line["status"], line["cost"]) == ("mug", "granted", Decimal(30))
    assert [row["taken"] for row in await shop.all(stock)] == [1]
    last = [(await shop.texts(chat))[-1] for chat in (ANN, BO)]
    assert sum("没有了" in words for words in last) == 1


async def test_ten_taps_in_one_burst_are_one_line(shop: Shop) -> None:
    await shop.offers_to(ANN)
    await shop.gets(*[tap("1:option:mug")] * 10)
    await shop.runs()

    assert [(row["number"], row["status"]) for row in await shop.all(grants)] == [(1, "granted")]


async def test_a_changed_mind_puts_it_back_for_the_next(shop: Shop) -> None:
    await shop.offers_to(ANN, BO)
    await shop.hears(tap("1:option:mug"), chat=ANN)
    await shop.hears(tap("1:option:call"), chat=ANN)
    await shop.hears(tap("1:option:mug"), chat=BO)

    lines = {(row["chat_id"], row["key"]): row["status"] for row in await shop.all(grants)}
    assert lines == {(ANN, "mug"): "withdrawn", (ANN, "call"): "granted", (BO, "mug"): "granted"}


async def test_a_forgotten_customer_leaves_figures_and_no_name(shop: Shop) -> None:
    await shop.offers_to(ANN)
    await shop.hears(tap("1:option:mug"))
    await shop.hears(tap("0:erase"))

    [line] = await shop.all(grants)
    assert line["chat_id"] != ANN
    assert (line["status"], line["cost"]) == ("granted", Decimal(30))
    assert [row["taken"] for row in await shop.all(stock)] == [1]


async def test_managers_read_what_was_promised_and_what_is_owed(shop: Shop) -> None:
    await shop.offers_to(ANN)
    await shop.hears(tap("1:option:mug"))
    today = shop.now.date()
    words = await report(shop.database, WORDING, today, today, shop.now + timedelta(days=3))

    assert "补偿 1 次，共 30 CNY，还有 1 件没有到顾客手上，其中 1 件过了时间" in words
