"""The customer says that it has not come: what the ledger calls done is owed again.

Rule: whom to believe is no question; the reminder that follows finds out.
"""

from datetime import datetime

from . import amends
from .compensation import Fulfil
from .effects import Effect, Param, Post, Say, SetTimer, Step
from .saying import says_it_has_not_come
from .scene import Scene, about
from .state import Conversation, GrantStatus

SENIOR = 1


def owed_again(talk: Conversation, words: str, at: datetime, scene: Scene) -> Step | None:
    """The step, with the promise in force again; None where nothing was called done."""
    if talk.open_grant is not None or not says_it_has_not_come(words):
        return None
    done = (g for g in reversed(talk.grants) if g.status is GrantStatus.FULFILLED)
    grant = next(done, None)
    if grant is None or amends.option_of(grant, scene).fulfil is not Fulfil.STAFF:
        return None
    owed = amends.owed_again(grant, at, scene)
    by = owed.due_at or at
    level = max(talk.case.level if talk.case else 0, SENIOR)
    params: dict[str, Param] = {"option": grant.label, "who": scene.policy.levels[level], "by": by}
    button = (amends.done_button(owed),)
    effects: tuple[Effect, ...] = (
        SetTimer(amends.OWED, by),
        Post("staff.not_arrived", params, button, level),
    )
    return Step(talk.with_grant(owed), effects)


def said(talk: Conversation, scene: Scene) -> Say:
    """Sorry, and who looks after it by when."""
    grant = talk.open_grant
    level = max(talk.case.level if talk.case else 0, SENIOR)
    params: dict[str, Param] = {
        **about(talk, scene),
        "option": grant.label if grant else "",
        "who": scene.policy.levels[level],
        "by": (talk.case.due_at if talk.case else None) or "",
    }
    return Say("amends.not_arrived", params, variant=len(talk.story))
