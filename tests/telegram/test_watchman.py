"""Managers hear when Telegram or the database was gone, once, and in time."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import Clock
from bot.flow.outage import TOO_LONG, News, Outage
from bot.sandbox.world import World
from bot.telegram.request import Bot
from bot.telegram.watchman import AGAIN, Ear, Watchman
from bot.wording import catalog
from storage.database import Database, open_database

START = datetime(2026, 11, 2, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    return Clock(stopped_at=START)


@pytest.fixture
def watchman(bot: Bot, database: Database, clock: Clock, world: World) -> Watchman:
    words = catalog.load(ZoneInfo("Asia/Shanghai"))
    manager = world.join("陈经理", "manager")
    ear = Ear([world.group.id], [(manager.id, manager.name)])

    def say(key: str, params: dict[str, str]) -> str:
        return words.render(key, params, clock.now())

    return Watchman(bot, database, clock.now, say, ear, lambda: True, ZoneInfo("Asia/Shanghai"))


async def pass_minutes(watchman: Watchman, clock: Clock, minutes: int) -> None:
    for _ in range(minutes):
        clock.move(MINUTE)
        await watchman.look()


def told(world: World) -> list[str]:
    return [message.text or "" for message in world.messages(world.group.id)]


def test_a_short_absence_is_nobodys_business() -> None:
    outage = Outage()
    assert outage.seen(True, START) is None
    assert outage.seen(False, START + MINUTE) is None
    assert outage.seen(True, START + 4 * MINUTE) is None
    assert outage.seen(False, START + 8 * MINUTE) is None  # a new one, it counts anew


def test_a_long_one_is_told_once_and_when_it_is_over() -> None:
    outage = Outage()
    outage.seen(True, START)
    told = [outage.seen(False, START + n * MINUTE) for n in range(1, 9)]

    assert told == [None, None, None, None, News.GONE, None, None, None]
    assert outage.since == START  # the last time that it answered
    assert outage.seen(True, START + 9 * MINUTE) is News.BACK


async def test_when_all_is_well_nothing_is_said(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    await pass_minutes(watchman, clock, 8)
    assert told(world) == []


async def test_telegram_was_gone(watchman: Watchman, world: World, clock: Clock) -> None:
    await watchman.look()
    world.faults.add("server_error", times=None)
    await pass_minutes(watchman, clock, 7)
    assert told(world) == []
    world.faults.clear()
    await pass_minutes(watchman, clock, 3)

    [text] = told(world)
    assert text.startswith("Telegram 又连上了：")
    assert "10:00" in text
    assert "10:08" in text
    assert text.endswith("\n@陈经理")


async def test_the_database_is_gone_and_comes_back(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    alive = watchman.database
    await watchman.look()
    nowhere = watchman.database = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    await pass_minutes(watchman, clock, 4)
    assert told(world) == []
    await pass_minutes(watchman, clock, 4)
    [gone] = told(world)
    assert "数据库从" in gone

    watchman.database = alive
    await pass_minutes(watchman, clock, 2)
    await nowhere.close()
    assert [text.partition("：")[0] for text in told(world)[1:]] == ["数据库好了"]


async def test_a_message_that_did_not_go_out_is_told_later(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    alive = watchman.database
    nowhere = watchman.database = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    world.faults.add("server_error", method="sendMessage", times=2)
    await pass_minutes(watchman, clock, 9)
    watchman.database = alive
    await nowhere.close()

    assert len(told(world)) == 1


async def test_who_does_not_lead_says_nothing(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    watchman.leads = lambda: False
    nowhere = watchman.database = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    await pass_minutes(watchman, clock, 9)
    await nowhere.close()

    assert told(world) == []


async def test_who_led_until_the_database_was_gone_speaks(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    await watchman.look()
    watchman.leads = lambda: False
    nowhere = watchman.database = open_database("postgresql://nobody@127.0.0.1:9/nothing")
    await pass_minutes(watchman, clock, 7)
    await nowhere.close()

    assert len(told(world)) == 1


async def test_a_webhook_that_fails_is_told_once_an_hour(
    watchman: Watchman, world: World, clock: Clock
) -> None:
    watchman.by_webhook = True
    await watchman.bot.set_webhook("https://127.0.0.1:9/telegram", secret_token="geheim")
    wang = world.join("王女士", "customer")
    world.say(wang, "在吗")
    for _ in range(50):
        info = await watchman.bot.get_webhook_info()
        if info.last_error_date:
            break
        await asyncio.sleep(0.05)
    await pass_minutes(watchman, clock, 3)
    [text] = told(world)
    assert "送不进来" in text

    clock.move(AGAIN)
    await watchman.look()  # by now the error is old: it has gone, for all we know
    assert len(told(world)) == 1


def test_five_minutes() -> None:
    assert timedelta(minutes=5) == TOO_LONG
