"""One thing at a time: two messages that nobody asked for never come within the same hour.

Rule: the less urgent waits, for what has just been said and for what is about to be.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from .effects import Say, Turn
from .policy import Policy
from .replacing import replace
from .rest import SURVEY
from .state import Chat

HOUR = timedelta(hours=1)
REMIND, REACH_OUT = "remind", "expire"
URGENCY = ("follow_up", SURVEY, REMIND, REACH_OUT, "adopted")  # timers, the most urgent first
UNASKED = frozenset(  # survey.ask_known answers whoever has just opened their link
    {
        "follow_up.ask",
        "survey.ask",
        "survey.remind",
        "survey.reach_out",
        "suggestion.adopted",
    }
)


def later(chat: Chat, name: str, at: datetime, policy: Policy) -> datetime | None:
    """When this may be said; None: now, or it says nothing."""
    if name not in URGENCY or (name == REACH_OUT and not policy.reach_out):
        return None
    free = [at, *(max(due, at) + HOUR for due in _sooner(chat, name) if due < at + HOUR)]
    if chat.approached_at is not None:
        free.append(chat.approached_at + HOUR)
    return policy.out_of_quiet(max(free)) if max(free) > at else None


def _sooner(chat: Chat, name: str) -> Iterator[datetime]:
    """When what is more urgent falls due; a survey that only runs out says nothing."""
    above = {*URGENCY[: URGENCY.index(name)]} - {REACH_OUT}
    if SURVEY in above and chat.waiting_due is not None:
        yield chat.waiting_due
    for talk in chat.talks:
        yield from (due for timer, due in talk.timers.items() if timer in above)


def noted(turn: Turn, at: datetime) -> Turn:
    """Remember when we last wrote first."""
    says = (deed.effect for deed in turn.deeds if isinstance(deed.effect, Say))
    if not any(say.key in UNASKED for say in says):
        return turn
    return turn._replace(chat=replace(turn.chat, approached_at=at))
