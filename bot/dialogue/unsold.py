"""Nothing is sold inside an open case: who is being rescued is neither reminded nor invited.

Nor does anything that nobody asked for come close behind something else (spacing.py).
"""

from datetime import timedelta

from .effects import Deed, Say, SetTimer, Step, Turn
from .events import TimerFired
from .policy import Policy
from .spacing import REMIND, later
from .state import Chat, Conversation, is_open_complaint

LATER = timedelta(days=1)  # look again then
INSTEAD = {  # an invitation that would be heard beside an open case, and what is said for it
    "follow_up.solved": "follow_up.glad",
    "returning.come_back": "follow_up.glad",
    "survey.reach_out": None,
}


def put_off(chat: Chat, talk: Conversation, event: TimerFired, policy: Policy) -> Step | None:
    """A reminder of a survey, while something else is wrong; or what would come too close."""
    if event.name == REMIND and _is_busy(chat):
        return Step(talk, (SetTimer(REMIND, policy.out_of_quiet(event.at + LATER)),))
    due = later(chat, event.name, event.at, policy)
    return Step(talk, (SetTimer(event.name, due),)) if due is not None else None


def unsold(turn: Turn) -> Turn:
    if not _is_busy(turn.chat):
        return turn
    kept = tuple(deed for each in turn.deeds if (deed := _plain(each)) is not None)
    return turn._replace(deeds=kept)


def _plain(deed: Deed) -> Deed | None:
    say = deed.effect
    if not isinstance(say, Say) or say.key not in INSTEAD:
        return deed
    key = INSTEAD[say.key]
    return Deed(deed.conversation, Say(key, say.params, say.buttons, say.variant)) if key else None


def _is_busy(chat: Chat) -> bool:
    return any(is_open_complaint(talk) for talk in chat.talks)
