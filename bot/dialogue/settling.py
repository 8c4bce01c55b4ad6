"""What a step leaves behind: the conversation, its timers, and a record of what changed."""

from datetime import datetime

from . import apology, manner, relay, six
from .effects import (
    CancelTimer,
    Deed,
    Effect,
    RecordCase,
    RecordGrant,
    RecordSurvey,
    SetTimer,
    Step,
    Turn,
)
from .events import Purchase
from .policy import Policy
from .replacing import replace
from .state import Chat, Conversation, Grant, GrantStatus


def settled(
    chat: Chat,
    before: Conversation | None,
    done: Step,
    at: datetime,
    policy: Policy,
    *,
    keep_order: bool = False,
) -> Turn:
    """Keep what the stage returned, remember its timers, and record what changed."""
    talk = six.noted(_with_timers(done.talk, done.effects), done.effects, at)
    effects = (*done.effects, *_records(before, talk, at))
    if talk.case is not None and talk.case.nth > chat.customer.complaints:
        chat = replace(chat, customer=replace(chat.customer, complaints=talk.case.nth))
    customer = manner.remembered(apology.remembered(chat.customer, effects), talk)
    chat = replace(chat, customer=customer)
    if done.ended:
        effects = (*effects, *relay.flushed(talk)[1])
        effects = (*effects, *(CancelTimer(name) for name in talk.timers))
        chat = replace(chat.put(talk), customer=chat.customer).drop(talk.number)
    elif keep_order and before is not None:
        chat = chat.keep(talk)
    else:
        chat = chat.put(talk)
    return Turn(chat, tuple(Deed(talk.number, effect) for effect in effects), talk.number)


def _with_timers(talk: Conversation, effects: tuple[Effect, ...]) -> Conversation:
    timers = dict(talk.timers)
    for effect in effects:
        match effect:
            case SetTimer(name=name, due_at=due_at):
                timers[name] = due_at
            case CancelTimer(name=name):
                timers.pop(name, None)
            case _:
                pass
    return replace(talk, timers=timers)


def _records(before: Conversation | None, talk: Conversation, at: datetime) -> tuple[Effect, ...]:
    records: list[Effect] = []
    if talk.case is not None and (before is None or before.case != talk.case):
        records.append(RecordCase(talk.case, talk.purchase))
    old = {grant.number: grant for grant in before.grants} if before else {}
    for grant in talk.grants:
        if grant != old.get(grant.number):
            records.append(ledger_line(grant, old.get(grant.number), talk.purchase))
    changed = before is None or before.survey != talk.survey
    surveyed = talk.surveyed or talk.purchase
    if talk.survey is not None and surveyed is not None and changed:
        records.append(RecordSurvey(surveyed, talk.survey.outcome, at, talk.survey))
    return tuple(records)


def ledger_line(grant: Grant, before: Grant | None, purchase: Purchase | None) -> RecordGrant:
    """As it now stands, and what that takes out of the stock or gives back."""
    return RecordGrant(grant, purchase, _takes(grant) - (_takes(before) if before else 0))


def _takes(grant: Grant) -> int:
    return int(grant.status in (GrantStatus.GRANTED, GrantStatus.FULFILLED))
