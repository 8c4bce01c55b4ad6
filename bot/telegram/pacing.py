"""Telegram's limits: how many messages may go at this moment, and what a flood wait asks for."""

import math
from dataclasses import dataclass, field
from datetime import timedelta

MARGIN = 1.02  # two sends a second apart may arrive a little closer
LONGEST = 1.5  # an answer that takes long does not hold its room as long
NO_LIMIT = 1000
SPREAD = 3  # a third of a second's room is given out evenly, so an alert finds some soon


@dataclass(frozen=True, slots=True)
class Pace:
    """Telegram's limits, as far as it tells them."""

    per_second: float = 30.0  # all chats together
    at_once: int = 64
    private: timedelta = timedelta(seconds=1)
    group: timedelta = timedelta(seconds=3.05)  # 20 messages a minute, over all topics
    light_group: timedelta = timedelta(seconds=1)  # an edit, a topic made or closed


TELEGRAM = Pace()


@dataclass(slots=True, eq=False)
class Slot:
    """The room that one send takes in a second."""

    at: float
    evenly: bool  # of the part that is given out evenly
    until: float

    def answered(self, at: float) -> None:
        """It arrived some time before now: a second from here no second holds it any more."""
        self.until = min(max(self.at + MARGIN, at + 1.0), self.at + LONGEST)


@dataclass(slots=True)
class Window:
    """So many sends in any second, however they fall; seconds by a watch, never by the clock.

    A bucket that fills up again would let twice as many pass in its first second. A send takes its
    room until a second after it was answered, because nobody knows when it arrived.
    """

    per_second: float
    _slots: list[Slot] = field(default_factory=list)
    _next: float = -math.inf  # when the next one may go of those that are given out evenly
    _closed: float = -math.inf

    @property
    def _evenly(self) -> int:
        return max(1, int(self.per_second)) // SPREAD

    @property
    def _at_once(self) -> int:
        return max(1, int(self.per_second)) - self._evenly

    @property
    def _gap(self) -> float:
        return 0.9 * MARGIN / max(1, self._evenly)

    def ready(self, at: float) -> int:
        """How many may go now."""
        if at < self._closed:
            return 0
        if self.per_second >= NO_LIMIT:
            return NO_LIMIT
        self._slots = [slot for slot in self._slots if slot.until > at]
        evenly = sum(slot.evenly for slot in self._slots)
        one_more = evenly < self._evenly and at >= self._next
        return self._at_once - (len(self._slots) - evenly) + one_more

    def spend(self, sends: int, at: float) -> list[Slot]:
        """Room for each of these; say when it is `answered`."""
        if self.per_second >= NO_LIMIT:
            return [Slot(at, False, at)] * sends
        taken = sum(not slot.evenly for slot in self._slots)
        slots = [Slot(at, n >= self._at_once - taken, at + LONGEST) for n in range(sends)]
        if slots and slots[-1].evenly:
            self._next = at + self._gap
        self._slots += slots
        return slots

    def rest(self, at: float) -> float:
        """How long until there may be room again."""
        if at < self._closed:
            return self._closed - at
        frees = min((slot.until for slot in self._slots), default=at)
        return max(0.001, min(frees, max(at, self._next)) - at)

    def close(self, until: float) -> None:
        """Nothing goes before then, whatever room there is."""
        self._closed = max(self._closed, until)

    def busy(self, at: float) -> float:
        """Seconds until nobody could tell that anything was sent: what a successor waits."""
        last = max((slot.until for slot in self._slots), default=at)
        return max(0.0, last - at, self._closed - at)


@dataclass(slots=True)
class Flood:
    """Tells a flood wait of one chat from one of all: Telegram does not say which it means.

    One chat that is asked to wait is one chat. A second one in the same breath, with nothing
    delivered in between, means everybody: to try a third would only make it longer.
    """

    _asked: dict[int, float] = field(default_factory=dict)

    def refused(self, chat_id: int, until: float, at: float) -> float | None:
        """A private chat was refused; answers until when all should wait, if all should."""
        self._asked = {chat: when for chat, when in self._asked.items() if when > at}
        self._asked[chat_id] = until
        return max(self._asked.values()) if len(self._asked) > 1 else None

    def delivered(self) -> None:
        self._asked.clear()
