"""Timers that rest while we may not, or cannot, write to the customer, and go on afterwards.

Rule 1: staff deadlines never rest, the case is still open; nor does what reads a letter, since
nothing that a customer said before they left may be lost.
Rule 2: what fell due meanwhile does not come at night.
"""

from datetime import datetime

from .effects import CancelTimer, Deed, SetTimer, Turn
from .policy import Policy
from .replacing import replace
from .state import Chat, Customer

SURVEY = "survey"
ALWAYS = frozenset(
    {
        "respond",
        "alert",
        "pause",
        "album",
        "asked",
        "grant",
        "way",
        "cause",
        "forget",
        "pressed",
        "held",
    }
)
UNPROMPTED = frozenset({"remind", "follow_up"})


def put_to_rest(chat: Chat) -> Turn:
    """Stop what must rest, and remember when it was due."""
    deeds = [Deed(0, CancelTimer(SURVEY))] if chat.waiting and _is_silent(chat.customer) else []
    for talk in chat.talks:
        resting = {n: due for n, due in talk.timers.items() if _rests(n, chat.customer)}
        timers = {n: due for n, due in talk.timers.items() if n not in resting}
        deeds += [Deed(talk.number, CancelTimer(name)) for name in resting]
        chat = chat.keep(replace(talk, timers=timers, resting={**talk.resting, **resting}))
    return Turn(chat, tuple(deeds))


def woken(chat: Chat, at: datetime, policy: Policy) -> Turn:
    """Go on with what no longer has to rest."""
    deeds: list[Deed] = []
    if chat.waiting_due is not None and not _is_silent(chat.customer):
        due_at = policy.out_of_quiet(max(at, chat.waiting_due))
        chat = replace(chat, waiting_due=due_at)
        deeds.append(Deed(0, SetTimer(SURVEY, due_at)))
    for talk in chat.talks:
        rested = {n: due for n, due in talk.resting.items() if not _rests(n, chat.customer)}
        moved = {name: policy.out_of_quiet(max(at, due)) for name, due in rested.items()}
        if "expire" in moved:  # not at once: they have only just come back
            moved["expire"] = max(moved["expire"], at + policy.remind_after)
        deeds += [Deed(talk.number, SetTimer(name, due)) for name, due in moved.items()]
        still = {n: due for n, due in talk.resting.items() if n not in moved}
        chat = chat.keep(replace(talk, timers={**talk.timers, **moved}, resting=still))
    return Turn(chat, tuple(deeds))


def _is_silent(customer: Customer) -> bool:
    return customer.unreachable or customer.stopped


def _rests(name: str, customer: Customer) -> bool:
    if name in ALWAYS:
        return False
    return customer.unreachable or (customer.stopped and name in UNPROMPTED)
