"""The queue of updates for the bot: numbered, expiring, confirmed by offset.

Delivery is at least once: an update stays until it is confirmed, expires, or is dropped.
"""

import random
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.sandbox.wire import Json, Raw, dumps

DAY = timedelta(hours=24)
CALLBACK_LIFE = timedelta(seconds=150)
WEEK = timedelta(days=7).total_seconds()
MOST_UPDATES = 100_000
MOST_BYTES = 128 << 20
ANSWER_BYTES = 4 << 20
ID_LIMIT = 2_000_000_000
KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "message_reaction",
        "message_reaction_count",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "purchased_paid_media",
    }
)
DEFAULT = KINDS - {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    id: int
    lane: str
    """Updates of one lane are pushed to a webhook one after the other."""
    expires: float
    body: Raw


class UpdateQueue:
    def __init__(self, clock: Clock, first_id: int | None = None, week_restart: bool = True):
        self._clock = clock
        self._week_restart = week_restart
        self.next_id = first_id if first_id is not None else _random_id()
        self.waiting: deque[Update] = deque()
        self.confirmed: deque[Update] = deque(maxlen=100)
        self.allowed = DEFAULT
        self.on_push: list[Callable[[Update], None]] = []
        self.restart_pending = False
        self._bytes = 0
        self._last_push = clock.now().timestamp()

    def __len__(self) -> int:
        return len(self.waiting)

    def push(self, kind: str, lane: str, body: Json, life: timedelta = DAY) -> bool:
        """False when nobody asked for this kind, or when the queue is full: it is lost."""
        if kind not in self.allowed:
            return False
        if len(self.waiting) >= MOST_UPDATES or self._bytes >= MOST_BYTES:
            return False
        now = self._clock.now().timestamp()
        number = self._next_number(now)
        text = Raw(f'{{"update_id":{number},"{kind}":{dumps(body)}}}')
        update = Update(number, lane, now + life.total_seconds(), text)
        self._bytes += len(text)
        self.waiting.append(update)
        for wake in self.on_push:
            wake(update)
        return True

    def _next_number(self, now: float) -> int:
        silent = self._week_restart and now - self._last_push > WEEK
        if (not self.waiting and (silent or self.restart_pending)) or self.next_id >= ID_LIMIT:
            self.next_id = _random_id(self.next_id)
            self.restart_pending = False
        self._last_push = now
        self.next_id += 1
        return self.next_id - 1

    def allow(self, names: Iterable[str]) -> None:
        """The setting sticks until another list is given; an empty one means the default."""
        wanted = KINDS & {name.lower() for name in names}
        self.allowed = wanted or DEFAULT

    def confirm(self, offset: int) -> None:
        """What an offset does to the queue: positive confirms, negative keeps only the last."""
        if offset > 0 and self._is_near(offset):
            while self.waiting and self.waiting[0].id < offset:
                self.confirmed.append(self._drop_first())
        elif offset < 0:
            while len(self.waiting) > -offset:
                self._drop_first()

    def _is_near(self, offset: int) -> bool:
        """An offset far beyond the next id, or far below the oldest, confirms nothing."""
        oldest = self.waiting[0].id if self.waiting else self.next_id
        return oldest - 100_000 <= offset <= self.next_id + 10

    def _drop_first(self) -> Update:
        update = self.waiting.popleft()
        self._bytes -= len(update.body)
        return update

    def take(self, limit: int) -> list[Update]:
        """The oldest updates that have not expired; they stay in the queue."""
        now = self._clock.now().timestamp()
        while self.waiting and self.waiting[0].expires <= now:
            self._drop_first()
        found: list[Update] = []
        size = 0
        for update in self.waiting:
            if len(found) == limit or size > ANSWER_BYTES:
                break
            if update.expires > now:
                found.append(update)
                size += len(update.body)
        return found

    def remove(self, update: Update) -> None:
        """A webhook has it, or it expired on the way."""
        if self.waiting and self.waiting[0] is update:
            self._drop_first()
            return
        try:
            self.waiting.remove(update)
        except ValueError:
            return
        self._bytes -= len(update.body)

    def spoil_next(self) -> int:
        """A number for an update that never was in the queue."""
        self.next_id += 1
        return self.next_id - 1

    def clear(self) -> None:
        self.waiting.clear()
        self._bytes = 0

    def undelivered(self) -> int:
        """How many updates wait that have not expired."""
        now = self._clock.now().timestamp()
        return sum(1 for update in self.waiting if update.expires > now)

    def to_dict(self) -> Json:
        return {
            "next_id": self.next_id,
            "allowed": sorted(self.allowed),
            "last_push": self._last_push,
            "waiting": [[u.id, u.lane, u.expires, str(u.body)] for u in self.waiting],
        }

    def restore(self, data: Json) -> None:
        self.next_id = data["next_id"]
        self.allowed = frozenset(data["allowed"])
        self._last_push = data["last_push"]
        for number, lane, expires, body in data["waiting"]:
            self.waiting.append(Update(number, lane, expires, Raw(body)))
            self._bytes += len(body)


def _random_id(other_than: int = 0) -> int:
    """A fresh start, surely not next to where the numbers were."""
    while True:
        number = random.randint(2_000_001, 1_000_000_000)
        if abs(number - other_than) > 200_000:
            return number
