"""The six steps of a complaint (六步程序), and when each was first taken.

Rule: a step is taken when the customer reads the words that belong to it; one that was not
needed has no time.
"""

from datetime import datetime

from .effects import Effect, Say
from .replacing import replace
from .state import CaseKind, Conversation

# The first, hearing them out, begins when the case is opened.
WORDS = {
    "apologised": ("apology.",),
    "gathered": ("confirming.ask",),
    "proposed": ("proposing.ask", "returning.turn"),
    "consulted": ("consulting.", "amends."),
    "followed_up": ("follow_up.ask",),
}


def noted(talk: Conversation, effects: tuple[Effect, ...], at: datetime) -> Conversation:
    case = talk.case
    if case is None or case.kind is not CaseKind.COMPLAINT:
        return talk
    keys = tuple(effect.key for effect in effects if isinstance(effect, Say))
    new = {
        step: at
        for step, words in WORDS.items()
        if step not in case.steps and any(key.startswith(words) for key in keys)
    }
    return replace(talk, case=replace(case, steps={**case.steps, **new})) if new else talk
