"""What no compensation can undo: said honestly, with somebody senior, before any option."""

from . import cues, grief, perils
from .effects import Effect, Post, Say
from .policy import Policy
from .scene import Scene, about
from .state import Conversation

SENIOR = 1


def applies(talk: Conversation, policy: Policy) -> bool:
    """Somebody was hurt, an animal died, or an occasion that comes once was missed."""
    harmed = talk.case is not None and talk.case.harm and not _is_unhurt(talk)
    return harmed or grief.kind(talk.story) == grief.PET or policy.occasions.missed_in(talk.story)


def _is_unhurt(talk: Conversation) -> bool:
    """她人没事, or a danger that has hurt nobody yet."""
    told = "\n".join(talk.story)
    return cues.says_unhurt(told) or perils.only_threatens(told)


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
