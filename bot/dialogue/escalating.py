"""Nobody has taken a case in time: one level up, and at the top again and again, ever more rarely.

Rule: the customer hears of it before each promised time is over; a time that is said is kept.
"""

from datetime import datetime, timedelta

from .case import CLAIM, TOP_LEVEL, case_of
from .effects import Effect, Param, Post, Say, SetTimer, Step
from .replacing import replace
from .scene import Scene, about, is_urgent
from .state import Conversation

DAY = timedelta(days=1)
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
    hears each time when we come back, after ever longer whiles.
    """
    case, policy = case_of(talk), scene.policy
    wait = max(REMIND * policy.respond_within, min(at - case.opened_at, DAY))
    again = at + wait if is_urgent(case) else policy.out_of_quiet(at + wait)
    who = policy.levels[case.level]
    post = Post("staff.still_open", {"who": who}, CLAIM, case.level)
    talk = replace(talk, case=replace(case, due_at=again))
    said = _told_to_wait("waiting.still_open", talk, scene, who)
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
    return (Say(key, params, variant=case.level + case.due_at.hour),)
