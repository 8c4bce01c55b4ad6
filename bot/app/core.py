"""Build everything once, run the loops, stop them in order.

Rule: on the way out nothing new is taken, what is under way is finished and marked.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from starlette.routing import Route

import nlp
from bot.api.routes import routes
from bot.app.keeping import masters_of
from bot.app.papers import paper_maker
from bot.clock import Clock
from bot.config import Secrets, Settings
from bot.config.settings import Replies
from bot.flow.loops import AlarmLoop, TurnLoop
from bot.flow.reading import Reader
from bot.flow.turn import Turns
from bot.telegram.commands import CUSTOMER, MANAGER, set_commands
from bot.telegram.receiver import Receiver
from bot.telegram.request import Bot, make_bot
from bot.telegram.sender import Pace, Sender
from bot.telegram.sign_in import set_webhook, sign_in
from bot.wording import catalog
from nlp import manners
from nlp.pledges import pledges
from storage import inbox, keys, outbox, retention
from storage.database import Connection, Database, open_database
from storage.migrations import migrate

log = structlog.get_logger()

TICK = 1  # seconds
RELEASED_AFTER = timedelta(seconds=3)  # the pace of a group
PRUNE_AT_ONCE = 1000
MOST_AT_ONCE = 4096  # characters that the reader of texts reads whole


@dataclass(slots=True)
class App:
    settings: Settings
    secrets: Secrets
    clock: Clock
    database: Database
    bot: Bot
    reader: Reader
    turns: TurnLoop
    alarms: AlarmLoop
    sender: Sender
    receiver: Receiver

    def wake(self) -> None:
        self.alarms.wake()
        self.turns.wake()
        self.sender.wake()

    def is_busy(self) -> bool:
        return self.turns.is_busy or self.alarms.is_busy or self.sender.is_busy

    def routes(self) -> list[Route]:
        by_webhook = self.settings.telegram.receive_by == "webhook"
        return routes(
            self.database,
            self.clock,
            api_key=self.secrets.api_key,
            username=lambda: self.bot.username,
            zone_of=lambda shop: self.settings.tz,
            wake=self.turns.wake,
            last_poll=lambda: self.receiver.last_poll,
            accept=self.receiver.accept if by_webhook else None,
            webhook_secret=self.secrets.webhook_secret,
        )


async def build(
    settings: Settings, secrets: Secrets, clock: Clock, pace: Pace | None = None
) -> App:
    """Open the database, bring it up to date, and wire everything; nothing runs yet."""
    await asyncio.to_thread(migrate, settings.database.url)
    database = open_database(settings.database.url, masters_of(settings, secrets))
    try:
        await database.read(keys.check)
    except Exception:
        await database.close()
        raise
    words = catalog.load(settings.tz)
    own = settings.sentiment.model
    nlp.use(own if own.exists() else None)
    bot = make_bot(secrets.token, settings.telegram.base_url)
    reader = Reader(
        lambda text: scored(
            text, settings.sentiment.unhappy_at, clock.now().astimezone(settings.tz)
        ),
        lambda text: checked(text, settings.replies, clock.now().astimezone(settings.tz)),
    )
    managers = frozenset(person.id for person in settings.staff.managers)
    turns = Turns(database, settings, settings.policy, words, clock.now, managers)
    turn_loop = TurnLoop(
        turns, database, clock.now, lambda: sender.wake(), lambda: alarm_loop.wake()
    )
    alarm_loop = AlarmLoop(database, reader, clock.now, turn_loop.wake)
    papers = paper_maker(database, words, clock)
    sender = Sender(bot, database, clock, papers, turn_loop.wake, pace or Pace())
    receiver = Receiver(
        bot, database, clock, settings.groups, reader.read, turn_loop.wake, reader.check
    )
    return App(
        settings, secrets, clock, database, bot, reader, turn_loop, alarm_loop, sender, receiver
    )


def scored(text: str, unhappy_at: float, now: datetime | None = None) -> dict[str, Any]:
    """What of the reading travels with the row: what the dialogue, the log and the alert use."""
    reading = nlp.read(text, unhappy_at, now=now)
    because: list[str] = []
    if reading.sentiment is nlp.Sentiment.UNHAPPY:
        because = [reason.word for reason in nlp.explain(text) if reason.weight > 0]
    return {
        "sentiment": reading.sentiment.value,
        "p_unhappy": round(reading.p_unhappy, 4),
        "is_question": reading.is_question,
        "small_talk": reading.small_talk,
        "topic": reading.topic,
        "severity": reading.severity.value,
        "harm": reading.harm,
        "because": because,
        "requests": list(reading.requests),
        **_handling(reading),
        **_told(text, reading, now),
    }


def _handling(reading: nlp.Reading) -> dict[str, str]:
    about, _, how = reading.complaint.value.partition("_")
    return {"handling": how} if about == "handling" else {}


def checked(text: str, replies: Replies, now: datetime) -> dict[str, Any]:
    """What would hurt in a staff reply and what it promises, as it travels with the row."""
    bounds = manners.Bounds(replies.most_money, replies.most_times)
    done = manners.check(text, first=True, bounds=bounds)
    faults = [
        {
            "rule": finding.rule,
            "words": text[finding.start : finding.end],
            "why": finding.why,
            "suggestion": finding.suggestion,
        }
        for finding in done.findings
    ]
    told = [{"text": p.text, "due": p.due.isoformat()} for p in pledges(text, now)]
    held = {"faults": faults, "rewritten": done.rewritten} if faults else {}
    return {**held, "pledges": told} if told else held


def _told(text: str, reading: nlp.Reading, now: datetime | None) -> dict[str, Any]:
    """Names, numbers, times, promises and suggestions; lines of a letter are read as sentences."""
    parts = _parts(text)
    readings = [reading] if parts == [text] else [nlp.read(part, now=now) for part in parts]
    found = {
        "entities": [
            {"kind": e.kind, "text": e.text, "value": e.value}
            for r in readings
            for e in r.entities
        ],
        "suggestions": [idea for r in readings for idea in r.suggestions],
    }
    return {name: values for name, values in found.items() if values}


def _parts(text: str) -> list[str]:
    """As few as can be read whole: of a longer text the reader sees beginning and end."""
    parts = [""]
    for line in text.splitlines() or [text]:
        joined = f"{parts[-1]}。{line}" if parts[-1] else line
        if len(joined) <= MOST_AT_ONCE:
            parts[-1] = joined
        else:
            parts.append(line)
    return parts


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """Run the loops; yields the receiver's task, which ends only by a fault that repeats."""
    now = app.clock.now()
    await app.database.write(lambda conn: _repair(conn, app.database.kind, now))
    ready = asyncio.get_running_loop().run_in_executor
    ready(None, nlp.load)  # the first reply never waits
    ready(None, manners.load)
    await sign_in(app.bot)
    scheduler = _scheduled(app)
    turns = asyncio.create_task(app.turns.run(), name="turns")
    alarms = asyncio.create_task(app.alarms.run(), name="alarms")
    sending = asyncio.create_task(app.sender.run(), name="sender")
    receiving = asyncio.create_task(_receive(app), name="receiver")
    menus = asyncio.create_task(_menus(app), name="menus")
    try:
        yield receiving
    finally:
        scheduler.shutdown(wait=False)
        await _cancelled(menus, receiving)
        await app.receiver.stop()
        await _cancelled(alarms, turns)
        app.sender.stop()
        await sending
        await app.bot.shutdown()


async def closed(app: App) -> None:
    app.reader.close()
    await app.database.close()


async def prune(app: App) -> int:
    """Delete handled rows of the queues that are older than the shop wants to keep."""
    before = app.clock.now() - app.settings.retention.queues
    total = 0
    while gone := await app.database.write(
        lambda conn: retention.prune(conn, before, PRUNE_AT_ONCE)
    ):
        total += gone
    return total


def _scheduled(app: App) -> AsyncIOScheduler:
    """APScheduler is only the clock: what is due lives in rows."""
    scheduler = AsyncIOScheduler(timezone=app.settings.tz)
    once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(_ring, "interval", (app,), seconds=TICK, **once)
    scheduler.add_job(prune, "cron", (app,), hour=4, minute=10, **once)
    scheduler.start()
    return scheduler


async def _ring(app: App) -> None:
    app.alarms.wake()


def _repair(conn: Connection, kind: str, now: datetime) -> None:
    """Lines are made anew from the rows, should one ever be missing.

    SQLite has one process: what a killed one had leased need not wait for the lease to end.
    """
    inbox.repair(conn, now)
    outbox.repair(conn, now)
    if kind == "sqlite":
        outbox.release(conn, now + RELEASED_AFTER)


async def _receive(app: App) -> None:
    telegram = app.settings.telegram
    if telegram.receive_by == "polling":
        await app.receiver.poll()
        return
    await set_webhook(app.bot, telegram.webhook_url, app.secrets.webhook_secret)
    await asyncio.Event().wait()


async def _menus(app: App) -> None:
    words = app.turns.turns.wording
    names = (*CUSTOMER, *MANAGER)
    menu = {name: words.templates[f"menu.{name}"][0] for name in names}
    await set_commands(app.bot, menu, [person.id for person in app.settings.staff.managers])


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
