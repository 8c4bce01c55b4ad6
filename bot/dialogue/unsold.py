"""Nothing is sold inside an open case: who is being rescued is neither reminded nor invited."""

from datetime import timedelta

from .effects import Deed, Say, SetTimer, Step, Turn
from .events import TimerFired
from .policy import Policy
from .state import Chat, Conversation, is_open_complaint

LATER = timedelta(days=1)  # look again then
REMIND = "remind"
INSTEAD = {  # an invitation that would be heard beside an open case, and what is said for it
    "follow_up.solved": "follow_up.glad",
    "returning.come_back": "follow_up.glad",
    "survey.reach_out": None,
}


def put_off(chat: Chat, talk: Conversation, event: TimerFired, policy: Policy) -> Step | None:
    """A reminder of a survey, while something else is wrong."""
    if event.name != REMIND or not _is_busy(chat):
        return None
    return Step(talk, (SetTimer(REMIND, policy.out_of_quiet(event.at + LATER)),))


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
