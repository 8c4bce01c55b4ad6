"""A case that is over: a late tap, a late word, or the same matter once more."""

from typing import assert_never

from . import attitude, causes, followup, relay
from .case import case_of
from .choice import shown
from .effects import CancelTimer, CloseTopic, Effect, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect
from .remembering import FORGET
from .replacing import replace
from .saying import comes_back, says_it_is_not_settled
from .scene import Scene
from .state import NO_TOPIC, Chat, Conversation, Stage


def over(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.NOT_SOLVED):
            return again(talk, event, scene, *shown(event, relay.SOLVED))
        case Tapped(action=Action.ATTITUDE):
            return attitude.given(talk, event, scene)
        case TextReceived() | MediaReceived():  # it answers a message of this case
            return collect(talk, event, scene)
        case TimerFired(name="pause", reading=Reading(sentiment=Sentiment.UNHAPPY)):
            return again(talk, event, scene)
        case TimerFired(name="pause"):
            return followup.paused(talk, event, scene)
        case TimerFired(name="forget"):
            return Step(causes.given_up(talk, event.at), ended=True)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def again(talk: Conversation, event: Tapped | TimerFired, scene: Scene, *before: Effect) -> Step:
    """Reopened with its topic and its history, one level up."""
    timers = (CancelTimer(FORGET), CancelTimer(causes.TIMER), CloseTopic(closed=False))
    return followup.reopened(talk, event.at, scene, *before, *timers, key="staff.known_again")


def known(chat: Chat, talk: Conversation, event: TimerFired) -> Conversation | None:
    """The case that this letter goes on with: about the same purchase, and unhappy about the same
    matter, or in words that only make sense after it (新的我还没收到).
    """
    reading, words = event.reading, talk.letter.text
    if talk.stage is not Stage.RECEIVING or reading is None:
        return None
    goes_on = says_it_is_not_settled(words) or comes_back(words)
    if not goes_on and reading.sentiment is not Sentiment.UNHAPPY:
        return None
    named = next((p.id for p in event.bought if p.order_no in words), None)
    bought = named if named is not None else (talk.purchase.id if talk.purchase else None)
    for old in reversed(chat.talks):
        if old.stage is not Stage.OVER or (old.purchase.id if old.purchase else None) != bought:
            continue
        if goes_on or _same_matter(case_of(old).topic, reading.topic):
            return replace(old, letter=talk.letter)
    return None


def _same_matter(before: str | None, now: str | None) -> bool:
    return before == now or before in NO_TOPIC or now in NO_TOPIC
