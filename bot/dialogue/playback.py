"""What we understood, said back as a short numbered list to confirm or correct."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import tzinfo

from .effects import Lines
from .state import Conversation

MOST = 6  # more would not fit on a phone without scrolling
LONGEST = 48
MEDIA = ("photo", "video", "video_note", "voice", "audio", "document", "location")
_SENTENCE = re.compile(r"[^。!?;\uff01\uff1f\uff1b\n]+")
Line = tuple[str, dict[str, str]]


def played_back(talk: Conversation, zone: tzinfo) -> Lines:
    """The purchase, then the customer's own sentences, then what they sent, each by its key."""
    first, said, sent = (*_purchase(talk, zone),), (*_sentences(talk.story),), (*_media(talk),)
    room = MOST - len(first) - len(sent)
    if len(said) > room:
        said = (*said[: max(0, room - 1)], ("playback.more", {}))
    return Lines((*first, *said, *sent))


def _purchase(talk: Conversation, zone: tzinfo) -> Iterator[Line]:
    purchase = talk.purchase
    if purchase is not None:
        day = purchase.bought_at.astimezone(zone)
        what = {"shop": purchase.shop, "items": purchase.items, "order_no": purchase.order_no}
        yield "playback.purchase", {"month": str(day.month), "day": str(day.day), **what}


def _sentences(story: tuple[str, ...]) -> Iterator[Line]:
    seen: set[str] = set()
    for text in story:
        for found in _SENTENCE.findall(text):
            sentence = found.strip(" ,\uff0c、…~\u3000\t")
            if not sentence or sentence in seen:
                continue
            seen.add(sentence)
            short = sentence if len(sentence) <= LONGEST else sentence[: LONGEST - 1] + "…"
            yield "playback.said", {"text": short}


def _media(talk: Conversation) -> Iterator[Line]:
    """At most two kinds in words: what staff got, they got whole."""
    for kind, count in Counter(kind for kind in talk.sent if kind in MEDIA).most_common(2):
        yield f"playback.{kind}", {"count": str(count)}
