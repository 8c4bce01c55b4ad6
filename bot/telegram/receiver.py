"""Brings Telegram's updates into the inbox: store, commit, and only then acknowledge.

Rule 1: the offset rises in the transaction that stores the batch, and is sent only after it.
Rule 2: an update is dropped only because its key is known, never because its number is small.
Rule 3: nothing in a batch can hold up the batch: what breaks is stored as `unreadable`.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError, TimedOut

from bot.clock import Clock
from bot.telegram.content import Json
from bot.telegram.filling import Ration, Read, filled
from bot.telegram.request import Bot
from bot.telegram.updates import (
    ALLOWED_UPDATES,
    Came,
    Home,
    callback_id,
    dedupe_key,
    group_of,
    migration,
    read_update,
    unreadable,
)
from storage import cases, departed, groups, inbox, offsets
from storage.database import Connection, Database, Unavailable

log = structlog.get_logger()

LONG_POLL = 30  # seconds; the server cuts at 50
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STANDBY = 0.2
ANSWERS_AT_ONCE = 16
ANSWERS_WAITING = 500  # beyond, a button may spin a little: better than a queue without end


class WrongToken(Exception):
    """Telegram does not know this token: nothing can come in, and no repetition will help."""


class Receiver:
    def __init__(
        self,
        bot: Bot,
        database: Database,
        clock: Clock,
        staff_groups: Iterable[int],
        read: Read,
        wake: Callable[[], None],
        check: Read | None = None,
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self.bot = bot
        self.database = database
        self.clock = clock
        self.read = read
        self.check = check
        self.leads = leads
        self.wake = wake
        self.last_poll: datetime | None = None
        self._groups = frozenset(staff_groups)
        self._ration = Ration()
        self._answers: set[asyncio.Task[None]] = set()
        self._answering = asyncio.Semaphore(ANSWERS_AT_ONCE)

    async def poll(self) -> None:
        """Receive for ever; cancel it to stop. Raises `WrongToken`, and `storage`'s `OtherBot`.

        Who has not the seat stands by: Telegram sends the older of two pollers away.
        """
        offset: int | None = None
        pause, ready = FIRST_PAUSE, False
        while True:
            if not self.leads():
                pause, ready = FIRST_PAUSE, False
                await asyncio.sleep(STANDBY)
                continue
            try:
                if not ready:
                    offset = await self._begin()
                    ready = True
                updates = await self._fetch(offset)
                if updates:
                    offset = await self._store(updates, _next_offset(updates, offset))
                self.last_poll = self.clock.now()
                pause = FIRST_PAUSE
            except InvalidToken as error:
                raise WrongToken(f"Telegram refuses the token: {error}") from error
            except RetryAfter as error:
                await asyncio.sleep(_seconds(error.retry_after) + 0.5)
            except TimedOut:
                log.info("poll_timed_out")
                await asyncio.sleep(min(pause, 1.0))
            except offsets.OtherBot:
                raise
            except Exception as error:  # the network, Telegram or the database: all come back
                _complain(error, pause)
                await asyncio.sleep(pause)
                pause = min(pause * 1.5, LONGEST_PAUSE)

    async def accept(self, updates: Sequence[object]) -> None:
        """Store these updates; when it returns, they are safe. The webhook's way in."""
        await self._store(updates, None)

    async def stop(self) -> None:
        """Let the last buttons be answered, for a moment."""
        if self._answers:
            _, late = await asyncio.wait(set(self._answers), timeout=2.0)
            for task in late:
                task.cancel()

    async def _begin(self) -> int | None:
        """Where to go on. Polling is refused while a webhook is set; what waits for it stays."""
        offset = await self.database.read(lambda conn: offsets.load(conn, self.bot.id))
        await self.bot.delete_webhook(drop_pending_updates=False)
        return offset

    async def _fetch(self, offset: int | None) -> list[object]:
        """Raw JSON on purpose: the library parses a whole batch or nothing."""
        asked: dict[str, Any] = {
            "timeout": LONG_POLL,
            "allowed_updates": json.dumps(ALLOWED_UPDATES),
        }
        if offset is not None:
            asked["offset"] = offset
        got: object = await self.bot.request.post(
            f"{self.bot.base_url}/getUpdates?{urlencode(asked)}", read_timeout=LONG_POLL + 10
        )
        if not isinstance(got, list):
            raise TelegramError("getUpdates answered with no list")
        return got

    async def _store(self, updates: Sequence[object], offset: int | None) -> int | None:
        await self._learn_groups(updates)
        home = Home(self.bot.id, self.bot.username, self._groups)
        at = round(self.clock.now().timestamp() * 1000)
        came = [(dedupe_key(u, self.bot.id), read_update(u, home, at)) for u in updates]
        rows = await self._with_readings([(key, row) for key, row in came if row is not None])
        try:
            await self._commit(rows, offset)
        except (Unavailable, offsets.OtherBot):
            raise
        except Exception:  # one row that the database refuses: the rows tell, one by one
            await self._commit_singly(rows, updates, at)
            await self._commit([], offset)
        self.wake()
        self._answer(updates)
        return offset

    async def _commit(self, rows: Sequence[tuple[str, Came]], offset: int | None) -> None:
        now = self.clock.now()

        def work(conn: Connection) -> None:
            inbox.add(conn, _arrivals(conn, rows), now)
            for _, row in rows:
                if row.payload["kind"] == "group_migrated":
                    groups.moved(conn, row.payload["from_id"], row.payload["to_id"])
                _note_members(conn, row.payload, now)
            if offset is not None:
                offsets.save(conn, self.bot.id, offset)

        await self.database.write(work)

    async def _commit_singly(
        self, rows: Sequence[tuple[str, Came]], updates: Sequence[object], at: int
    ) -> None:
        """A row that the database refuses is parked instead."""
        raw = {dedupe_key(update, self.bot.id): update for update in updates}
        for key, row in rows:
            try:
                await self._commit([(key, row)], None)
            except Unavailable:
                raise
            except Exception as error:
                parked = unreadable(raw[key], f"not stored: {type(error).__name__}", at)
                await self._commit([(key, parked)], None)
                log.exception("update_parked", key=key)

    async def _learn_groups(self, updates: Sequence[object]) -> None:
        """A staff group that has moved stays ours under its new number.

        Where its own word of the move was missed, the sender may have heard of it.
        """
        if not self._groups.issuperset(filter(None, map(group_of, updates))):
            moves = await self.database.read(groups.all_moves)
            known = (new for old, new in moves.items() if old in self._groups)
            self._groups = self._groups.union(known)
        for moved in filter(None, map(migration, updates)):
            if not self._groups.isdisjoint(moved):
                self._groups = self._groups.union(moved)

    async def _with_readings(self, rows: list[tuple[str, Came]]) -> list[tuple[str, Came]]:
        """Texts are read before the transaction, so no lock waits for a language model."""
        await filled(rows, ("text", "media"), "reading", self.read, self._ration)
        if self.check is not None:
            await filled(rows, ("staff_text", "staff_media"), "manners", self.check)
        return rows

    def _answer(self, updates: Sequence[object]) -> None:
        """Best effort: it only stops the button's spinning."""
        for query in filter(None, map(callback_id, updates)):
            if len(self._answers) < ANSWERS_WAITING:
                task = asyncio.create_task(self._answer_one(query))
                self._answers.add(task)
                task.add_done_callback(self._answers.discard)

    async def _answer_one(self, query: str) -> None:
        async with self._answering:
            try:
                await self.bot.answer_callback_query(query)
            except Exception as error:  # too old, too many, no network: all the same
                log.debug("callback_not_answered", error=str(error))


def _note_members(conn: Connection, payload: Json, now: datetime) -> None:
    """Who left a staff group, and who is in it again: whoever writes there is."""
    match payload:
        case {"kind": "membership", "group": int() as group}:
            departed.left(conn, [(group, person) for person in payload.get("left", ())], now)
            departed.back(conn, [(group, person) for person in payload.get("joined", ())])
        case {
            "kind": "staff_text" | "staff_media" | "staff_command",
            "group": int() as group,
            "from": {"id": int() as person},
        }:
            departed.back(conn, [(group, person)])


def _arrivals(conn: Connection, rows: Sequence[tuple[str, Came]]) -> list[inbox.Arrival]:
    """Topics become cases, one query a group; a topic without a case is the staff's own."""
    topics: defaultdict[int, set[int]] = defaultdict(set)
    for _, row in rows:
        if row.topic:
            topics[row.topic[0]].add(row.topic[1])
    found = {
        (group, topic): case
        for group, numbers in topics.items()
        for topic, case in cases.of_topics(conn, group, sorted(numbers)).items()
    }
    arrivals = []
    for key, row in rows:
        if row.topic is not None:
            case = found.get(row.topic)
            if case is None:
                continue
            row = row.behind(case)
        arrivals.append(inbox.Arrival(key, row.line, row.lane, row.payload))
    return arrivals


def _next_offset(updates: Sequence[object], offset: int | None) -> int | None:
    """Behind this batch, even where that is lower: after a quiet week numbers start anew."""
    numbers = [
        update["update_id"]
        for update in updates
        if isinstance(update, dict) and isinstance(update.get("update_id"), int)
    ]
    return max(numbers) + 1 if numbers else offset


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)


def _complain(error: Exception, pause: float) -> None:
    if isinstance(error, Conflict):
        log.warning("another_receiver_runs", error=str(error), again_in=pause)
    elif isinstance(error, TelegramError):
        log.warning("poll_failed", error=str(error), again_in=pause)
    else:
        log.error("updates_not_stored", again_in=pause, exc_info=error)
