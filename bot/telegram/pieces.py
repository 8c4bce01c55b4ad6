"""A text longer than one message becomes several, cut where a reader would pause.

Telegram counts the length in code points and the place of a mention in UTF-16 units.
"""

from collections.abc import Iterator, Sequence

from telegram import MessageEntity, User

MAX_TEXT = 4096
MAX_CAPTION = 1024
PAUSES = ("\n\n", "\n", "。", "！", "？", "；", "，", " ")

Mention = tuple[int, int, int]  # offset and length in UTF-16 units, user id


def pieces(text: str) -> Iterator[str]:
    while len(text) > MAX_TEXT:
        cut = _cut(text[:MAX_TEXT])
        yield text[:cut]
        text = text[cut:]
    yield text


def _cut(window: str) -> int:
    """Behind the best pause in the second half; in the middle of nowhere if there is none."""
    for pause in PAUSES:
        found = window.rfind(pause)
        if found >= MAX_TEXT // 2:
            return found + len(pause)
    return len(window)


def shorten(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def entities(mentions: Sequence[Mention], start: int, piece: str) -> list[MessageEntity]:
    """The mentions that lie whole inside the piece that begins at unit `start`."""
    end = start + units(piece)
    return [
        MessageEntity(
            MessageEntity.TEXT_MENTION, offset - start, length, user=User(user_id, "", False)
        )
        for offset, length, user_id in mentions
        if start <= offset and offset + length <= end
    ]
