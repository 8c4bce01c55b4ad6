"""The close with dignity, in four items: the matter said back, whether it is right for them now,
the same sincerity next time, and a true last word.

Rule 1: a complaint is closed by the customer's own word, or by a time-out that is written down.
Rule 2: the first two items are asked in one message, the last two follow the customer's yes.
"""

from datetime import datetime
from typing import assert_never

from . import (
    amends,
    arriving,
    attitude,
    causes,
    facts,
    followup,
    offers,
    pledging,
    relay,
    remembering,
    suggesting,
    with_staff,
)
from .case import CLAIM, PRESSED, case_of, claimed, said_back
from .choice import shown
from .compensation import Kind
from .effects import CancelTimer, CloseTopic, Effect, Param, Post, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    StaffTapped,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import taken
from .replacing import replace
from .saying import comes_back, says_it_is_not_settled, says_no_more
from .scene import Scene, about, is_urgent
from .state import CaseKind, CaseStatus, Conversation, Grant, GrantStatus, Stage

EXPIRES = "close"
FORGOTTEN = 2  # reminders: a held reply that another one made needless
PROMISE = 28  # characters of one that is still to come
SHRUGGED = "shrugged"  # asked once more whether it is settled
UNGRANTED = frozenset({GrantStatus.REQUESTED, GrantStatus.REFUSED, GrantStatus.WITHDRAWN})


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """结案: the customer is asked first."""
    if case_of(talk).is_over:
        return Step(talk, (Post("staff.already_closed"),))
    if talk.stage is Stage.CLOSING:
        return Step(talk, (Post("staff.close_asked"),))
    held = any(not each.inside and each.reminded < FORGOTTEN for each in talk.held)
    if held:  # their answer may be in it
        return Step(talk, (Post("staff.close_held"),))
    took: tuple[Effect, ...] = ()
    if case_of(talk).handler is None:
        talk, took, _ = claimed(talk, event.staff, event.at, scene)
        took = tuple(e for e in took if not isinstance(e, Say))
    case = case_of(talk)
    unwritten = (Post("staff.close_unwritten"),) if case.first_response_at is None else ()
    done = asked(talk, event.at, scene, *took)
    asked_for = talk.open_grant
    waits = asked_for is not None and asked_for.status is GrantStatus.REQUESTED
    undecided = (Post("staff.close_undecided"),) if waits else ()
    posts = (Post("staff.close_asked"), *undecided, *unwritten, *causes.asked(done.talk))
    return done._replace(effects=(*done.effects, *posts))


def asked(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """The first two items: their matter as they told it, and whether the solution is right."""
    case = replace(case_of(talk), status=CaseStatus.RESPONDED, responded_at=at)
    owed = talk.open_grant
    owed = owed if owed is not None and owed.status is GrantStatus.GRANTED else None
    have = owed is not None and _is_a_thing(owed, scene)  # solved means that they have it
    dropped = {g.label for g in talk.grants if g.status in UNGRANTED}
    chosen = "" if case.chosen in dropped else case.chosen
    option = chosen if owed is None else owed.label if have else ""  # a talk that was not held
    params: dict[str, Param] = {
        **about(talk, scene),
        "matter": said_back(talk),
        "option": option,
    }
    by_staff = case.handler is not None
    key = ("closing.ask_have" if have else "closing.ask") if by_staff else "closing.ask_settled"
    coming = facts.short(str(pledging.told(talk, at)["pledge"]), PROMISE)
    if coming and key == "closing.ask":  # it is not done yet, and nobody says that it is
        key, params = "closing.ask_promised", {**params, "pledge": coming}
    if case.kind is CaseKind.ENQUIRY and key == "closing.ask":
        key = "closing.ask_answered"
    ask = Say(key, params, relay.SOLVED, len(talk.story))
    clocks = (CancelTimer(PRESSED), SetTimer(EXPIRES, at + scene.policy.follow_up_expires))
    return Step(replace(talk, case=case, stage=Stage.CLOSING), (*before, ask, *clocks))


def _is_a_thing(grant: Grant, scene: Scene) -> bool:
    """A talk with somebody does not arrive."""
    option = offers.find(grant.key, scene.policy)
    return bool(grant.label) and (option is None or option.kind is not Kind.CALL)


def closing(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.SOLVED):
            return closed(talk, event.at, scene, "customer", *shown(event, relay.SOLVED))
        case Tapped(action=Action.NOT_SOLVED):
            return _not_solved(talk, event.at, scene, *shown(event, relay.SOLVED))
        case TextReceived(text=text) if says_it_is_not_settled(text) or comes_back(text):
            return _not_solved_in_words(talk, event, scene)
        case TextReceived(text=text) if says_no_more(text):
            return _shrugged(talk, event, scene)
        case TextReceived(reading=Reading(sentiment=Sentiment.HAPPY, is_question=False)):
            told, sent, _ = with_staff.passed_on(talk, event, scene)  # as good as 已解决
            told, ideas = suggesting.filed(told, event.text, event.reading)
            return closed(told, event.at, scene, "customer", *sent, *ideas)
        case TextReceived(reading=Reading(sentiment=Sentiment.UNHAPPY)):
            return _not_solved_in_words(talk, event, scene)
        case TextReceived() | MediaReceived():
            return _still_talking(with_staff.passed_on(talk, event, scene), event.at, scene)
        case TimerFired(name="pause"):
            return with_staff.paused(talk, event, scene)
        case TimerFired(name="close") if _is_owed(talk):
            return _kept_open(talk, event.at, scene)
        case TimerFired(name="close"):
            return closed(talk, event.at, scene, "timeout")
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _shrugged(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """行了就这样吧 is no yes: once more, gently, with both buttons."""
    told, sent, _ = with_staff.passed_on(talk, event, scene)
    if told.stage is not Stage.CLOSING or SHRUGGED in talk.asked:
        return Step(told, sent)
    ask = Say("closing.shrugged", about(talk, scene), relay.SOLVED, len(talk.story))
    return Step(replace(told, asked=(*told.asked, SHRUGGED)), (*sent, ask))


def _still_talking(done: Step, at: datetime, scene: Scene) -> Step:
    """Whoever writes has not gone silent: the time-out counts from here."""
    if done.talk.stage is not Stage.CLOSING:
        return done
    again = SetTimer(EXPIRES, at + scene.policy.follow_up_expires)
    return done._replace(effects=(*done.effects, again))


def _not_solved_in_words(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """As good as 没解决; where it is about us, somebody senior is called instead."""
    told, sent, _ = with_staff.passed_on(talk, event, scene)
    if told.stage is not Stage.CLOSING:
        return Step(told, sent)
    if (owed := arriving.owed_again(told, event.text, event.at, scene)) is not None:
        told, sent = owed.talk, (*sent, *owed.effects)
    return _not_solved(told, event.at, scene, *sent)


def _not_solved(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """Back to whoever has it; where nobody has, somebody is called again, with a clock."""
    case = replace(case_of(talk), status=CaseStatus.INVESTIGATING, responded_at=None)
    staff = case.handler.name if case.handler else ""
    said = Say("closing.not_solved", {**about(talk, scene), "staff": staff})
    effects: tuple[Effect, ...] = (*before, CancelTimer(EXPIRES), said)
    if case.handler is not None:
        effects += (SetTimer(PRESSED, at + scene.policy.respond_within),)  # until they write
    else:
        due_at = scene.policy.respond_by(at, urgent=is_urgent(case))
        case = replace(case, status=CaseStatus.ACKNOWLEDGED, due_at=due_at)
        effects += (SetTimer("respond", due_at),)
    called = () if case.handler else CLAIM
    effects += (Post("staff.not_solved", {"staff": staff}, called, case.level or None),)
    return Step(replace(talk, case=case, stage=Stage.WITH_STAFF), effects)


def withdrawn(talk: Conversation) -> Step:
    """What was said to be done is not: the question is taken back, if it has been asked."""
    if talk.stage is not Stage.CLOSING:
        return Step(talk)
    case = replace(case_of(talk), status=CaseStatus.INVESTIGATING, responded_at=None)
    return Step(replace(talk, case=case, stage=Stage.WITH_STAFF), (CancelTimer(EXPIRES),))


def _is_owed(talk: Conversation) -> bool:
    """Something was promised, and nobody has said that it arrived."""
    grant = talk.open_grant
    return grant is not None and grant.status is GrantStatus.GRANTED


def _kept_open(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """No time-out closes a case while we owe something; staff are reminded, day by day."""
    again = SetTimer(EXPIRES, at + scene.policy.follow_up_expires)
    return Step(talk, (Post("staff.owed_at_close"), again))


def closed(talk: Conversation, at: datetime, scene: Scene, by: str, *before: Effect) -> Step:
    """The last two items, and only then the case is over for the customer."""
    stopped = (CancelTimer(EXPIRES), CancelTimer("respond"))  # a letter is still read
    if by == "timeout":
        return _timed_out(talk, at, scene, *before, *stopped)
    talk, arrived, _ = amends.received(talk, at, scene)
    effects: tuple[Effect, ...] = (*before, *arrived, *stopped)
    if case_of(talk).kind is CaseKind.ENQUIRY:
        return _answered(talk, at, scene, *effects)
    talk, waiting, _ = causes.confirmed(talk, at)
    planned = followup.planned(talk, at, scene, effects)
    more = (*attitude.asked(talk, scene), *waiting)
    return planned._replace(effects=(*planned.effects, *more))


def _answered(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    case = replace(case_of(talk), status=CaseStatus.CLOSED, closed_at=at, closed_by="customer")
    key = "returning.come_back" if talk.is_returned else "closing.answered"
    said = (Say(key, about(talk, scene)), Post("staff.answered"))
    owed = pledging.still_owed(talk, at)
    return Step(replace(talk, case=case), (*before, *said, *owed, CloseTopic()), ended=True)


def _timed_out(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    talk, over, _ = amends.dropped(taken(talk), scene)
    case = case_of(talk)
    cause = case.cause or (causes.NONE if causes.is_wanted(talk) else "")
    case = replace(case, status=CaseStatus.CLOSED, closed_at=at, closed_by="timeout", cause=cause)
    effects = (*before, *over, Post("staff.closed_by_timeout"), CloseTopic(), CancelTimer("pause"))
    return remembering.kept(replace(talk, case=case), at, scene, *effects)
