"""What we understood, said back as a short numbered list to confirm or correct."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo

from .state import Conversation, Letter

MOST = 6  # more would not fit on a phone without scrolling
LONGEST = 48
NOTHING = Letter()
MARKS = "①②③④⑤⑥"
MEDIA = {
    "photo": "照片",
    "video": "视频",
    "video_note": "视频",
    "voice": "语音",
    "audio": "录音",
    "document": "文件",
    "location": "位置",
}
_SENTENCE = re.compile(r"[^。!?;\uff01\uff1f\uff1b\n]+")


def played_back(talk: Conversation, zone: tzinfo, letter: Letter = NOTHING) -> str:
    """Numbered lines: the purchase, then the customer's own sentences, then what they sent."""
    lines = [*_purchase(talk, zone), *_sentences(talk.story), *_media(letter)]
    if len(lines) > MOST:
        lines = [*lines[: MOST - 1], "还有您说的其他几句，原话都留着"]
    return "\n".join(f"{mark} {line}" for mark, line in zip(MARKS, lines, strict=False))


def _purchase(talk: Conversation, zone: tzinfo) -> Iterator[str]:
    if talk.purchase is not None:
        day = talk.purchase.bought_at.astimezone(zone)
        where = f"在{talk.purchase.shop}买的{talk.purchase.items}"
        yield f"{day.month}月{day.day}日{where}\uff08订单 {talk.purchase.order_no}\uff09"


def _sentences(story: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for text in story:
        for found in _SENTENCE.findall(text):
            sentence = found.strip(" ,\uff0c、…~\u3000\t")
            if not sentence or sentence in seen:
                continue
            seen.add(sentence)
            yield sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"


def _media(letter: Letter) -> Iterator[str]:
    counted = Counter(MEDIA[kind] for _, kind in letter.media if kind in MEDIA)
    if counted:
        yield "您发来的" + "、".join(f"{n}份{word}" for word, n in counted.items())
