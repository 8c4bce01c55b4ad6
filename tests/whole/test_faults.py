"""What Telegram, the network and the disk do to a bot: it takes longer, and nothing is lost."""

import asyncio
import sqlite3
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from storage import database, inbox
from tests.whole.conftest import PAUSE, Stack, stacked

FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "too_many", "retry_after": 2},
    {"kind": "server_error", "code": 500},
    {"kind": "server_error", "code": 502, "html": True},
    {"kind": "reset"},
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(map(str, fault.values())))
async def test_what_telegram_refuses_for_now_goes_out_later_and_once(
    stack: Stack, fault: dict[str, Any]
) -> None:
    stack.world.faults.add(method="sendMessage", times=3, **fault)
    stack.world.faults.add(method="createForumTopic", times=2, **fault)
    topic = await stack.complains(stack.wang)

    found = await stack.audited()
    assert stack.world.faults.active == []
    assert found.wrong() == {}
    assert found.sent_twice == []
    assert found.alerts == 1
    assert any("漏水" in text for text in stack.in_topic(topic))


@pytest.mark.parametrize("kind", ["lost_answer", "garbled"])
async def test_an_answer_that_is_lost_may_double_one_message_and_loses_none(
    stack: Stack, kind: str
) -> None:
    await stack.buys(stack.wang)
    stack.world.faults.add(kind, method="sendMessage", times=1, delay=0.05)
    await stack.taps(stack.wang, "1")
    stack.world.say(stack.wang, "第一次用就漏水,太差了")
    await stack.rig.move(timedelta(seconds=30))

    found = await stack.audited()
    assert found.wrong() == {}
    assert len(found.sent_twice) == 1
    assert found.alerts == 1


async def test_updates_that_come_again_and_in_disorder_count_once(stack: Stack) -> None:
    await stack.buys(stack.wang)
    stack.world.faults.add("repeated_updates", times=3)
    stack.world.faults.add("reordered_updates", times=3)
    for text in ("杯子漏水", "盖子也裂了", "太差了"):
        stack.world.say(stack.wang, text)
    await stack.rig.move(PAUSE)

    found = await stack.audited()
    assert found.wrong() == {}
    assert found.sent_twice == []
    assert found.texts == 3


async def test_a_poison_update_does_not_stop_the_rest(stack: Stack) -> None:
    await stack.buys(stack.wang)
    stack.world.faults.add("malformed_update")
    await stack.taps(stack.wang, "5")
    await stack.says(stack.wang, "很好用,谢谢")
    told = stack.seen_by(stack.wang)
    await stack.rig.move(timedelta(minutes=5))

    dead = await stack.rig.database.read(lambda conn: inbox.dead(conn, 10))
    assert len(told) == 4  # the greeting, the question, what made it so, thanks
    assert [row.payload["kind"] for row in dead] == ["unreadable"]
    assert any(str(dead[0].id) in text for text in stack.in_topic(None))
    assert (await stack.audited()).wrong() == {}


async def test_a_database_that_is_locked_for_a_while_costs_only_time(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY", 0.2)
    async with stacked(sqlite_url, tmp_path) as stack:
        await stack.buys(stack.wang)
        rival = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
        rival.execute("BEGIN IMMEDIATE")
        stack.world.say(stack.wang, "杯子漏水,太差了")
        await asyncio.sleep(1.2)
        waited = stack.world.undelivered()
        rival.execute("ROLLBACK")
        rival.close()
        await stack.rig.move(timedelta(seconds=30))

        found = await stack.audited()
        assert waited == 1  # what is not stored is not acknowledged
        assert found.wrong() == {}
        assert found.sent_twice == []
        assert found.alerts == 1
