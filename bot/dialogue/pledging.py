"""What staff promise in their own words, with a time, is held against the clock.

Rule 1: at its time its writer is reminded; whoever writes to the customer from then on, or taps
已做到, has settled it.
Rule 2: where nobody has written since it was promised, the customer hears an apology before they
have to ask, and somebody above is called.
"""

import re
from datetime import datetime, timedelta

from .authority import role_of
from .case import CLAIM, TOP_LEVEL, UNHEARD, case_of
from .compensation import Kind
from .effects import CancelTimer, EditPost, Effect, Param, Post, Say, SetTimer, StaffButton, Step
from .events import Pledged, Staff, StaffAction, StaffTapped, TimerFired
from .handover import called_again
from .parcels import Pledge
from .replacing import replace
from .scene import Scene, about
from .state import Conversation, Promise

TIMER = "pledge"
_MONEY = re.compile(r"退[款到回给您]|到账|打款|转给")
_KEEPS = {
    Kind.EXCHANGE: re.compile(r"[寄送发补换](?!票)"),
    Kind.RESEND: re.compile(r"[寄送发补](?!票)"),
    Kind.CALL: re.compile(r"电话|来谈|联系您|找您"),
    Kind.FREE_SERVICE: re.compile(r"上门|重做|再做|修"),
}
GRACE = timedelta(minutes=30)
NEAR = timedelta(hours=1)
SENIOR = 1
MOST = 10
SAYS_WHAT = 5  # characters; 后天 alone is no promise that can be quoted
QUOTED = 24  # characters of a promise that are said back to the customer


def noted(
    done: Step, told: tuple[Pledged, ...], staff: Staff, message_id: int, at: datetime
) -> Step:
    """A reply went out: what was due is settled by it, what it promises is written down.

    Words long before its time do not keep a promise.
    """
    talk = done.talk
    if case_of(talk).is_over or not (told or talk.pledges):
        return done
    kept = tuple(
        replace(each, silent=each.silent and each.due_at - at > NEAR)
        for each in talk.pledges
        if not each.reminded
    )
    kept = tuple(each for each in kept if each.key != message_id)  # an edited reply
    moved = _corrected(talk, staff) if any(each.corrects for each in told) else None
    kept = tuple(each for each in kept if moved is None or each.key != moved.key)
    new = tuple(Pledge(message_id, each.text, each.due_at, staff, sure=each.sure) for each in told)
    talk = replace(talk, pledges=tuple(sorted((*kept, *new), key=lambda p: p.due_at))[:MOST])
    key = "staff.pledge_noted" if moved is None else "staff.pledge_moved"
    posts = tuple(Post(key, _told(each)) for each in new if each in talk.pledges)
    return Step(talk, (*done.effects, *_clock(talk), *posts), done.ended)


def _corrected(talk: Conversation, staff: Staff) -> Pledge | None:
    """更正一下，最晚九点 is about the last that they promised."""
    theirs = (each for each in talk.pledges if each.staff.id == staff.id)
    return max(theirs, key=lambda each: each.key, default=None)


def rung(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Its time has come, or half an hour more has gone by without a word."""
    if not talk.pledges or talk.case is None:
        return Step(talk)
    due, *rest = talk.pledges
    if talk.case.is_over:
        return _recalled(replace(talk, pledges=tuple(rest)), due)
    if not due.reminded:
        promised = due.promised_for
        reminded = replace(due, reminded=True, due_at=event.at + GRACE, first_due=promised)
        talk = replace(talk, pledges=(reminded, *rest))
        button = StaffButton("button.kept", StaffAction.KEPT, str(due.key))
        return Step(talk, (Post("staff.pledge_due", _told(due), (button,)), *_clock(talk)))
    left = replace(talk, pledges=tuple(rest))
    if not (due.silent and due.sure):  # they are in touch, or it may have been no promise
        return Step(left, _clock(left))
    morning = scene.policy.out_of_quiet(event.at)
    if morning > event.at:
        later = replace(talk, pledges=(replace(due, due_at=morning), *rest))
        return Step(later, _clock(later))
    return _broken(left, due, event.at, scene)


def _recalled(talk: Conversation, due: Pledge) -> Step:
    """The customer calls the matter settled: what was promised is kept all the same, or is not
    worth a word to them.
    """
    posts = () if due.reminded else (Post("staff.pledge_due_over", _told(due)),)
    return Step(talk, (*posts, *_clock(talk)))


def kept_by(talk: Conversation, kind: Kind) -> Step:
    """已办好: what was promised of that very thing is kept with it (168 元今天退给您)."""
    words = _KEEPS.get(kind, _MONEY)
    left = tuple(each for each in talk.pledges if not words.search(each.text))
    if left == talk.pledges:
        return Step(talk)
    talk = replace(talk, pledges=left)
    return Step(talk, _clock(talk))


def still_owed(talk: Conversation, at: datetime) -> tuple[Effect, ...]:
    """Where nothing will ring any more, staff have it in writing."""
    left = (each for each in talk.pledges if each.due_at > at and not each.reminded)
    return tuple(Post("staff.still_promised", _told(each)) for each in left)


def told(talk: Conversation, at: datetime) -> dict[str, Param]:
    """What was promised next, in the words of whoever promised it."""
    coming = next((each for each in talk.pledges if each.promised_for > at), None)
    return {"pledge": coming.text if coming else ""}


def _broken(talk: Conversation, due: Pledge, at: datetime, scene: Scene) -> Step:
    """Nobody tapped, and nobody wrote: it may have been kept all the same."""
    case = case_of(talk)
    above = (
        role_of(scene.policy.authority, due.staff) + 1 if scene.policy.authority.managers else 0
    )
    level = min(max(case.level, SENIOR, above), TOP_LEVEL)  # nobody is called to help themselves
    entry = Promise(due.text, due.promised_for.isoformat(), due.staff.name, broken=True)
    entries = (entry,) if len(due.text) >= SAYS_WHAT else ()
    case = replace(case, level=level, breaches=case.breaches + 1)
    case = replace(case, promises=(*case.promises, *entries))
    who = scene.policy.levels[level]
    promise = due.text if SAYS_WHAT <= len(due.text) <= QUOTED else ""
    params = {**about(talk, scene), "promise": promise, "who": who}
    talk = replace(talk, case=case)
    effects: tuple[Effect, ...] = (
        Say("waiting.pledge_late", params, variant=case.breaches),
        Post("staff.pledge_broken", {**_told(due), "who": who}, CLAIM, level),
        *_clock(talk),
        called_again(talk, at, scene),
    )
    return Step(replace(talk, asked=(*talk.asked, UNHEARD)), effects)


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """已做到: the one that was asked after, not what else that reply promised."""
    kept = tuple(e for e in talk.pledges if str(e.key) != event.arg or not e.reminded)
    talk = replace(talk, pledges=kept)
    return Step(talk, (EditPost(event.message_id), *_clock(talk)))


def _clock(talk: Conversation) -> tuple[Effect, ...]:
    if talk.pledges:
        return (SetTimer(TIMER, talk.pledges[0].due_at),)
    return (CancelTimer(TIMER),) if TIMER in talk.timers else ()


def _told(pledge: Pledge) -> dict[str, Param]:
    return {"staff": pledge.staff.name, "words": pledge.text, "by": pledge.promised_for}
