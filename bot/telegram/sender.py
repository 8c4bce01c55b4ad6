"""Drains the outbox to Telegram: at least once, in order within a chat, at Telegram's pace.

Rule 1: one round is one transaction: what was sent is marked, what comes next is leased.
Rule 2: a slow chat holds up nobody; its result is marked by the round that follows it.
Rule 3: what a send brought about (a topic, a relay, a notice) is stored with its mark.
Rule 4: one sender takes at a time, because Telegram's limits are the bot's: the transaction that
        takes asks whether the seat is still ours. Marking what we have sent needs no seat.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from telegram.error import RetryAfter

from bot.clock import Clock
from bot.flow.leading import Seat
from bot.telegram.courier import Courier, Delivered, Papers, TopicMade, Way
from bot.telegram.fate import Again, GivenUp, Moved, fate, topic_made
from bot.telegram.pacing import LONGEST, TELEGRAM, Flood, Pace, Slot, Window
from bot.telegram.request import Bot
from bot.telegram.rounds import Outcome, Taking, exchange, is_behind
from storage import leaders, outbox
from storage.database import Connection, Database
from storage.outbox import Parcel, PutOff, Sent

log = structlog.get_logger()

NO_PAUSE = timedelta()
LONGEST_REST = 0.5  # real seconds: the clock may jump while we sleep
GATHER = 0.005  # so that answers which come together are marked together
LAST_WAIT = 25.0  # longer than one request may take, so that a stop doubles nothing
STANDBY = 0.2
RELEASED_AFTER = timedelta(seconds=3)  # the pace of a group, since a predecessor's last message
LONGEST_BUSY = timedelta(minutes=15)  # of what a predecessor noted down: its clock may have jumped


class Sender:
    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        papers: Papers,
        wake_turns: Callable[[], None],
        pace: Pace = TELEGRAM,
        seat: Seat | None = None,
    ) -> None:
        self.database = database
        self.clock = clock
        self.pace = pace
        self.wake_turns = wake_turns
        self.sent = 0
        self._courier = Courier(bot, papers)
        self._seat = seat
        self._term = 0
        self._window = Window(pace.per_second)
        self._flood = Flood()
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
        leads = await self._leads()
        at = _watch()
        allowed = self._window.ready(at) if leads else 0
        free = min(allowed, self.pace.at_once - len(self._carried))
        if not self._outcomes:
            if not leads:
                return STANDBY
            if free <= 0:
                return LONGEST_REST if allowed > 0 else min(LONGEST_REST, self._window.rest(at))
            due = await self.database.read(outbox.next_due)
            if due is None or due > self.clock.now():
                return _until(due, self.clock.now())
        self._is_exchanging = True
        try:
            taken = await self._exchange(max(free, 0))
            fresh = [taking for taking in taken if taking[0].id not in self._carried]
            slots = self._window.spend(len(fresh), _watch())
            for (parcel, way), slot in zip(fresh, slots, strict=True):
                self._carried[parcel.id] = asyncio.create_task(self._carry(parcel, way, slot))
        finally:
            self._is_exchanging = False
        return 0 if fresh else 0.02

    async def _leads(self) -> bool:
        """Whether we may take; on taking the seat, what a predecessor had leased falls free."""
        seat = self._seat
        if seat is None:
            return True
        if not seat.is_held:
            return False
        if seat.term != self._term:
            term, now = seat.term, self.clock.now()
            released = now + max(NO_PAUSE, RELEASED_AFTER - seat.quiet)

            def succeed(conn: Connection) -> datetime | None:
                outbox.release(conn, released)
                return leaders.busy_until(conn, seat.name)

            busy = await self.database.write(succeed)
            if busy is not None and busy > now:
                self._window.close(_watch() + min(busy - now, LONGEST_BUSY).total_seconds())
            self._term = term
        return True

    def _may_take(self, now: datetime) -> Callable[[Connection], bool] | None:
        seat = self._seat
        if seat is None:
            return None
        room = now + timedelta(seconds=max(LONGEST, self._window.busy(_watch())))
        return lambda conn: leaders.hold(conn, seat.name, seat.me, room)

    async def _exchange(self, n: int) -> list[Taking]:
        """One transaction; a stop in the middle of it neither loses marks nor strands a lease."""
        done, self._outcomes = self._outcomes, []
        now = self.clock.now()
        may_take = self._may_take(now)
        work = asyncio.ensure_future(
            self.database.write(lambda conn: exchange(conn, done, n, now, may_take))
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
            self._term = 0  # it may have been committed: what it leased is to fall free
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

    async def _carry(self, parcel: Parcel, way: Way, slot: Slot) -> None:
        try:
            outcome = self._success(parcel, way, await self._courier.deliver(parcel, way))
        except Exception as error:
            outcome = self._failure(parcel, way, error)
        slot.answered(_watch())
        self._outcomes.append(outcome)
        self._stir.set()

    def _success(self, parcel: Parcel, way: Way, delivered: Delivered | TopicMade) -> Outcome:
        if isinstance(delivered, TopicMade):
            log.info("topic_made_again", parcel=parcel.id)
            now = self.clock.now()
            mark: Sent | PutOff = PutOff(parcel.id, parcel.chat_id, now)
            made = _topic(parcel, way, delivered.topic)
            notice = topic_made(parcel, delivered.topic, now)
            return Outcome(mark, topic=made, notice=notice, behind=is_behind(parcel))
        self.sent += 1
        self._flood.delivered()
        pause = self._pause(parcel.chat_id, delivered.light)
        mark = Sent(parcel.id, parcel.chat_id, delivered.message_id, pause, None)
        topic = _topic(parcel, way, delivered.topic)
        alert = _alert(parcel, delivered.message_id)
        return Outcome(mark, delivered.relays, topic, alert, is_behind(parcel))

    def _pause(self, chat_id: int, light: bool) -> timedelta:
        if chat_id < 0:
            return self.pace.light_group if light else self.pace.group
        return NO_PAUSE if light else self.pace.private

    def _failure(self, parcel: Parcel, way: Way, error: Exception) -> Outcome:
        now = self.clock.now()
        said = {"parcel": parcel.id, "kind": parcel.body.get("kind"), "chat_id": parcel.chat_id}
        match fate(error, parcel, now):
            case Again(until, why):
                self._heed(error, parcel.chat_id, until - now)
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

    def _heed(self, error: Exception, chat_id: int, wait: timedelta) -> None:
        if isinstance(error, RetryAfter) and chat_id > 0:
            at = _watch()
            for_all = self._flood.refused(chat_id, at + wait.total_seconds(), at)
            if for_all is not None:
                log.warning("flood_wait_for_all", seconds=round(for_all - at, 1))
                self._window.close(for_all)

    async def _finish(self) -> None:
        """Wait for what is under way, mark it; the lease covers what is later still."""
        if self._carried:
            await asyncio.wait(set(self._carried.values()), timeout=LAST_WAIT)
        if self._outcomes:
            await self._exchange(0)
        for task in self._carried.values():
            task.cancel()


def _watch() -> float:
    return asyncio.get_running_loop().time()


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
