"""A person has the case, or will: the customer's messages go across, and the close is theirs."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from . import complaint, followup, relay
from .case import case_of
from .choice import shown
from .effects import CancelTimer, CloseTopic, Effect, Post, Say, Step
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
from .letters import collect, taken
from .scene import Scene, about, answer_by
from .state import CaseKind, CaseStatus, Conversation, Stage


def with_staff(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived() | MediaReceived():
            return passed_on(talk, event, scene)
        case TimerFired(name="pause"):
            return paused(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def passed_on(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Across at once; while nobody holds the case, the pause decides what the bot adds."""
    talk, sent = relay.from_customer(talk, event, scene)
    if case_of(talk).handler is not None:
        return Step(talk, sent)
    collected = collect(talk, event, scene)
    told = replace(collected.talk, letter=collected.talk.letter.as_told())
    return Step(told, (*sent, *collected.effects))


def paused(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Nobody has claimed it yet: an enquiry may have become a complaint; else one word is due."""
    case = case_of(talk)
    if case.handler is not None:
        return Step(taken(talk))
    if case.kind is CaseKind.ENQUIRY and _is_unhappy(event.reading):
        turned = complaint.apologised(talk, event.at, event.reading, scene)
        return turned._replace(effects=(Post("staff.now_complaint"), *turned.effects))
    talk = taken(talk)
    if talk.acked or (event.reading is not None and event.reading.small_talk):
        return Step(talk)
    params = {**about(talk, scene), "by": answer_by(talk, event.at, scene)}
    return Step(replace(talk, acked=True), (Say("waiting.ack", params, variant=len(talk.story)),))


def closing(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.SOLVED):
            return closed(talk, event.at, scene, "customer", *shown(event, relay.SOLVED))
        case Tapped(action=Action.NOT_SOLVED):
            case = replace(case_of(talk), status=CaseStatus.INVESTIGATING, responded_at=None)
            handler = case.handler.name if case.handler else ""
            effects = (
                *shown(event, relay.SOLVED),
                CancelTimer("close"),
                Say("closing.not_solved", {**about(talk, scene), "staff": handler}),
                Post("staff.not_solved", {"staff": handler}),
            )
            return Step(replace(talk, case=case, stage=Stage.WITH_STAFF), effects)
        case TextReceived() | MediaReceived():
            return passed_on(talk, event, scene)
        case TimerFired(name="close"):
            return closed(talk, event.at, scene, "timeout")
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def closed(talk: Conversation, at: datetime, scene: Scene, by: str, *before: Effect) -> Step:
    case = replace(case_of(talk), status=CaseStatus.CLOSED, closed_at=at, closed_by=by)
    talk = replace(talk, case=case)
    effects: tuple[Effect, ...] = (*before, CancelTimer("close"))
    if by == "customer":
        key = "closing.closed" if case.kind is CaseKind.COMPLAINT else "closing.answered"
        effects = (*effects, Say(key, about(talk, scene)))
    effects = (*effects, Post(f"staff.closed_by_{by}"))
    if case.kind is CaseKind.ENQUIRY or by == "timeout":
        return Step(talk, (*effects, CloseTopic()), ended=True)
    return followup.planned(talk, at, scene, effects)


def _is_unhappy(reading: Reading | None) -> bool:
    return reading is not None and reading.sentiment is Sentiment.UNHAPPY
