"""Bad weather on both sides: what a person sees of it, and that nothing is lost."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.telegram import request
from storage.database import Connection, Database, Unavailable
from tests.whole.conftest import PAUSE, Stack, stacked

WORDS = "第一次用就漏水,太差了"
HOUR = timedelta(hours=1)


async def test_who_hears_of_a_success_too_late_sends_once_more(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram took it, and our patience ended first: one message twice, none lost."""
    monkeypatch.setattr(request, "READ_TIMEOUT", 0.3)
    await stack.buys(stack.wang)
    stack.world.faults.add("slow", method="sendMessage", times=1, delay=1.0)
    await stack.taps(stack.wang, "1")
    stack.world.say(stack.wang, WORDS)
    await stack.rig.move(PAUSE)

    found = await stack.audited()
    assert found.wrong() == {}
    assert len(found.sent_twice) == 1
    assert found.alerts == 1


async def test_slow_answers_cost_only_time(stack: Stack) -> None:
    stack.world.faults.add("slow", times=6, delay=0.4)
    await stack.complains(stack.wang)

    found = await stack.audited()
    assert found.wrong() == {}
    assert found.sent_twice == []


async def test_update_ids_that_start_over_are_news(stack: Stack) -> None:
    """After a quiet week Telegram numbers anew, perhaps from below."""
    await stack.buys(stack.wang)
    stack.world.faults.add("restarted_ids")
    await stack.taps(stack.wang, "1")
    for words in ("杯子漏水", "盖子也裂了", "太差了"):
        await stack.says(stack.wang, words)
    await stack.rig.move(PAUSE)

    found = await stack.audited()
    assert found.wrong() == {}
    assert found.texts == 3
    assert found.alerts == 1


async def test_an_account_that_is_gone_is_asked_no_more(stack: Stack) -> None:
    await stack.buys(stack.wang)
    stack.world.deactivate(stack.wang)
    await stack.rig.move(timedelta(days=2))  # the reminder meets a closed door

    found = await stack.audited()
    assert found.not_stored == []
    assert found.sent_twice == []
    assert len(found.given_up) == 1


async def test_a_bot_that_was_thrown_out_alerts_when_it_is_back(stack: Stack) -> None:
    world = stack.world
    await stack.buys(stack.wang)
    world.seat_bot(world.group, "kicked")
    await stack.taps(stack.wang, "1")
    world.say(stack.wang, WORDS)
    await stack.rig.move(PAUSE)
    before = len(stack.in_topic(None))
    world.seat_bot(world.group, "administrator")
    await stack.rig.move(timedelta(minutes=3))

    found = await stack.audited()
    assert before == 0
    assert found.without_case == []
    assert found.never_sent == []
    assert any("漏水" in m.text for m in world.messages(world.group.id) if m.text)


async def test_a_topic_that_staff_delete_comes_back_with_the_next_word(stack: Stack) -> None:
    topic = await stack.complains(stack.wang)
    stack.world.delete_topic(stack.li, topic)
    await stack.says(stack.wang, "还有，盖子也裂了")
    await stack.rig.move(PAUSE)

    _, again = await stack.topic_of(stack.wang)
    assert again != topic
    assert any("盖子也裂了" in words for words in stack.in_topic(again))


async def test_a_full_disk_costs_only_time(sqlite_url: str, tmp_path: Path) -> None:
    """What cannot be stored is not acknowledged: Telegram keeps it until there is room."""

    def limit(conn: Connection, pages: int) -> None:
        conn.execute(text(f"pragma max_page_count = {pages}")).close()

    async with stacked(sqlite_url, tmp_path) as stack:
        database = stack.rig.database
        await stack.buys(stack.wang)
        await database.write(lambda conn: limit(conn, 1))  # no page more than there are
        with pytest.raises(Unavailable, match="full"):
            await _filled(database)
        stack.world.say(stack.wang, "杯子漏水,太差了" * 400)
        await asyncio.sleep(1.5)
        waited = stack.world.undelivered()
        await database.write(lambda conn: limit(conn, 1_000_000))
        await stack.rig.move(PAUSE)

        found = await stack.audited()
        assert waited == 1
        assert found.wrong() == {}
        assert found.sent_twice == []
        assert found.alerts == 1


async def _filled(database: Database) -> None:
    """Take what is free inside the file, until there is nothing."""
    while True:
        await database.write(_fill)


def _fill(conn: Connection) -> None:
    conn.execute(text("create table if not exists filling (x text)")).close()
    conn.execute(text("insert into filling values (hex(randomblob(20000)))")).close()


async def test_a_clock_that_jumps_forward_and_back_keeps_nobody_waiting(stack: Stack) -> None:
    """An hour ahead for two seconds; what was written in that moment does not wait an hour."""
    clock = stack.rig.clock
    await stack.buys(stack.wang)
    clock.move(HOUR)
    stack.world.say(stack.wang, "/help")
    stack.world.say(stack.wang, "/help")
    async with asyncio.timeout(10):
        while len(stack.seen_by(stack.wang)) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await asyncio.sleep(1.5)  # a jump shorter than the alarms' second is not noticed
    clock.move(-HOUR)
    told = len(stack.seen_by(stack.wang))
    await asyncio.sleep(2.5)  # the alarms notice within a second
    stack.rig.clock.move(timedelta(seconds=5))
    await stack.taps(stack.wang, "1")
    stack.world.say(stack.wang, WORDS)
    await stack.rig.move(PAUSE)

    found = await stack.audited()
    assert len(stack.seen_by(stack.wang)) > told
    assert found.wrong() == {}
    assert found.sent_twice == []
    assert found.alerts == 1
