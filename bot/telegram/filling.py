"""What the readers of texts say is put beside the texts, before they are stored."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

import structlog

from bot.telegram.content import Json
from bot.telegram.updates import Came

MOST_READ, SPAN = 20, 5.0
"""So many texts of one chat in so many seconds. Nobody writes more; a flood must not cost others
their time. The rest is stored and passed on unread; a letter is read when its pause ends."""

Read = Callable[[Sequence[str]], Awaitable[Sequence[Json | None]]]
Rows = Sequence[tuple[str, Came]]

log = structlog.get_logger()


class Ration:
    """How much of each chat has been read of late."""

    def __init__(self) -> None:
        self._since = 0.0
        self._read = Counter[int]()

    def allows(self, line: int, now: float) -> bool:
        """Whether one text more of it may be read; `now` in seconds of any steady clock."""
        if now - self._since > SPAN:
            self._since = now
            self._read.clear()
        self._read[line] += 1
        return self._read[line] <= MOST_READ


async def filled(
    rows: Rows, kinds: tuple[str, ...], name: str, read: Read, ration: Ration | None = None
) -> None:
    """What a reader says of the texts of these kinds; a reader that breaks stops nobody.

    Without a ration all of them, since no reply of staff goes out unchecked.
    """
    told = []
    for _, row in rows:
        text = row.payload.get("text") or row.payload.get("caption")
        if row.payload.get("kind") not in kinds or not text:
            continue
        if ration is None or ration.allows(row.line, monotonic()):
            told.append((row, text))
    if not told:
        return
    try:
        found = await read([text for _, text in told])
    except Exception:
        log.exception("texts_not_read", count=len(told))
        return
    for (row, _), said in zip(told, found, strict=True):
        row.payload[name] = said
