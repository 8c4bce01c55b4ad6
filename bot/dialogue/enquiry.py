"""Ordinary messages outside survey and case: answered kindly, and put before a person."""

from datetime import datetime
from typing import assert_never

from . import complaint, cues, grief, returning, suggesting
from .case import alerted
from .choice import COMPLAIN
from .effects import Button, Rows, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    Severity,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import finish, taken
from .replacing import replace
from .saying import asks_whether_we_are_here
from .scene import Scene, about, answer_by, here
from .state import Case, CaseKind, Conversation, Stage

CHECKS: Rows = (
    (
        Button("button.all_well", Action.ALL_WELL),
        Button("button.not_well", Action.NOT_WELL),
    ),
)


def receiving(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            if talk.letter:
                return Step(talk, (here(talk, event, scene),))
            hello = Say("unasked.hello", about(talk, scene), variant=event.message_id)
            return Step(talk, (hello,), ended=True)
        case TextReceived() | MediaReceived():
            return complaint.heard(talk, event, scene)
        case Tapped(action=Action.DONE):
            return finish(talk, event.at)
        case TimerFired(name="pause"):
            return read(talk, event.at, event.reading, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def read(talk: Conversation, at: datetime, reading: Reading | None, scene: Scene) -> Step:
    """They have finished: what was it? What no model could read goes to a person."""
    sends_media = bool(talk.letter.media)
    match reading:
        case Reading() if suggesting.is_all(talk.letter.text, reading) and not sends_media:
            return Step(*suggesting.told_of(talk, reading, scene), ended=True)
        case Reading(sentiment=Sentiment.UNHAPPY):
            return complaint.apologised(talk, at, reading, scene)
        case Reading() if returning.is_wanted(talk, reading):
            return returning.opened(talk, at, reading, scene)
        case Reading() if not cues.SERVICES.isdisjoint(reading.requests):  # an invoice
            return opened(talk, at, reading, scene)
        case Reading(sentiment=Sentiment.UNSURE, is_question=False) if not sends_media:
            ask = Say("checking.ask", about(talk, scene), CHECKS, talk.number)
            expire = SetTimer("expire", at + scene.policy.expire_after)
            return Step(replace(taken(talk), stage=Stage.CHECKING, checked=True), (ask, expire))
        case Reading(small_talk=True) if not sends_media:
            return Step(talk, (_small_talk(talk, reading, scene),), ended=True)
        case Reading(sentiment=Sentiment.HAPPY, is_question=False) if not sends_media:
            say = Say("unasked.thanks", about(talk, scene), COMPLAIN, talk.number)
            return Step(talk, (say,), ended=True)
        case _:
            return opened(talk, at, reading, scene)


def opened(talk: Conversation, at: datetime, reading: Reading | None, scene: Scene) -> Step:
    """Put before staff in a topic of its own; no apology script."""
    topic = reading.topic if reading else None
    words = talk.letter.text
    case = Case(CaseKind.ENQUIRY, at, severity=Severity.NONE, topic=topic, words=words)
    case = replace(case, vulnerable="minor" if cues.is_a_minor(words) else "")
    called = alerted(replace(talk, case=case, stage=Stage.WITH_STAFF), at, scene)
    say = Say(
        f"enquiry.{_kind(talk)}",
        {**about(talk, scene), "by": answer_by(called.talk, at, scene)},
        variant=talk.number,
    )
    return Step(replace(taken(called.talk), acked=True), (say, *called.effects))


def _kind(talk: Conversation) -> str:
    if grief.kind(talk.letter.texts) == grief.PERSON:
        return "bereaved"
    return "not_theirs" if cues.is_not_the_buyer(talk.letter.text) else "received"


def _small_talk(talk: Conversation, reading: Reading, scene: Scene) -> Say:
    key = "unasked.hello" if reading.is_question else "unasked.small_talk"
    return Say(key, about(talk, scene), variant=talk.number)
