"""From a purchase to the first question: the greeting, the delay, the cooldown, quiet hours.

A bot cannot write first: a purchase reaches its customer through a link, or because the
customer came before.
"""

from datetime import datetime, timedelta

from . import rest, spacing, survey
from .choice import COMPLAIN
from .effects import CancelTimer, Deed, Effect, Param, RecordSurvey, Say, SetTimer, Turn
from .events import InvitationOpened, Purchase, PurchaseMade, TimerFired
from .policy import Policy
from .replacing import replace
from .scene import Scene, about
from .state import Chat, Conversation, Stage, Survey, is_open_complaint

LATER = timedelta(days=1)  # an open complaint comes first; look again then


def opened(chat: Chat, event: InvitationOpened, policy: Policy) -> Turn:
    """The customer opened a link."""
    purchase = event.purchase
    if event.outcome in ("unknown", "taken") or purchase is None:
        return Turn(chat, (Deed(0, Say(f"invitation.{event.outcome}")),))
    params: dict[str, Param] = {
        "name": chat.customer.name or "",
        "shop": purchase.shop,
        "items": purchase.items,
    }
    chat = replace(chat, customer=replace(chat.customer, stopped=False, unreachable=False))
    chat, deeds, _ = rest.woken(chat, event.at, policy)
    if event.outcome == "already_yours":
        return Turn(chat, (Deed(0, Say("invitation.already_yours", params, COMPLAIN)), *deeds))
    for other in event.others:
        chat, more = scheduled(chat, other, event.at, policy)
        deeds += more
    chat, more = scheduled(chat, purchase, event.at, policy)
    params["name"] = chat.customer.name or ""
    busy = any(is_open_complaint(talk) for talk in chat.talks)
    if chat.waiting is None or busy:
        greeting = Say("invitation.greeting_only", params, COMPLAIN)
        return Turn(chat, (Deed(0, greeting), *deeds, *more))
    planned = chat.waiting_due or event.at
    if planned > event.at:
        greeting = Say("invitation.greeting", params, COMPLAIN)
        return Turn(chat, (Deed(0, greeting), *deeds, *more))
    unset = tuple(deed for deed in more if not isinstance(deed.effect, SetTimer))
    greeting = Say("invitation.greeting_now", params, COMPLAIN)
    asked = due(chat, TimerFired(event.at, 0, rest.SURVEY, planned), policy, greeted=True)
    rung = Deed(0, CancelTimer(rest.SURVEY))  # one may have been set for an older purchase
    return asked._replace(deeds=(Deed(0, greeting), *deeds, *unset, rung, *asked.deeds))


def bought_again(chat: Chat, event: PurchaseMade, policy: Policy) -> Turn:
    chat, deeds = scheduled(chat, event.purchase, event.at, policy)
    return Turn(chat, deeds)


def scheduled(
    chat: Chat, purchase: Purchase, at: datetime, policy: Policy
) -> tuple[Chat, tuple[Deed, ...]]:
    """Plan this purchase's survey, or record why there will be none."""
    customer = replace(
        chat.customer,
        name=purchase.customer_name or chat.customer.name,
        purchases=chat.customer.purchases + 1,
        latest=_newer(chat.customer.latest, purchase),
    )
    chat = replace(chat, customer=customer)
    if purchase.survey == "never":
        return chat, (Deed(0, RecordSurvey(purchase, "never", at)),)
    older = chat.waiting
    if older is not None and older.bought_at > purchase.bought_at:
        return chat, (_suppressed(purchase, at, "newer_purchase"),)
    due = at if purchase.survey == "now" else max(at, purchase.bought_at + policy.delay)
    due = policy.out_of_quiet(due)
    due = spacing.later(chat, rest.SURVEY, due, policy) or due
    why = _why_not(chat, purchase, due, policy)
    if why:
        return chat, (_suppressed(purchase, at, why),)
    deeds = [Deed(0, RecordSurvey(purchase, "scheduled", at)), Deed(0, SetTimer(rest.SURVEY, due))]
    if older is not None:
        deeds.insert(0, _suppressed(older, at, "newer_purchase"))
    return replace(chat, waiting=purchase, waiting_due=due), tuple(deeds)


def due(chat: Chat, event: TimerFired, policy: Policy, *, greeted: bool = False) -> Turn:
    """The survey is due. What changed meanwhile is looked at once more."""
    purchase = chat.waiting
    if purchase is None or (chat.waiting_due or event.due_at) != event.due_at:
        return Turn(chat)  # planned anew meanwhile
    quiet_over = policy.out_of_quiet(event.at)
    busy = any(is_open_complaint(talk) for talk in chat.talks)
    after = None if greeted else spacing.later(chat, rest.SURVEY, event.at, policy)
    if busy or quiet_over > event.at or after is not None:
        later = (
            policy.out_of_quiet(event.at + LATER) if busy else max(quiet_over, after or event.at)
        )
        chat = replace(chat, waiting_due=later)
        return Turn(chat, (Deed(0, SetTimer(rest.SURVEY, later)),))
    chat = replace(chat, waiting=None, waiting_due=None)
    why = _why_not(chat, purchase, event.at, policy)
    if why:
        return Turn(chat, (_suppressed(purchase, event.at, why),))
    return _sent(chat, purchase, event.at, policy, greeted)


def _sent(chat: Chat, purchase: Purchase, at: datetime, policy: Policy, greeted: bool) -> Turn:
    customer = replace(chat.customer, last_asked_at=at)
    talk = Conversation(chat.next_number, Stage.RATING, purchase, Survey(at))
    remind = policy.out_of_quiet(at + policy.remind_after)
    expire = at + policy.expire_after
    effects: tuple[Effect, ...] = (
        survey.asked(talk, Scene(policy, customer), greeted=greeted),
        RecordSurvey(purchase, "sent", at, talk.survey),
        SetTimer("remind", remind),
        SetTimer("expire", expire),
    )
    talk = replace(talk, timers={"remind": remind, "expire": expire})
    chat = replace(chat, customer=customer).put(talk)
    return Turn(chat, tuple(Deed(talk.number, effect) for effect in effects), talk.number)


def stopped(chat: Chat) -> Turn:
    """/stop: no invitation any more; an open case goes on, since the customer asked for it."""
    chat = replace(chat, customer=replace(chat.customer, stopped=True))
    chat, deeds, _ = rest.put_to_rest(chat)
    busy = any(is_open_complaint(talk) for talk in chat.talks)
    said = Say("command.stopped_case" if busy else "command.stopped")
    return Turn(chat, (*deeds, Deed(0, said)))


def resumed(chat: Chat, at: datetime, policy: Policy) -> Turn:
    """/start: invitations again, and a survey left in the middle is where it was."""
    chat = replace(chat, customer=replace(chat.customer, stopped=False))
    chat, deeds, _ = rest.woken(chat, at, policy)
    scene, known = Scene(policy, chat.customer), chat.customer.latest
    if known is None:
        return Turn(chat, (*deeds, Deed(0, Say("command.hello", buttons=COMPLAIN))))
    params = about(Conversation(0, Stage.RATING, known), scene)
    welcome = Deed(0, Say("command.welcome_back", params, COMPLAIN))
    open_complaint = any(is_open_complaint(talk) for talk in chat.talks)
    left = next((t for t in reversed(chat.talks) if t.survey and t.stage in survey.ASKED), None)
    if left is None or open_complaint:
        return Turn(chat, (*deeds, welcome))
    return Turn(chat, (*deeds, welcome, Deed(left.number, survey.asked_again(left, scene))))


def _why_not(chat: Chat, purchase: Purchase, due: datetime, policy: Policy) -> str:
    if chat.customer.stopped:
        return "stopped"
    if chat.customer.unreachable:
        return "unreachable"
    last = chat.customer.last_asked_at
    if purchase.survey != "now" and last is not None and due < last + policy.cooldown:
        return "cooldown"
    return ""


def _suppressed(purchase: Purchase, at: datetime, why: str) -> Deed:
    return Deed(0, RecordSurvey(purchase, "suppressed", at, why=why))


def _newer(known: Purchase | None, purchase: Purchase) -> Purchase:
    return purchase if known is None or purchase.bought_at >= known.bought_at else known
