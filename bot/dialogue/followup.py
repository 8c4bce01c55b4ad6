"""The complaint, step 6: a day later, did it help? If not, a more workable way, one level up."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from . import proposing, relay
from .case import CLAIM, TOP_LEVEL, case_of, matter, posted_letter
from .choice import shown
from .effects import CancelTimer, CloseTopic, Effect, Post, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Sentiment,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect, taken
from .scene import Scene, about
from .state import CaseStatus, Conversation, Stage

ASK = "follow_up"
END = "follow_up_end"


def planned(talk: Conversation, at: datetime, scene: Scene, effects: tuple[Effect, ...]) -> Step:
    due = scene.policy.out_of_quiet(at + scene.policy.follow_up_after)
    return Step(replace(talk, stage=Stage.FOLLOWING_UP), (*effects, SetTimer(ASK, due)))


def following_up(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TimerFired(name="follow_up"):
            return asked(talk, event.at, scene)
        case TimerFired(name="follow_up_end") if talk.letter:  # not while they are writing
            return Step(talk, (SetTimer(END, event.at + scene.policy.follow_up_after),))
        case TimerFired(name="follow_up_end"):
            return Step(talk, (CloseTopic(),), ended=True)
        case Tapped(action=Action.SOLVED):
            params = {**about(talk, scene), "matter": matter(talk)}
            effects = (
                *shown(event, relay.SOLVED),
                CancelTimer(ASK),
                CancelTimer(END),
                *posted_letter(talk).effects,
                Say("follow_up.solved", params),
                Post("staff.follow_up_solved"),
                CloseTopic(),
            )
            return Step(talk, effects, ended=True)
        case Tapped(action=Action.NOT_SOLVED):
            return reopened(talk, event.at, scene, *shown(event, relay.SOLVED))
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case TimerFired(name="pause"):
            return paused(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def asked(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Never at night, however late the timer rang."""
    if scene.customer.stopped and not talk.letter:  # they asked us not to write first
        return Step(talk, (CloseTopic(),), ended=True)
    morning = scene.policy.out_of_quiet(at)
    if scene.customer.stopped or morning > at:
        return Step(talk, (SetTimer(ASK, max(morning, at + scene.policy.listen_pause)),))
    params = {**about(talk, scene), "matter": matter(talk)}
    ask = Say("follow_up.ask", params, relay.SOLVED, scene.customer.complaints)
    return Step(talk, (ask, SetTimer(END, at + scene.policy.follow_up_expires)))


def paused(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Words instead of a tap: unhappy ones reopen, everything is passed on to the topic."""
    if event.reading is not None and event.reading.sentiment is Sentiment.UNHAPPY:
        return reopened(talk, event.at, scene)
    posted = posted_letter(talk)
    say = Say("follow_up.noted", about(talk, scene))
    return Step(taken(talk), (*posted.effects, say))


def reopened(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """The history stays, the case goes one level up, other ways are offered."""
    case = case_of(talk)
    level = min(case.level + 1, TOP_LEVEL)
    due_at = at + scene.policy.respond_within
    posted = posted_letter(talk)
    talk = replace(
        taken(talk),
        case=replace(
            case,
            status=CaseStatus.REOPENED,
            level=level,
            handler=None,
            reopened=case.reopened + 1,
            closed_at=None,
            closed_by="",
            responded_at=None,
            due_at=due_at,
        ),
        acked=False,
    )
    who = scene.policy.levels[level]
    effects = (
        *before,
        CancelTimer(ASK),
        CancelTimer(END),
        *posted.effects,
        Post("staff.reopened", {"matter": matter(talk), "who": who, "by": due_at}, CLAIM, level),
        Say("follow_up.not_solved", {**about(talk, scene), "who": who}),
        SetTimer("respond", due_at),
    )
    return proposing.proposed(talk, at, scene, *effects)
