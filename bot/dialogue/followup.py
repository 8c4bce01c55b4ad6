"""The complaint, step 6: a day later, did it help? If not, a more workable way, one level up."""

from datetime import datetime, timedelta
from typing import assert_never

from . import amends, arriving, attitude, noting, proposing, relay, remembering
from .case import CLAIM, TOP_LEVEL, case_of, matter, posted_letter, said_back
from .choice import shown
from .effects import CancelTimer, CloseTopic, Effect, Param, Post, Say, SetTimer, Step, Word
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
from .replacing import replace
from .saying import comes_back, says_it_is_not_settled
from .scene import Scene, about, is_urgent
from .state import CaseStatus, Conversation, Stage

ASK = "follow_up"
END = "follow_up_end"
SAME_BREATH = timedelta(hours=1)


def planned(talk: Conversation, at: datetime, scene: Scene, effects: tuple[Effect, ...]) -> Step:
    """Told when we ask again; whoever wants no invitations is not asked, only heard."""
    due = scene.policy.out_of_quiet(at + scene.policy.follow_up_after)
    key, params = "closing.closed", {**about(talk, scene), "by": due}
    if scene.customer.stopped:
        key, params = "closing.closed_for_good", about(talk, scene)
    is_closed = case_of(talk).status is CaseStatus.CLOSED  # else its cause is still wanted
    told: dict[str, Param] = {"closed": Word("staff.closed") if is_closed else ""}
    told["by"] = "" if scene.customer.stopped else due
    post = Post("staff.closed_by_customer", told)
    closed = replace(talk, stage=Stage.FOLLOWING_UP)
    return Step(closed, (*effects, Say(key, params), post, SetTimer(ASK, due)))


def following_up(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TimerFired(name="follow_up"):
            return asked(talk, event.at, scene)
        case TimerFired(name="follow_up_end") if talk.letter:  # not while they are writing
            return Step(talk, (SetTimer(END, event.at + scene.policy.follow_up_after),))
        case TimerFired(name="follow_up_end"):
            return remembering.kept(talk, event.at, scene, CloseTopic())
        case Tapped(action=Action.ATTITUDE):
            return attitude.given(talk, event, scene)
        case Tapped(action=Action.SOLVED) if _is_said_twice(talk, event.at):
            return _glad(talk, event, scene)
        case Tapped(action=Action.SOLVED):
            return solved(talk, event.at, scene, *shown(event, relay.SOLVED))
        case Tapped(action=Action.NOT_SOLVED):
            return reopened(talk, event.at, scene, *shown(event, relay.SOLVED))
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case TimerFired(name="pause") if noting.is_passed_on(talk):  # written before the close
            return noting.noted(talk, event, scene)
        case TimerFired(name="pause"):
            return paused(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def asked(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Never at night, however late the timer rang."""
    if scene.customer.stopped and not talk.letter:  # they asked us not to write first
        return remembering.kept(talk, at, scene, CloseTopic())
    morning = scene.policy.out_of_quiet(at)
    if scene.customer.stopped or morning > at:
        return Step(talk, (SetTimer(ASK, max(morning, at + scene.policy.listen_pause)),))
    params = {**about(talk, scene), "matter": _asked_after(talk)}
    ask = Say("follow_up.ask", params, relay.SOLVED, scene.customer.complaints)
    return Step(talk, (ask, SetTimer(END, at + scene.policy.follow_up_expires)))


def _is_said_twice(talk: Conversation, at: datetime) -> bool:
    confirmed = case_of(talk).confirmed_at
    return ASK in talk.timers and confirmed is not None and at < confirmed + SAME_BREATH


def _glad(talk: Conversation, event: Tapped, scene: Scene) -> Step:
    """They say it once more in the same hour: good to hear, and asked again all the same."""
    ticked = shown(event, relay.SOLVED)
    glad = Say("follow_up.glad", about(talk, scene), variant=len(talk.story))
    return Step(talk, ticked or (glad,))


def _asked_after(talk: Conversation) -> str:
    """Whoever was hurt is asked after that, not after the goods."""
    return said_back(talk) if case_of(talk).harm else matter(talk)


def solved(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """The recovery is confirmed: only now may anybody be asked to come again."""
    talk, arrived, _ = amends.received(talk, at, scene)
    params = {**about(talk, scene), "matter": _asked_after(talk)}
    key = "returning.come_back" if talk.is_returned else "follow_up.solved"
    effects = (
        *before,
        CancelTimer(ASK),
        CancelTimer(END),
        *arrived,
        *posted_letter(talk).effects,
        Say(key, params, variant=talk.number),
        Post("staff.follow_up_solved"),
        CloseTopic(),
    )
    return remembering.kept(taken(talk), at, scene, *effects)


def paused(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Words instead of a tap: unhappy ones reopen, everything is passed on to the topic."""
    sentiment = event.reading.sentiment if event.reading else None
    words = talk.letter.text
    goes_on = says_it_is_not_settled(words) or comes_back(words)
    if goes_on or sentiment is Sentiment.UNHAPPY:
        return reopened(talk, event.at, scene)
    if sentiment is Sentiment.HAPPY and END in talk.timers:  # asked, and answered in words
        return solved(talk, event.at, scene)
    posted = posted_letter(talk)
    key = "follow_up.glad" if sentiment is Sentiment.HAPPY else "follow_up.noted"
    say = Say(key, about(talk, scene), variant=len(talk.story))
    return Step(taken(talk), (*posted.effects, say))


def _sorry(talk: Conversation, who: str, scene: Scene) -> Say:
    """Whoever was hurt hears first of all that we are sorry it did not help."""
    case, params = case_of(talk), {**about(talk, scene), "who": who}
    if case.harm:
        return Say("follow_up.not_helped", params, variant=case.reopened)
    return Say("follow_up.not_solved", params)


def reopened(
    talk: Conversation,
    at: datetime,
    scene: Scene,
    *before: Effect,
    key: str = "staff.reopened",
) -> Step:
    """The history stays, the case goes one level up, other ways are offered; what has not come is
    owed again.
    """
    case, words = case_of(talk), talk.letter.text
    level = min(case.level + 1, TOP_LEVEL)
    due_at = scene.policy.respond_by(at, urgent=is_urgent(case))
    posted = posted_letter(talk)
    talk = replace(
        taken(talk),
        case=replace(
            case,
            status=CaseStatus.REOPENED,
            level=level,
            handler=None,
            reopened=case.reopened + 1,
            reopened_at=at,
            closed_at=None,
            closed_by="",
            confirmed_at=None,
            cause="",
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
        Post(key, {"matter": matter(talk), "who": who, "by": due_at}, CLAIM, level),
        SetTimer("respond", due_at),
    )
    if (owed := arriving.owed_again(talk, words, at, scene)) is not None:
        waits = replace(owed.talk, stage=Stage.WITH_STAFF, acked=True)
        return Step(waits, (*effects, *owed.effects, arriving.said(waits, scene)))
    return proposing.proposed(talk, at, scene, *effects, _sorry(talk, who, scene))
