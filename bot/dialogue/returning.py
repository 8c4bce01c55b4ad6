"""They want to give it back: six states, a table, and never a no.

Why; another way, offered once, with room to refuse; accepted gladly; the true reason, once it is
settled and they like; other ways it may show; a reason to come again, kept for the recovery.
Rule: every state may be left by saying 直接退, and no state is entered twice.
"""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never

from . import amends, complaint, grief, offers, proposing
from .case import alerted, case_of, posted_letter
from .choice import shown
from .compensation import WISH, Compensation, Kind
from .effects import Button, CancelTimer, Effect, Lines, Post, Rows, Say, Step
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
from .letters import collect, finish, taken
from .replacing import replace
from .saying import asks_whether_we_are_here
from .scene import Scene, about, here
from .state import Case, CaseKind, CaseStatus, Conversation, GrantStatus, Return, Stage

INSTEAD = (Kind.EXCHANGE, Kind.EXTRA, Kind.FREE_SERVICE, Kind.RESEND)
SURE = 0.9
Enter = Callable[[Conversation, datetime, Scene], Step | None]  # None: passed over


def is_wanted(talk: Conversation, reading: Reading | None) -> bool:
    """Asked for without a complaint, of something we know they bought."""
    if grief.kind(talk.letter.texts):  # 给爷爷买的，他前天走了: nobody is asked why
        return False
    return talk.purchase is not None and talk.case is None and offers.wants_back(reading)


def opened(talk: Conversation, at: datetime, reading: Reading | None, scene: Scene) -> Step:
    """A person is called, so that a clock runs, and the customer is asked why."""
    topic = reading.topic if reading else None
    case = Case(CaseKind.ENQUIRY, at, severity=Severity.NONE, topic=topic, words=talk.letter.text)
    called = alerted(replace(talk, case=case, stage=Stage.RETURNING), at, scene)
    quiet = (CancelTimer("remind"), CancelTimer("expire"))
    talk = replace(taken(called.talk), acked=True)
    return entered(talk, Return.WHY, at, scene, *quiet, *called.effects)


def entered(
    talk: Conversation, state: Return, at: datetime, scene: Scene, *before: Effect
) -> Step:
    """Go into a state, or on to the first after it that has something to say."""
    while True:
        done = ENTER[state](replace(talk, returned=state, stage=Stage.RETURNING), at, scene)
        if done is not None:
            return done._replace(effects=(*before, *done.effects))
        state = NEXT[state]


def returning(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RETURN):
            first = talk.returned is Return.WHY
            ticked = shown(
                event, _no_more("button.just_return" if first else "button.still_return")
            )
            return _gone_on(talk, event.at, scene, *ticked)
        case Tapped(action=Action.OPTION, arg=key):
            return proposing.chosen(talk, event, key, scene)
        case Tapped(action=Action.DONE) if talk.letter:
            return finish(talk, event.at)
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case TextReceived(text=text) if (meant := proposing.named(text, talk, scene)) is not None:
            tap = Tapped(event.at, talk.number, Action.OPTION, meant)
            return proposing.chosen(talk, tap, meant, scene)
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case TimerFired(name="pause"):
            return _answered(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _gone_on(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """They said enough about it, in words or with a tap."""
    posted = posted_letter(talk)
    talk, state = taken(posted.talk), talk.returned or Return.WHY
    effects = (CancelTimer("pause"), *posted.effects, *before)
    if state is Return.COME_BACK:
        return Step(replace(talk, stage=Stage.WITH_STAFF), effects)
    return entered(talk, NEXT[state], at, scene, *effects)


def _answered(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Words instead of a tap. An unhappy reason is a complaint, and is heard as one."""
    reading, state = event.reading, talk.returned
    if state is Return.WHY and reading is not None and _hurts(reading):
        return _disappointed(talk, event.at, reading, scene)
    if reading is not None and reading.is_question and state is not Return.REASON:
        return proposing.asked_back(talk, event.at, scene)
    if state is Return.REASON:
        topic = reading.topic if reading else None
        told = replace(case_of(talk), topic=topic or case_of(talk).topic)
        return _gone_on(replace(talk, case=told), event.at, scene, Post("staff.true_reason"))
    return _gone_on(talk, event.at, scene)


def _hurts(reading: Reading) -> bool:
    """Asked why, nearly every reason sounds unhappy ("I have one like it"): be sure of it."""
    unhappy = reading.sentiment is Sentiment.UNHAPPY
    grave = reading.severity in (Severity.HIGH, Severity.CRITICAL)
    return unhappy and (grave or reading.p_unhappy >= SURE)


def _disappointed(talk: Conversation, at: datetime, reading: Reading | None, scene: Scene) -> Step:
    """A reason that hurts is a complaint: a grave one is heard out, an ordinary one is
    apologised for, and what they asked for goes on."""
    now_complaint = Post("staff.now_complaint")
    if reading is None or reading.severity in (Severity.HIGH, Severity.CRITICAL):
        turned = complaint.apologised(talk, at, reading, scene)
        return turned._replace(effects=(now_complaint, *turned.effects))
    talk = complaint.with_case(talk, at, reading, scene)
    case = replace(case_of(talk), status=CaseStatus.ACKNOWLEDGED)
    params = {**about(talk, scene), "problem": reading.problem or ""}
    sorry = Say("returning.sorry", params, variant=case.nth)
    return _gone_on(replace(talk, case=case), at, scene, now_complaint, sorry)


def _why(talk: Conversation, at: datetime, scene: Scene) -> Step:
    ask = Say("returning.why", about(talk, scene), _no_more("button.just_return"), talk.number)
    return Step(talk, (ask,))


def _turned(talk: Conversation, at: datetime, scene: Scene) -> Step | None:
    other = _other(talk, scene)
    if other is None:
        return None
    return _offered(talk, other, "returning.turn", scene)


def _accepted(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Gladly, and at once; the true reason is asked only where it is settled already."""
    refund = best_refund(talk, scene)
    case = replace(case_of(talk), chosen=refund.label)
    if refund is WISH:
        case = replace(case, wish=talk.story[-1] if talk.story else "")
    done = amends.settled(replace(talk, case=case), refund, at, scene)
    grant = done.talk.open_grant or (done.talk.grants[-1] if done.talk.grants else None)
    if grant is None or grant.status is GrantStatus.REQUESTED:
        return done._replace(talk=_over(done.talk))
    return entered(done.talk, Return.REASON, at, scene, *done.effects)


def _true_reason(talk: Conversation, at: datetime, scene: Scene) -> Step:
    return Step(talk, (Say("returning.reason", about(talk, scene), variant=talk.number),))


def _other_way(talk: Conversation, at: datetime, scene: Scene) -> Step | None:
    """Only what fits the reason that came out, and was not offered before."""
    other = _other(talk, scene)
    if other is None or case_of(talk).topic not in other.topics:
        return None
    return _offered(talk, other, "returning.other_way", scene)


def _settled(talk: Conversation, at: datetime, scene: Scene) -> Step:
    thanks = Say("returning.thanks", about(talk, scene), variant=talk.number)
    return Step(_over(talk), (thanks,))


ENTER: dict[Return, Enter] = {
    Return.WHY: _why,
    Return.TURN: _turned,
    Return.ACCEPT: _accepted,
    Return.REASON: _true_reason,
    Return.OTHER_WAY: _other_way,
    Return.COME_BACK: _settled,  # said when the recovery is confirmed (followup.py)
}
NEXT = {
    Return.WHY: Return.TURN,
    Return.TURN: Return.ACCEPT,
    Return.ACCEPT: Return.REASON,
    Return.REASON: Return.OTHER_WAY,
    Return.OTHER_WAY: Return.COME_BACK,
}


def best_refund(talk: Conversation, scene: Scene) -> Compensation:
    """The whole price before a part of it; a shop that lists none is asked."""
    able = [c for c in scene.policy.compensations if offers.is_able(c, talk, scene.policy)]
    refunds = [c for c in able if c.kind is Kind.REFUND]
    return max(refunds, key=lambda c: c.share or 0, default=WISH)


def _over(talk: Conversation) -> Conversation:
    return replace(talk, returned=Return.COME_BACK, stage=Stage.WITH_STAFF)


def _other(talk: Conversation, scene: Scene) -> Compensation | None:
    """One other way that fits and that they have not seen yet."""
    fits = offers.all_fitting(talk, scene.policy)
    new = (c for c in fits if c.kind in INSTEAD and c.key not in talk.offered)
    return next(new, None)


def _offered(talk: Conversation, other: Compensation, key: str, scene: Scene) -> Step:
    params = {**about(talk, scene), "line": _line(other, talk, scene)}
    option = Button("button.option", Action.OPTION, other.key, {"label": other.label})
    say = Say(key, params, ((option,), (_still("button.still_return"),)), talk.number)
    return Step(replace(talk, offered=(*talk.offered, other.key)), (say,))


def _line(other: Compensation, talk: Conversation, scene: Scene) -> Lines:
    return offers.lines((other,), talk, scene)


def _no_more(key: str) -> Rows:
    return ((_still(key),),)


def _still(key: str) -> Button:
    return Button(key, Action.RETURN)
