"""A complaint that is over is remembered for a while: who comes back is known at once."""

from datetime import datetime, timedelta

from .case import case_of
from .effects import Effect, SetTimer, Step
from .replacing import replace
from .scene import Scene
from .state import CaseKind, Conversation, Stage

FORGET = "forget"


def kept(talk: Conversation, at: datetime, scene: Scene, *effects: Effect) -> Step:
    """For as long as the shop likes; an enquiry is done when it is answered."""
    if case_of(talk).kind is CaseKind.ENQUIRY or scene.policy.known_for <= timedelta(0):
        return Step(talk, effects, ended=True)
    forget = SetTimer(FORGET, at + scene.policy.known_for)
    return Step(replace(talk, stage=Stage.OVER), (*effects, forget))
