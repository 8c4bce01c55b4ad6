"""Build everything once, run the loops of our roles, stop them in order.

Rule 1: on the way out nothing new is taken, what is under way is finished and marked.
Rule 2: several processes may run; of receive (by polling), send and tick one has the seat, and the
        others stand by (`bot.flow.leading`). Turns are taken by all.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import structlog

import nlp
from bot.api.meters import Meters
from bot.app.keeping import masters_of
from bot.app.papers import paper_maker
from bot.app.readings import checked, felt, scored
from bot.app.roles import ALL, RECEIVE, SEND, TICK, TURN, Roles
from bot.clock import Clock
from bot.config import Secrets, Settings
from bot.flow.fading import fade
from bot.flow.leading import Leading, make_leading
from bot.flow.loops import AlarmLoop, TurnLoop
from bot.flow.reading import Reader
from bot.flow.turn import Turns
from bot.telegram.commands import CUSTOMER, MANAGER, set_commands
from bot.telegram.pacing import Pace
from bot.telegram.receiver import Receiver
from bot.telegram.request import Bot, make_bot
from bot.telegram.sender import Sender
from bot.telegram.sign_in import set_webhook, sign_in
from bot.wording import catalog
from nlp import manners
from storage import inbox, keys, months, outbox, retention
from storage.database import Connection, Database, open_database
from storage.migrations import migrate

log = structlog.get_logger()

PRUNE_AT_ONCE = 1000
LET_THEM_SPEAK = 1.0  # seconds that what is for later waits for the first replies
LOOK = 0.05


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
    leading: Leading
    roles: Roles
    meters: Meters

    def wake(self) -> None:
        self.alarms.wake()
        self.turns.wake()
        self.sender.wake()

    def is_busy(self) -> bool:
        return self.turns.is_busy or self.alarms.is_busy or self.sender.is_busy

    def leads(self, role: str) -> bool:
        """Whether this process has the seat: of those that may, one has."""
        seat = self.leading.seats.get(role)
        return seat is not None and seat.is_held


async def build(
    settings: Settings,
    secrets: Secrets,
    clock: Clock,
    pace: Pace | None = None,
    roles: Roles = ALL,
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
    meters = Meters()
    bot = make_bot(secrets.token, settings.telegram.base_url, meters.answered)
    reader = Reader(
        lambda text: scored(
            text, settings.sentiment.unhappy_at, clock.now().astimezone(settings.tz)
        ),
        lambda text: checked(text, settings.replies, clock.now().astimezone(settings.tz)),
        meters.read,
        lambda clause: felt(clause, settings.sentiment.unhappy_at),
    )
    managers = frozenset(person.id for person in settings.staff.managers)
    turns = Turns(
        *(database, settings, settings.policy, words, clock.now, managers), took=meters.turned
    )
    turn_loop = TurnLoop(
        turns, database, clock.now, lambda: sender.wake(), lambda: alarm_loop.wake()
    )
    leading = make_leading(database, roles & {RECEIVE, SEND, TICK})
    alarm_loop = AlarmLoop(database, reader, clock.now, turn_loop.wake, lambda: app.leads(TICK))
    papers = paper_maker(database, words, clock)
    send_seat = leading.seats.get(SEND)
    sender = Sender(bot, database, clock, papers, turn_loop.wake, pace or Pace(), send_seat)
    receiver = Receiver(
        *(bot, database, clock, settings.groups, reader.read, turn_loop.wake, reader.check),
        leads=lambda: app.leads(RECEIVE),
    )
    app = App(
        *(settings, secrets, clock, database, bot, reader, turn_loop, alarm_loop),
        *(sender, receiver, leading, roles, meters),
    )
    return app


@contextlib.asynccontextmanager
async def running(app: App) -> AsyncIterator[asyncio.Task[None]]:
    """Run the loops of our roles; yields the receiver's task, which ends only by a fault."""
    now, roles = app.clock.now(), app.roles
    await app.database.write(lambda conn: _repair(conn, now))
    if roles & {RECEIVE, SEND}:
        await sign_in(app.bot)
    await app.leading.beat()
    beating = asyncio.create_task(app.leading.run(), name="beat")
    turns = _started(app.turns.run(), TURN in roles)
    alarms = _started(app.alarms.run(), TICK in roles)
    sending = _started(app.sender.run(), SEND in roles)
    receiving = _started(_receive(app), RECEIVE in roles)
    menus = _started(_menus(app), SEND in roles)
    models = _started(_models(app), bool(roles & {RECEIVE, TICK}))
    nights = _started(_nights(app), TICK in roles)
    try:
        yield receiving
    finally:
        await _cancelled(nights, models, menus, receiving)
        await app.receiver.stop()
        await _cancelled(alarms, turns)
        if SEND in roles:
            app.sender.stop()
            await sending
        await _cancelled(beating, sending)
        await app.leading.leave()
        await app.bot.shutdown()


def _started(loop: Coroutine[Any, Any, None], is_ours: bool) -> asyncio.Task[None]:
    """A loop of one of our roles, or a rest without end."""
    if is_ours:
        return asyncio.create_task(loop)
    loop.close()
    return asyncio.create_task(_rest())


async def _rest() -> None:
    await asyncio.Event().wait()


async def closed(app: App) -> None:
    app.reader.close()
    await app.database.close()


async def prune(app: App) -> int:
    """Delete handled rows of the queues, and let fade what the shop keeps no longer."""
    before = app.clock.now() - app.settings.retention.queues
    total = 0
    while gone := await app.database.write(
        lambda conn: retention.prune(conn, before, PRUNE_AT_ONCE)
    ):
        total += gone
    return total + await fade(app.database, app.settings.retention, app.clock.now())


async def replied(app: App) -> None:
    """Returns when what waited at the start has its reply, or soon: nothing may wait for ever."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LET_THEM_SPEAK):
            while app.receiver.last_poll is None or app.is_busy():  # noqa: ASYNC110 (many loops)
                await asyncio.sleep(LOOK)


async def _models(app: App) -> None:
    """Whoever reads texts has what it takes at hand before the next one comes.

    A text that waits at the start brings in the one model that it needs by itself; loaded beside
    the first replies, both would only stand in their way.
    """
    await replied(app)
    await asyncio.to_thread(nlp.load)
    await asyncio.to_thread(manners.load)


async def _nights(app: App) -> None:
    """APScheduler is only the clock, for what follows the shop's hours; all else lies in rows.

    It is read in behind the first replies: until four in the morning nobody misses it.
    """
    await replied(app)
    clock = await asyncio.to_thread(import_module, "apscheduler.schedulers.asyncio")
    scheduler = clock.AsyncIOScheduler(timezone=app.settings.tz)
    once = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(_nightly, "cron", (app,), hour=4, minute=10, **once)
    scheduler.start()
    try:
        await _rest()
    finally:
        scheduler.shutdown(wait=False)


async def _nightly(app: App) -> None:
    if app.leads(TICK):
        await prune(app)
        await app.database.write(lambda conn: months.make(conn, app.clock.now()))


def _repair(conn: Connection, now: datetime) -> None:
    """Lines are made anew from the rows, should one ever be missing."""
    inbox.repair(conn, now)
    outbox.repair(conn, now)


async def _receive(app: App) -> None:
    telegram = app.settings.telegram
    if telegram.receive_by == "polling":
        await app.receiver.poll()
        return
    await set_webhook(app.bot, telegram.webhook_url, app.secrets.webhook_secret)
    await _rest()


async def _menus(app: App) -> None:
    words = app.turns.turns.wording
    names = (*CUSTOMER, *MANAGER)
    menu = {name: words.templates[f"menu.{name}"][0] for name in names}
    await set_commands(app.bot, menu, [person.id for person in app.settings.staff.managers])


async def _cancelled(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
