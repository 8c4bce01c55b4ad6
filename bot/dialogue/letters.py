"""Quick messages are collected until the customer pauses, and read as one letter.

Rule 1: while a letter grows, nothing is said.
Rule 2: a letter ends in one way only: its "pause" timer. 说完了 makes that timer due at once.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from .effects import SetTimer, Step
from .events import MediaReceived, TextReceived
from .scene import Scene
from .state import Conversation, Letter

PAUSE = "pause"


def collect(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Add the message to the letter and wait for more."""
    grown = replace(talk, letter=added(talk.letter, event))
    return Step(grown, (SetTimer(PAUSE, event.at + scene.policy.listen_pause),))


def added(letter: Letter, event: TextReceived | MediaReceived) -> Letter:
    match event:
        case TextReceived(text=text):
            return replace(letter, texts=(*letter.texts, text))
        case MediaReceived(message_id=message_id, media=media, caption=caption):
            texts = (*letter.texts, caption) if caption else letter.texts
            return replace(letter, texts=texts, media=(*letter.media, (message_id, media)))


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
