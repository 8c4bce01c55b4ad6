"""What the page asks of the sandbox's server: acts, state, events, files."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.receipts import Receipts
from tests.sandbox.demo_shop import NASTY, Shop, open_shop


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as shop:
        yield shop


async def test_an_act_is_json_or_it_is_refused(shop: Shop) -> None:
    act = f"{shop.url}/sandbox/act"
    async with aiohttp.ClientSession() as web:
        for given, status in (
            ({"data": '{"act":"block","who":"王女士"}'}, 415),
            ({"json": {"act": "say", "who": "没有这个人", "text": "在吗"}}, 400),
            ({"json": ["say"]}, 400),
            ({"json": {"act": "purchase", "items": "杯子"}}, 400),
        ):
            async with web.post(act, **given) as answer:
                assert answer.status == status
                assert (await answer.json())["error"]
    assert shop.heard() == []


async def test_the_state_tells_only_messages_that_changed(shop: Shop) -> None:
    first = shop.bot_says(shop.chat, "第一句")
    async with aiohttp.ClientSession() as web:
        async with web.get(f"{shop.url}/sandbox/state") as answer:
            seq = (await answer.json())["seq"]
        second = shop.bot_says(shop.chat, "第二句")
        async with web.get(f"{shop.url}/sandbox/state?since={seq}") as answer:
            told = (await answer.json())["messages"]

    assert first != second
    assert [message["id"] for message in told[str(shop.wang.id)]] == [second]


async def test_events_tell_what_changed_and_end_with_the_sandbox(shop: Shop) -> None:
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"{shop.url}/sandbox/events") as stream,
    ):
        assert await stream.content.readline() == b"retry: 1000\n"
        await asyncio.sleep(0.05)
        shop.bot_says(shop.chat, "您好")
        await stream.content.readline()
        told = (await stream.content.readline()).decode()
        shop.world.is_stopping = True
        await asyncio.wait_for(stream.content.read(), 5)

    assert f'"chat": {shop.wang.id}' in told


async def test_a_document_is_never_shown_as_a_page(shop: Shop) -> None:
    file = shop.world.files.store("document", "坏.html", "text/html", NASTY.encode())
    async with (
        aiohttp.ClientSession() as web,
        web.get(f"{shop.url}/sandbox/file/{file.id}") as answer,
    ):
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_receipts_outlive_a_restart_and_stand_once(tmp_path: Path) -> None:
    kept = Receipts(tmp_path / "var" / "receipts.json")
    row = {"shop": "徐汇店", "order_no": "S1", "items": "杯子", "token": "t"}
    kept.add(row)
    kept.opened("t", "王女士")
    kept.opened("t", "李先生")
    kept.add(row | {"link": "https://t.me/b?start=t"})

    again = Receipts(kept.file).rows
    assert len(again) == 1
    assert again[0]["opened_by"] == "王女士"
