"""Nobody has taken a case in time: one level up, and at the top again and again, ever more rarely.

Rule: the customer hears of it before each promised time is over; a time that is said is kept.
"""

from datetime import datetime, timedelta

from . import relay
from .case import CLAIM, TOP_LEVEL, case_of, posted_letter
from .effects import Effect, Param, Post, Say, SetTimer, Step
from .events import TextReceived
from .replacing import replace
from .saying import asks_whether_we_are_here, says_they_wait
from .scene import Scene, about, answer_by, is_urgent
from .state import Conversation, Stage

DAY = timedelta(days=1)
SCRIPT = frozenset({Stage.GATHERING, Stage.CONFIRMING, Stage.PROPOSING, Stage.CONSULTING})
REMIND = 4  # at the top level, so many times the time to respond


def escalated(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Nobody claimed in time: one level up, in the same topic, once per level."""
    case = case_of(talk)
    if case.handler is not None or case.is_over:
        return Step(talk)
    if case.level >= TOP_LEVEL:
        return _still_open(talk, at, scene)
    level, due_at = case.level + 1, scene.policy.respond_by(at, urgent=is_urgent(case))
    broken = case.breaches + (
        talk.acked or case.level > 0
    )  # they were told a time, and it is over
    talk = replace(talk, case=replace(case, level=level, due_at=due_at, breaches=broken))
    who = scene.policy.levels[level]
    post = Post("staff.escalated", {"by": due_at, "who": who}, CLAIM, level)
    said = _told_to_wait("waiting.longer", talk, scene, who)
    return Step(talk, (post, *said, SetTimer("respond", due_at)))


def _still_open(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Nobody above is left to call: the topic is reminded, until somebody takes it; the customer
    hears each time when we come back, after ever longer whiles, and in the night not at all.
    """
    case, policy = case_of(talk), scene.policy
    since = case.reopened_at or case.opened_at
    wait, morning = max(REMIND * policy.respond_within, min(at - since, DAY)), policy.out_of_quiet
    again = at + wait if is_urgent(case) else morning(at + wait)
    is_night = morning(at) > at
    again = min(again, morning(at)) if is_night else again
    who = policy.levels[case.level]
    post = Post("staff.still_open", {"who": who}, CLAIM, case.level)
    talk = replace(talk, case=replace(case, due_at=morning(again)))
    said = () if is_night else _told_to_wait("waiting.still_open", talk, scene, who)
    return Step(talk, (post, *said, SetTimer("respond", again)))


def _told_to_wait(key: str, talk: Conversation, scene: Scene, who: str) -> tuple[Effect, ...]:
    """Whoever said nothing waits for nothing; what is asked for or promised has a clock and words
    of its own.
    """
    case = case_of(talk)
    waits = talk.story or talk.letter or case.words
    if talk.open_grant is not None or not waits or scene.customer.stopped or case.due_at is None:
        return ()
    params: dict[str, Param] = {**about(talk, scene), "who": who, "by": case.due_at}
    days = (case.due_at - case.opened_at).days
    return (Say(key, params, variant=case.level + case.due_at.hour + days),)


def is_asked_after(talk: Conversation, text: str) -> bool:
    """人呢, once a time that was said is over; 你们就这么晾着我, at any time."""
    case = talk.case
    if case is None or not case.alerted or case.is_over or case.handler is not None:
        return False
    if talk.stage not in SCRIPT:
        return False
    return says_they_wait(text) or (case.level > 0 and asks_whether_we_are_here(text))


def asked_after(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """Staff read it, and the customer hears who is called; it is no point to play back."""
    posted = posted_letter(talk)
    talk, sent = relay.from_customer(posted.talk, event, scene)
    here = reassured(talk, event.at, scene, event.message_id, "waiting.here")
    return Step(talk, (*posted.effects, *sent, *here))


def reassured(
    talk: Conversation, at: datetime, scene: Scene, variant: int, key: str = "waiting.ack"
) -> tuple[Effect, ...]:
    """Who has it, and by when; past the last promise none is given, staff are pressed instead."""
    case = case_of(talk)
    who = scene.policy.levels[case.level]
    params = {**about(talk, scene), "who": who, "by": _promised(talk, at, scene)}
    if case.level >= TOP_LEVEL and case.due_at is not None and case.due_at <= at:
        pressed = Post("staff.pressed", {"who": who}, CLAIM, case.level)
        return Say("waiting.pressed", params, variant=variant), pressed
    return (Say(key, params, variant=variant),)


def _promised(talk: Conversation, at: datetime, scene: Scene) -> datetime:
    """What the customer was told last: of what is asked for them, or of the case."""
    grant = talk.open_grant
    if grant is not None and grant.answer_by is not None and grant.answer_by > at:
        return grant.answer_by
    return answer_by(talk, at, scene)
