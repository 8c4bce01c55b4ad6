"""Drains the outbox to Telegram: at least once, in order within a chat, at Telegram's pace.

Rule 1: one round is one transaction: what was sent is marked, what comes next is leased.
Rule 2: a slow chat holds up nobody; its result is marked by the round that follows it.
Rule 3: what a send brought about (a topic, a relay, a notice) is stored with its mark.
Run one sender per bot: Telegram's limits are the bot's.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.clock import Clock
from bot.telegram.courier import Courier, Delivered, Papers, TopicMade, Way
from bot.telegram.fate import Again, GivenUp, Moved, fate, topic_made
from bot.telegram.request import Bot
from bot.telegram.rounds import Outcome, Taking, exchange
from storage import outbox
from storage.database import Database
from storage.outbox import Parcel, PutOff, Sent

log = structlog.get_logger()

NO_PAUSE = timedelta()
LONGEST_REST = 0.5  # real seconds: the clock may jump while we sleep
GATHER = 0.005  # so that answers which come together are marked together
LAST_WAIT = 25.0  # longer than one request may take, so that a stop doubles nothing


@dataclass(frozen=True, slots=True)
class Pace:
    """Telegram's limits, as far as it tells them."""

    per_second: float = 30.0  # all chats together
    at_once: int = 64
    private: timedelta = timedelta(seconds=1)
    group: timedelta = timedelta(seconds=3)  # 20 messages a minute, over all topics
    light_group: timedelta = timedelta(seconds=1)  # an edit, a topic made or closed


class Bucket:
    """So many sends a second, a second's worth at once."""

    def __init__(self, per_second: float) -> None:
        self.per_second = per_second
        self._full = max(per_second, 1.0)
        self._drops, self._at = self._full, 0.0

    def ready(self, at: float) -> int:
        self._drops = min(self._full, self._drops + (at - self._at) * self.per_second)
        self._at = at
        return int(self._drops)

    def spend(self, sends: int) -> None:
        self._drops -= sends


class Sender:
    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        papers: Papers,
        wake_turns: Callable[[], None],
        pace: Pace = Pace(),
    ) -> None:
        self.database = database
        self.clock = clock
        self.pace = pace
        self.wake_turns = wake_turns
        self.sent = 0
        self._courier = Courier(bot, papers)
        self._bucket = Bucket(pace.per_second)
        self._carried: dict[int, asyncio.Task[None]] = {}  # until marked, so none goes twice
        self._outcomes: list[Outcome] = []
        self._stir = asyncio.Event()
        self._stopping = False
        self._is_exchanging = False

    @property
    def is_busy(self) -> bool:
        """Whether anything is under way, the taking itself included."""
        return self._is_exchanging or bool(self._carried)

    def wake(self) -> None:
        self._stir.set()

    def stop(self) -> None:
        """Take nothing new; `run` returns when what is under way has been marked."""
        self._stopping = True
        self._stir.set()

    async def run(self) -> None:
        try:
            while not self._stopping:
                self._stir.clear()
                try:
                    rest = await self._round()
                except Exception:  # the database is out; the outcomes are kept
                    log.exception("outbox_round_failed")
                    rest = 1.0
                await self._sleep(rest)
        finally:
            await self._finish()

    async def _sleep(self, seconds: float) -> None:
        if seconds > 0 and not self._stopping:
            try:
                # Not `wait_for`: on Python 3.11 it may swallow a cancellation.
                async with asyncio.timeout(seconds):
                    await self._stir.wait()
            except TimeoutError:
                return
            if self._carried:
                await asyncio.sleep(GATHER)

    async def _round(self) -> float:
        """Mark and take; answers how long to rest, in real seconds."""
        allowed = self._bucket.ready(asyncio.get_running_loop().time())
        free = min(allowed, self.pace.at_once - len(self._carried))
        if not self._outcomes:
            if free <= 0:
                return LONGEST_REST if allowed > 0 else 1 / self.pace.per_second
            due = await self.database.read(outbox.next_due)
            if due is None or due > self.clock.now():
                return _until(due, self.clock.now())
        self._is_exchanging = True
        try:
            taken = await self._exchange(max(free, 0))
            fresh = [taking for taking in taken if taking[0].id not in self._carried]
            for parcel, way in fresh:
                self._carried[parcel.id] = asyncio.create_task(self._carry(parcel, way))
        finally:
            self._is_exchanging = False
        self._bucket.spend(len(fresh))
        return 0 if fresh else 0.02

    async def _exchange(self, n: int) -> list[Taking]:
        """One transaction; a stop in the middle of it neither loses marks nor strands a lease."""
        done, self._outcomes = self._outcomes, []
        now = self.clock.now()
        work = asyncio.ensure_future(
            self.database.write(lambda conn: exchange(conn, done, n, now))
        )
        try:
            taken = await asyncio.shield(work)
        except asyncio.CancelledError:
            stranded = self._settle(done, await asyncio.gather(work, return_exceptions=True))
            for parcel, _ in stranded:
                self._outcomes.append(Outcome(PutOff(parcel.id, parcel.chat_id, now)))
            raise
        except Exception:
            self._outcomes = done + self._outcomes
            raise
        return self._settle(done, [taken])

    def _settle(
        self, done: list[Outcome], ended: Sequence[list[Taking] | BaseException]
    ) -> list[Taking]:
        """The transaction has ended: what was marked is off our hands, or kept for the next."""
        (taken,) = ended
        if isinstance(taken, BaseException):
            self._outcomes = done + self._outcomes
            return []
        for outcome in done:
            self._carried.pop(outcome.mark.parcel_id, None)
        if any(outcome.notice for outcome in done):
            self.wake_turns()
        return taken

    async def _carry(self, parcel: Parcel, way: Way) -> None:
        try:
            outcome = self._success(parcel, way, await self._courier.deliver(parcel, way))
        except Exception as error:
            outcome = self._failure(parcel, way, error)
        self._outcomes.append(outcome)
        self._stir.set()

    def _success(self, parcel: Parcel, way: Way, delivered: Delivered | TopicMade) -> Outcome:
        if isinstance(delivered, TopicMade):
            log.info("topic_made_again", parcel=parcel.id)
            now = self.clock.now()
            mark: Sent | PutOff = PutOff(parcel.id, parcel.chat_id, now)
            made = _topic(parcel, way, delivered.topic)
            return Outcome(mark, topic=made, notice=topic_made(parcel, delivered.topic, now))
        self.sent += 1
        pause = self._pause(parcel.chat_id, delivered.light)
        mark = Sent(parcel.id, parcel.chat_id, delivered.message_id, pause, None)
        topic = _topic(parcel, way, delivered.topic)
        alert = _alert(parcel, delivered.message_id)
        return Outcome(mark, relays=delivered.relays, topic=topic, alert=alert)

    def _pause(self, chat_id: int, light: bool) -> timedelta:
        if chat_id < 0:
            return self.pace.light_group if light else self.pace.group
        return NO_PAUSE if light else self.pace.private

    def _failure(self, parcel: Parcel, way: Way, error: Exception) -> Outcome:
        now = self.clock.now()
        said = {"parcel": parcel.id, "kind": parcel.body.get("kind"), "chat_id": parcel.chat_id}
        match fate(error, parcel, now):
            case Again(until, why):
                log.warning("parcel_put_off", **said, why=why, attempts=parcel.attempts)
                return Outcome(PutOff(parcel.id, parcel.chat_id, until))
            case Moved(to):
                log.warning("group_moved", old=way.chat_id, new=to)
                mark = PutOff(parcel.id, parcel.chat_id, now)
                return Outcome(mark, moved=(way.chat_id, to))
            case GivenUp(why, notice):
                log.error("parcel_given_up", **said, why=why)
                given_up = Sent(parcel.id, parcel.chat_id, None, NO_PAUSE, why)
                return Outcome(given_up, notice=notice)

    async def _finish(self) -> None:
        """Wait for what is under way, mark it; the lease covers what is later still."""
        if self._carried:
            await asyncio.wait(set(self._carried.values()), timeout=LAST_WAIT)
        if self._outcomes:
            await self._exchange(0)
        for task in self._carried.values():
            task.cancel()


def _topic(parcel: Parcel, way: Way, topic: int | None) -> tuple[int, int, int, int] | None:
    if topic is None:
        return None
    chat_id, conversation = parcel.body["case"]
    return chat_id, conversation, way.chat_id, topic


def _alert(parcel: Parcel, message_id: int | None) -> tuple[int, int, int] | None:
    if message_id is None or not parcel.body.get("alert"):
        return None
    chat_id, conversation = parcel.body["case"]
    return chat_id, conversation, message_id


def _until(due: datetime | None, now: datetime) -> float:
    if due is None:
        return LONGEST_REST
    return min(LONGEST_REST, max(0.001, (due - now).total_seconds()))
