"""The same story by webhook, and on PostgreSQL."""

import socket
from pathlib import Path

import aiohttp

from bot.app.staged import API_KEY
from tests.whole.conftest import Stack, stacked


async def _story(stack: Stack) -> None:
    """From the purchase to the staff's reply."""
    topic = await stack.complains(stack.wang)
    await stack.taps(stack.li, "认领", stack.world.group.id)
    await stack.says(stack.li, "王女士,马上给您换一个", topic=topic)
    await stack.says(stack.wang, "好的,谢谢")

    found = await stack.audited()
    assert "王女士,马上给您换一个" in stack.seen_by(stack.wang)
    assert any("好的,谢谢" in text for text in stack.in_topic(topic))
    assert found.wrong() == {}
    assert found.sent_twice == []
    assert found.alerts == 1


async def test_the_story_on_postgresql(postgres_url: str, tmp_path: Path) -> None:
    async with stacked(postgres_url, tmp_path) as stack:
        assert stack.rig.database.kind == "postgresql"
        await _story(stack)


async def test_the_story_by_webhook(sqlite_url: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    by_webhook = {
        "receive_by": "webhook",
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
    }
    async with stacked(sqlite_url, tmp_path, port, telegram=by_webhook) as stack:
        await _story(stack)


async def test_a_wrong_secret_is_refused_and_stores_nothing(
    sqlite_url: str, tmp_path: Path
) -> None:
    by_webhook = {"receive_by": "webhook", "webhook_url": "http://127.0.0.1:9/telegram"}
    forged = {
        "update_id": 1,
        "message": {
            "message_id": 1,
            "date": 1,
            "text": "/start",
            "chat": {"id": 7001, "type": "private"},
            "from": {"id": 7001, "first_name": "王", "is_bot": False},
        },
    }
    async with stacked(sqlite_url, tmp_path, telegram=by_webhook) as stack:
        address = f"{stack.rig.base_url}/telegram"
        async with aiohttp.ClientSession() as session:
            statuses = []
            for headers in ({}, {"X-Telegram-Bot-Api-Secret-Token": API_KEY + "x"}):
                async with session.post(address, json=forged, headers=headers) as answer:
                    statuses.append(answer.status)
            await stack.rig.settle()
            refused = stack.seen_by(stack.wang)
            right = {"X-Telegram-Bot-Api-Secret-Token": API_KEY}
            async with session.post(address, json=forged, headers=right) as answer:
                statuses.append(answer.status)

        assert statuses == [403, 403, 200]
        assert refused == []
