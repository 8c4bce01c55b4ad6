"""A person has the case, or will: the customer's messages go across, and the close is theirs."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from . import amends, complaint, followup, offers, proposing, relay
from .case import CLAIM, TOP_LEVEL, case_of
from .choice import shown
from .effects import CancelTimer, CloseTopic, Effect, Post, Say, SetTimer, Step
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
from .state import CaseKind, CaseStatus, Conversation, GrantStatus, Stage
from .typed import asks_whether_we_are_here


def with_staff(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived() | MediaReceived():
            return passed_on(talk, event, scene)
        case TimerFired(name="pause"):
            return paused(talk, event, scene)
        case Tapped(action=Action.OPTION, arg=key):  # a mind changed, or a wish thought better of
            option, held = offers.find(key, scene.policy), talk.open_grant
            before = option is not None and case_of(talk).chosen == option.label
            if (held is not None and held.key == key) or (before and not talk.grants):
                return Step(talk)  # tapped twice
            return proposing.chosen(talk, event, key, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def passed_on(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Across at once; while nobody holds the case, the pause decides what the bot adds."""
    talk, sent = relay.from_customer(talk, event, scene)
    if case_of(talk).handler is not None:
        return Step(talk, sent)
    if isinstance(event, TextReceived) and asks_whether_we_are_here(event.text):
        return Step(talk, (*sent, *reassured(talk, event.at, scene, event.message_id)))
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
    said = reassured(talk, event.at, scene, len(talk.story))
    return Step(replace(talk, acked=True), said)


def reassured(talk: Conversation, at: datetime, scene: Scene, variant: int) -> tuple[Effect, ...]:
    """Who has it, and by when; past the last promise none is given, staff are pressed instead."""
    case = case_of(talk)
    who = scene.policy.levels[case.level]
    params = {**about(talk, scene), "who": who, "by": answer_by(talk, at, scene)}
    if case.level >= TOP_LEVEL and case.due_at is not None and case.due_at <= at:
        pressed = Post("staff.pressed", {"who": who}, CLAIM, case.level)
        return Say("waiting.pressed", params, variant=variant), pressed
    return (Say("waiting.ack", params, variant=variant),)


def closing(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.SOLVED):
            return closed(talk, event.at, scene, "customer", *shown(event, relay.SOLVED))
        case Tapped(action=Action.NOT_SOLVED):
            ticked = shown(event, relay.SOLVED)
            back = _not_solved(talk)
            staff = case_of(talk).handler
            params = {**about(talk, scene), "staff": staff.name if staff else ""}
            say = Say("closing.not_solved", params)
            return back._replace(effects=(*ticked, say, *back.effects))
        case TextReceived(reading=Reading(sentiment=Sentiment.HAPPY, is_question=False)):
            told, sent, _ = passed_on(talk, event, scene)  # as good as 已解决
            return closed(told, event.at, scene, "customer", *sent)
        case TextReceived(reading=reading) if _is_unhappy(reading):  # as good as 没解决
            told, sent, _ = passed_on(talk, event, scene)
            back = _not_solved(told)
            return back._replace(effects=(*sent, *back.effects))
        case TextReceived() | MediaReceived():
            return passed_on(talk, event, scene)
        case TimerFired(name="close") if _is_owed(talk):
            return _kept_open(talk, event.at, scene)
        case TimerFired(name="close"):
            return closed(talk, event.at, scene, "timeout")
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _not_solved(talk: Conversation) -> Step:
    case = replace(case_of(talk), status=CaseStatus.INVESTIGATING, responded_at=None)
    staff = case.handler.name if case.handler else ""
    effects = (CancelTimer("close"), Post("staff.not_solved", {"staff": staff}))
    return Step(replace(talk, case=case, stage=Stage.WITH_STAFF), effects)


def _is_owed(talk: Conversation) -> bool:
    """Something was promised, and nobody has said that it arrived."""
    grant = talk.open_grant
    return grant is not None and grant.status is GrantStatus.GRANTED


def _kept_open(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """No time-out closes a case while we owe something; staff are reminded, day by day."""
    again = SetTimer("close", at + scene.policy.follow_up_expires)
    return Step(talk, (Post("staff.owed_at_close"), again))


def closed(talk: Conversation, at: datetime, scene: Scene, by: str, *before: Effect) -> Step:
    talk, arrived, _ = amends.received(talk, at) if by == "customer" else amends.withdrawn(talk)
    case = replace(case_of(talk), status=CaseStatus.CLOSED, closed_at=at, closed_by=by)
    talk = replace(talk, case=case)
    effects: tuple[Effect, ...] = (*before, *arrived, CancelTimer("close"))
    if by == "timeout":
        return Step(talk, (*effects, Post("staff.closed_by_timeout"), CloseTopic()), ended=True)
    if case.kind is CaseKind.ENQUIRY:
        key = "returning.come_back" if talk.is_returned else "closing.answered"
        said = (Say(key, about(talk, scene)), Post("staff.answered"))
        return Step(talk, (*effects, *said, CloseTopic()), ended=True)
    return followup.planned(talk, at, scene, effects)


def _is_unhappy(reading: Reading | None) -> bool:
    return reading is not None and reading.sentiment is Sentiment.UNHAPPY
