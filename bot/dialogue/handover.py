"""人工: whoever asks for a person gets one, in every stage, and is told when.

Whoever asks what we are is told; whoever will say no more gets a person without asking.
"""

from datetime import datetime, timedelta

from . import case, enquiry
from .case import CLAIM, PRESSED, TOP_LEVEL, UNANSWERED, UNHEARD, case_of
from .choice import PERSON
from .effects import (
    CancelTimer,
    CloseTopic,
    Deed,
    Effect,
    Param,
    Post,
    Say,
    SetTimer,
    Step,
    Turn,
)
from .events import Tapped, TextReceived, TimerFired
from .letters import added, taken
from .relay import from_customer
from .replacing import replace
from .scene import Scene, about, answer_by, is_urgent
from .state import CaseStatus, Chat, Conversation, Stage

SENIOR = 1
PATIENCE = 4  # so many times the time to respond, and the next level is called
DAY = timedelta(days=1)
PRESENT = timedelta(minutes=2)  # since their last word
MOST_WORDS = 3  # so often the customer hears, until somebody writes, that we press for it


def asked(talk: Conversation, event: TextReceived | Tapped, scene: Scene) -> Step:
    held = talk.case
    if held is None:
        return _as_enquiry(talk, event, scene)
    if held.is_over:
        return _called_back(talk, event.at, scene)
    if held.handler is not None:
        return _pressed(talk, event, scene)
    called = Step(talk) if held.alerted else case.alerted(talk, event.at, scene)
    posted = case.posted_letter(called.talk)
    by = answer_by(posted.talk, event.at, scene)
    effects = (
        *called.effects,
        *posted.effects,
        CancelTimer("pause"),
        CancelTimer("close"),
        *_clock(posted.talk, by),
        Say("handover.asked", {**about(talk, scene), "by": by}, variant=len(posted.talk.story)),
        Post("staff.person_asked"),
    )
    waits = replace(case_of(posted.talk), due_at=by)
    talk = replace(taken(posted.talk), stage=Stage.WITH_STAFF, acked=True, case=waits)
    return Step(talk, effects)


def _clock(talk: Conversation, by: datetime) -> tuple[Effect, ...]:
    """Somebody who said that it was settled, and now wants a person, is waited for again."""
    return () if "respond" in talk.timers else (SetTimer("respond", by),)


def _pressed(talk: Conversation, event: TextReceived | Tapped, scene: Scene) -> Step:
    """Somebody has it: they are called, and after a while somebody above them."""
    sent: tuple[Effect, ...] = ()
    if isinstance(event, TextReceived):
        talk, sent = from_customer(talk, event, scene)
    return Step(talk, (*sent, *pressed(talk, event.at, scene)))


def pressed(talk: Conversation, at: datetime, scene: Scene) -> tuple[Effect, ...]:
    """They are called, and where they stay silent, somebody above them is; the customer hears so.

    Between two who are writing to each other nobody else speaks.
    """
    case = case_of(talk)
    name = case.handler.name if case.handler else ""
    clock = SetTimer(PRESSED, at + scene.policy.respond_within)
    called = Post("staff.person_pressed", {"staff": name}), clock
    if case.wrote_at is not None and at - case.wrote_at < PRESENT:
        return called
    params: dict[str, Param] = {**about(talk, scene), "who": name}
    return (Say("waiting.pressed", params, variant=len(talk.story)), *called)


def unheard(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Whoever has it has not answered: one level up, and again, until somebody writes; whoever
    answers first, has it.
    """
    held = talk.case
    if held is None or held.handler is None or held.is_over:
        return Step(talk)
    rung = talk.asked.count(UNHEARD)
    level = min(max(held.level + bool(rung), SENIOR), TOP_LEVEL)
    who = scene.policy.levels[level]
    post = Post("staff.person_unheard", {"staff": held.handler.name, "who": who}, CLAIM, level)
    called = replace(held, level=level)
    clock = called_again(talk, event.at, scene)
    said = _still_here(talk, event.at, scene) if rung < MOST_WORDS else ()
    talk = replace(talk, case=called, asked=(*talk.asked, UNHEARD))
    return Step(talk, (post, *said, clock))


def called_again(talk: Conversation, at: datetime, scene: Scene) -> SetTimer:
    """After ever longer whiles, at last day by day; what is not grave waits for the morning."""
    urgent = is_urgent(case_of(talk))
    within = scene.policy.within(urgent=urgent)
    wait = min(within * PATIENCE ** min(talk.asked.count(UNHEARD) + 1, PATIENCE), DAY)
    return SetTimer(PRESSED, at + wait if urgent else scene.policy.out_of_quiet(at + wait))


def _still_here(talk: Conversation, at: datetime, scene: Scene) -> tuple[Effect, ...]:
    """They asked, and nobody has answered: not in the night, nor to who cannot be reached."""
    night = scene.policy.out_of_quiet(at) > at
    if scene.customer.unreachable or night or UNANSWERED not in talk.asked:
        return ()
    held = case.case_of(talk)
    name = held.handler.name if held.handler else ""
    params: dict[str, Param] = {**about(talk, scene), "who": name}
    return (Say("waiting.pressed", params, variant=len(talk.story)),)


def _called_back(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """The case is over, and they want a person about it: it is opened again, as it was."""
    posted = case.posted_letter(talk)
    held = case_of(posted.talk)
    due_at = scene.policy.respond_by(at, urgent=is_urgent(held))
    again = replace(
        held,
        status=CaseStatus.REOPENED,
        handler=None,
        reopened=held.reopened + 1,
        reopened_at=at,
        closed_at=None,
        closed_by="",
        confirmed_at=None,
        cause="",
        responded_at=None,
        due_at=due_at,
    )
    timers = ("follow_up", "follow_up_end", "forget", "cause", "pause")
    effects = (
        *(CancelTimer(name) for name in timers),
        CloseTopic(closed=False),
        *posted.effects,
        Say("handover.asked", {**about(talk, scene), "by": due_at}),
        Post("staff.person_asked", {}, CLAIM, held.level or None),
        SetTimer("respond", due_at),
    )
    kept = replace(taken(posted.talk), case=again, stage=Stage.WITH_STAFF, acked=True)
    return Step(kept, effects)


def _as_enquiry(talk: Conversation, event: TextReceived | Tapped, scene: Scene) -> Step:
    """No case yet: it goes before staff with what was said."""
    reading = None
    if isinstance(event, TextReceived):
        talk, reading = replace(talk, letter=added(talk.letter, event)), event.reading
    opened = enquiry.opened(talk, event.at, reading, scene)
    asked_for = () if isinstance(event, TextReceived) else (Post("staff.person_asked"),)
    return opened._replace(effects=(CancelTimer("pause"), *opened.effects, *asked_for))


def is_held(talk: Conversation) -> bool:
    return talk.case is not None and talk.case.handler is not None


def said_honestly(chat: Chat, talk: Conversation, event: TextReceived) -> Turn:
    """你是机器人吗 gets the truth, and a person by one tap; the script stays where it is."""
    number = talk.number if chat.talk(talk.number) else 0
    say = Say("listening.machine", {}, PERSON, event.message_id)
    return Turn(chat, (Deed(number, say),), number)


def spared(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """算了，不想说了: nothing more is asked, a person takes it from here."""
    by = answer_by(talk, at, scene)
    params: dict[str, Param] = {**about(talk, scene), "by": by}
    effects = (
        *before,
        CancelTimer("pause"),
        *_clock(talk, by),
        Say("handover.spared", params, variant=len(talk.story)),
        Post("staff.spared", {}, CLAIM),
    )
    waits = replace(case_of(talk), due_at=by)
    return Step(replace(talk, stage=Stage.WITH_STAFF, acked=True, case=waits), effects)
