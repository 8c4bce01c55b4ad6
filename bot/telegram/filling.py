"""What the readers of texts say is put beside the texts, before they are stored."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence

import structlog

from bot.telegram.content import Json
from bot.telegram.updates import Came

MOST_READ = 20
"""Texts of one chat in one batch. Nobody writes more; a flood must not cost others their time.
The rest is stored and passed on unread, and what is a letter is read when its pause ends."""

Read = Callable[[Sequence[str]], Awaitable[Sequence[Json | None]]]
Rows = Sequence[tuple[str, Came]]

log = structlog.get_logger()


async def filled(
    rows: Rows, kinds: tuple[str, ...], name: str, read: Read, most: int | None = None
) -> None:
    """What a reader says of the texts of these kinds; a reader that breaks stops nobody.

    At most so many of one chat; None: all, since no reply of staff goes out unchecked.
    """
    told, of_line = [], Counter[int]()
    for _, row in rows:
        text = row.payload.get("text") or row.payload.get("caption")
        if row.payload.get("kind") in kinds and text:
            of_line[row.line] += 1
            if most is None or of_line[row.line] <= most:
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
