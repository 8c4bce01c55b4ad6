"""Telegram's rate limits, when switched on: overall, in a chat, in a group."""

import math
from collections import deque

from bot.clock import Clock
from bot.sandbox.errors import too_many_requests

OVERALL = (30, 1.0)
CHAT = (3, 3.0)
"""One a second on average; bursts of three pass."""
GROUP = (20, 60.0)


class RateLimits:
    """Sliding windows over the world's clock, so a clock that is moved sets them free."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._sent: dict[int | None, deque[float]] = {}

    def spend(self, chat_id: int, is_group: bool, patience: float) -> float:
        """Counts one message; answers how long to wait, or refuses with 429."""
        now = self._clock.now().timestamp()
        wait = max(
            self._wait(None, OVERALL, now),
            self._wait(chat_id, GROUP if is_group else CHAT, now),
        )
        if wait > patience:
            raise too_many_requests(max(1, math.ceil(wait)))
        for key in (None, chat_id):
            self._sent.setdefault(key, deque(maxlen=64)).append(now + wait)
        return wait

    def _wait(self, key: int | None, limit: tuple[int, float], now: float) -> float:
        most, window = limit
        sent = self._sent.get(key)
        if sent is None or len(sent) < most:
            return 0.0
        return max(0.0, sent[-most] + window - now)
