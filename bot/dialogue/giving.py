"""A sum that staff promise in words: one tap, and it stands in the ledger and is tracked.

Rule: nothing is booked by itself, for words are misread; where something is promised or asked for
already, a sum most likely speaks of that, and nobody is asked.
"""

import re
from decimal import Decimal

from . import amends
from .authority import asked_role, may_say, role_of
from .case import case_of
from .compensation import WISH
from .effects import EditPost, Effect, Param, Post, SetTimer, StaffButton, Step
from .events import StaffAction, StaffSaid, StaffTapped
from .replacing import replace
from .scene import Scene
from .state import CaseKind, Conversation, Grant, GrantStatus

KEY = "words"  # of the ledger: no entry of the catalogue
_SUM = re.compile(r"\d{1,7}\.\d\d")


def priced(talk: Conversation, event: StaffSaid) -> StaffSaid:
    """全额退给您 is the price of what they bought, where anybody knows it."""
    if not event.gives_all or talk.purchase is None or event.gives is not None:
        return event
    return replace(event, gives=talk.purchase.amount)


def noted(done: Step, gives: Decimal | None) -> Step:
    """A reply with a sum went out: may it be booked?"""
    talk, case = done.talk, done.talk.case
    if gives is None or case is None or case.is_over or case.kind is CaseKind.ENQUIRY:
        return done
    known = talk.open_grant is not None or any(g.cost == gives for g in talk.grants)
    if known:
        return done
    button = StaffButton("button.book", StaffAction.BOOK, str(gives), {"sum": _named(gives)})
    return done._replace(
        effects=(*done.effects, Post("staff.sum_given", {"sum": _named(gives)}, (button,)))
    )


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """In the ledger, in the name of whoever booked it; two taps are one."""
    is_booked = any(g.key == KEY and str(g.cost) == event.arg for g in talk.grants)
    if case_of(talk).is_over or is_booked or not _SUM.fullmatch(event.arg):
        return Step(talk, (EditPost(event.message_id),))
    if (other := talk.open_grant) is not None:
        return Step(talk, (Post("staff.sum_waits", {"option": other.label}),))
    grant = _grant(talk, Decimal(event.arg), event, scene)
    by = grant.due_at or event.at
    params: dict[str, Param] = {"staff": event.staff.name, "sum": grant.label, "by": by}
    effects: tuple[Effect, ...] = (
        EditPost(event.message_id),
        SetTimer(amends.OWED, by),
        Post("staff.sum_booked", params, (amends.done_button(grant),)),
    )
    return Step(talk.with_grant(grant), (*effects, *_beyond(talk, grant, event, scene)))


def _beyond(
    talk: Conversation, grant: Grant, event: StaffTapped, scene: Scene
) -> tuple[Effect, ...]:
    """It is said, so it stands; whoever decides about such sums should know of it."""
    authority, option = scene.policy.authority, replace(WISH, cost=grant.cost)
    needed = asked_role(authority, option, talk.purchase, scene.customer)
    if may_say(authority, event.staff, grant.cost) or role_of(authority, event.staff) >= needed:
        return ()
    who = scene.policy.levels[needed]
    params: dict[str, Param] = {"staff": event.staff.name, "sum": grant.label, "who": who}
    return (Post("staff.sum_beyond", params, (), int(needed)),)


def _grant(talk: Conversation, amount: Decimal, event: StaffTapped, scene: Scene) -> Grant:
    return Grant(
        number=len(talk.grants) + 1,
        key=KEY,
        status=GrantStatus.GRANTED,
        requested_at=event.at,
        label=_named(amount),
        cost=amount,
        granted_at=event.at,
        granted_by=event.staff,
        due_at=scene.policy.out_of_quiet(event.at + WISH.within),
    )


def _named(amount: Decimal) -> str:
    return f"{amount.normalize():f} 元"
