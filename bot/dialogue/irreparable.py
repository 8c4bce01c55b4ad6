"""What no compensation can undo: said honestly, with somebody senior, before any option."""

from . import grief
from .effects import Effect, Post, Say
from .policy import Policy
from .scene import Scene, about
from .state import Conversation

SENIOR = 1


def applies(talk: Conversation, policy: Policy) -> bool:
    """Somebody was hurt, an animal died, or an occasion that comes once was missed."""
    harmed = talk.case is not None and talk.case.harm
    return harmed or grief.kind(talk.story) == grief.PET or policy.occasions.missed_in(talk.story)


def said(talk: Conversation, scene: Scene) -> tuple[Effect, ...]:
    case = talk.case
    if case is None or case.reopened or not applies(talk, scene.policy):
        return ()
    who = scene.policy.levels[SENIOR]
    key = "irreparable.harm" if case.harm else "irreparable.missed"
    if grief.kind(talk.story) == grief.PET:
        key = "irreparable.pet"
    honest = Say(key, {**about(talk, scene), "who": who}, variant=case.nth)
    return honest, Post("staff.irreparable", {"who": who}, level=SENIOR)
