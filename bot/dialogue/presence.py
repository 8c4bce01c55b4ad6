"""A customer who blocks the bot, comes back, or cannot be written to."""

from dataclasses import replace
from datetime import datetime

from .effects import CancelTimer, Deed, Post, SetTimer, Turn
from .events import Undelivered
from .invitation import SURVEY
from .policy import Policy
from .state import Chat

OURS = frozenset({"respond", "alert"})  # staff deadlines run on: the case is still open


def lost(chat: Chat) -> Turn:
    """Timers that would write to the customer stop; staff are told where a case is open."""
    if chat.customer.unreachable:
        return Turn(chat)
    chat = replace(chat, customer=replace(chat.customer, unreachable=True))
    deeds = [Deed(0, CancelTimer(SURVEY))] if chat.waiting else []
    for talk in chat.talks:
        names = [name for name in talk.timers if name not in OURS]
        deeds += [Deed(talk.number, CancelTimer(name)) for name in names]
        if talk.case is not None and talk.case.alerted:
            deeds.append(Deed(talk.number, Post("staff.unreachable")))
    return Turn(chat, tuple(deeds))


def back(chat: Chat, at: datetime, policy: Policy) -> Turn:
    """What had stopped goes on where it was; nothing that fell due meanwhile comes at night."""
    chat = replace(chat, customer=replace(chat.customer, unreachable=False))
    deeds: list[Deed] = []
    if chat.waiting is not None and chat.waiting_due is not None:
        due_at = policy.out_of_quiet(max(at, chat.waiting_due))
        chat = replace(chat, waiting_due=due_at)
        deeds.append(Deed(0, SetTimer(SURVEY, due_at)))
    for talk in chat.talks:
        theirs = {name: due for name, due in talk.timers.items() if name not in OURS}
        moved = {name: policy.out_of_quiet(max(at, due)) for name, due in theirs.items()}
        deeds += [Deed(talk.number, SetTimer(name, due_at)) for name, due_at in moved.items()]
        chat = chat.keep(replace(talk, timers={**talk.timers, **moved}))
        if talk.case is not None and talk.case.alerted:
            deeds.append(Deed(talk.number, Post("staff.reachable")))
    return Turn(chat, tuple(deeds))


def undelivered(chat: Chat, event: Undelivered) -> Turn:
    """Telegram refused a message for good: staff who wait for an answer should know."""
    if event.to != "customer":
        return Turn(chat)
    held = next((t for t in reversed(chat.talks) if t.case and t.case.alerted), None)
    if held is None:
        return Turn(chat)
    return Turn(chat, (Deed(held.number, Post("staff.undelivered", {"why": event.why})),))
