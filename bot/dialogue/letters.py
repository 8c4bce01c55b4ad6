"""Quick messages are collected until the customer pauses, and read as one letter.

Rule 1: while a letter grows, nothing is said.
Rule 2: a letter ends in one way only: its "pause" timer. 说完了 makes that timer due at once.
Rule 3: how long a pause is depends on how the last message ends (pausing.py).
"""

from bisect import bisect
from datetime import datetime
from typing import Any

from .effects import SetTimer, Step
from .events import MediaReceived, TextReceived
from .parcels import Letter
from .pausing import pause_after
from .replacing import replace
from .scene import Scene
from .state import Conversation

PAUSE = "pause"


def collect(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Add the message to the letter and wait for more."""
    pause = pause_after(talk.letter, event, scene.policy.listen_pause)
    grown = replace(talk, letter=added(talk.letter, event))
    return Step(grown, (SetTimer(PAUSE, event.at + pause),))


def added(letter: Letter, event: TextReceived | MediaReceived) -> Letter:
    """By number, since parts of a letter may overtake each other; an edit takes its old place."""
    letter = replace(letter, last_at=event.at)
    match event:
        case TextReceived(text=text):
            return _with_text(letter, text, event)
        case MediaReceived(message_id=number, media=media, caption=caption):
            at = bisect(letter.media, number, lo=letter.told[1], key=lambda sent: sent[0])
            sent = (*letter.media[:at], (number, media), *letter.media[at:])
            grown = replace(letter, media=sent)
            return _with_text(grown, caption, event) if caption else grown


def _with_text(letter: Letter, text: str, event: TextReceived | MediaReceived) -> Letter:
    number, told = event.message_id, letter.told[0]
    texts, ids = letter.texts, letter.ids
    ids = (*ids, *(0 for _ in texts[len(ids) :]))  # letters of an older version had none
    if event.edited and number in ids[told:]:
        at = ids.index(number, told)
        return replace(letter, texts=(*texts[:at], text, *texts[at + 1 :]), ids=ids)
    at = bisect(ids, number, lo=told)
    return replace(
        letter,
        texts=(*texts[:at], text, *texts[at:]),
        ids=(*ids[:at], number, *ids[at:]),
        edits=(*letter.edits, number) if event.edited else letter.edits,
    )


def finish(talk: Conversation, at: datetime) -> Step:
    """The customer says they are done: the pause is over now."""
    return Step(talk, (SetTimer(PAUSE, at),))


def taken(talk: Conversation) -> Conversation:
    """The letter becomes part of the story."""
    kinds = tuple(kind for _, kind in talk.letter.media)
    story = (*talk.story, *talk.letter.texts)
    return replace(talk, letter=Letter(), story=story, sent=(*talk.sent, *kinds))


def pending(stored: dict[str, Any], number: int) -> str:
    """The text of a conversation's unread letter, straight from the stored chat."""
    for talk in stored.get("talks", ()):
        if talk["number"] == number:
            return "\n".join(talk.get("letter", {}).get("texts", ()))
    return ""
