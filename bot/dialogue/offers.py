"""Which ways to make amends are offered: what fits, is in stock, and leaves a choice."""

import re
from collections.abc import Sequence
from decimal import Decimal

from . import cues, grief, irreparable
from .authority import Role, asked_role
from .compensation import AFTER_HARM, Compensation, Kind, cost_of, suits
from .effects import Button, Lines, Rows
from .events import Action, Purchase, Reading, Severity
from .policy import Policy
from .saying import says_it_is_not_settled
from .scene import Scene
from .state import Conversation, Grant, GrantStatus

MOST = 3  # more than three options are no choice
EXTRAS = frozenset({Kind.SMALL_GIFT, Kind.EXTRA, Kind.DISCOUNT})
BACK = frozenset({"退款", "退货"})
ASKED = dict.fromkeys(BACK, Kind.REFUND) | {
    "换货": Kind.EXCHANGE,
    "补发": Kind.RESEND,
    "重做": Kind.FREE_SERVICE,
    "维修": Kind.FREE_SERVICE,
}
VERBS = {
    "换": Kind.EXCHANGE,
    "退": Kind.REFUND,
    "补": Kind.RESEND,
    "重做": Kind.FREE_SERVICE,
    "再做": Kind.FREE_SERVICE,
    "店长": Kind.CALL,
    "打折": Kind.DISCOUNT,
}
CALLED_OFF = re.compile(
    r"(?:不|别|不用|不要|先别|不想|别给我)(退|换|补|重做|再做)(?:款|货|钱)?(?:了|啦|吧|$|[,\uff0c。!\uff01\s])"
)
AMENDS = frozenset({*ASKED, "赔偿"})
IN_PART = re.compile(r"差|半|成|部分|押|费|\d|[一二三四五六七八九十百千](?:块|元)")  # 退差价
BESIDE = frozenset({"催促", "回复", "道歉"})  # said with any wish


def fitting(talk: Conversation, policy: Policy) -> tuple[Compensation, ...]:
    """At most three; where a promise was broken, one of them is more than the mending."""
    fits = all_fitting(talk, policy)
    more = added(talk, policy)
    if more is None or more in fits[:MOST]:
        return fits[:MOST]
    return (*fits[: MOST - 1], more)


def added(talk: Conversation, policy: Policy) -> Compensation | None:
    """A little extra, whatever the topic: mending alone is only what was owed."""
    case = talk.case
    if case is None or not case.breaches:
        return None
    tried = {grant.key for grant in talk.grants}
    able = (c for c in policy.compensations if c.kind in EXTRAS and is_able(c, talk, policy))
    fit = (c for c in able if c.critical or case.severity is not Severity.CRITICAL)
    return next((c for c in fit if c.key not in tried), None)


def all_fitting(talk: Conversation, policy: Policy) -> tuple[Compensation, ...]:
    """What fits the topic comes first; what did not help, or could not be, comes last."""
    case = talk.case
    if case is None:
        return ()
    critical = case.severity is Severity.CRITICAL
    able = [c for c in policy.compensations if is_able(c, talk, policy)]
    able = [c for c in able if c.critical or not critical]
    told = (*talk.story, *talk.letter.texts)
    if cues.wants_nobody_at_the_door("\n".join(told)) or grief.kind(told) == grief.PERSON:
        able = [c for c in able if c.kind is not Kind.SMALL_GIFT]
    ordered = [*(c for c in able if case.topic in c.topics), *(c for c in able if not c.topics)]
    ordered.sort(key=lambda c: _rank(c, talk, policy))
    others = tuple(c for c in ordered if not _is_tried(c, talk))
    few = 1 if case.harm else 2  # nobody is offered again what did not help their hurt
    return others if case.reopened and len(others) >= few else tuple(ordered)


def is_able(option: Compensation, talk: Conversation, policy: Policy) -> bool:
    if option.kind is Kind.REFUND and _is_refunded(talk):
        return False
    return suits(option, talk.purchase) and option.key not in policy.gone


def _is_refunded(talk: Conversation) -> bool:
    """The whole price went back already: no part of it can go back again."""
    price = talk.purchase.amount if talk.purchase is not None else None
    has = (g for g in talk.grants if g.status is GrantStatus.FULFILLED)
    return price is not None and any(
        grant.cost is not None and grant.cost >= price for grant in has
    )


def _rank(option: Compensation, talk: Conversation, policy: Policy) -> tuple[bool, bool, bool]:
    """False comes first: what was tried before last, what they asked for first."""
    repeats = irreparable.applies(talk, policy) and option.kind not in AFTER_HARM
    asked_for = talk.returned is not None and option.kind is Kind.REFUND
    is_tried = _is_tried(option, talk)
    return is_tried, repeats, talk.returned is not None and not asked_for


def _is_tried(option: Compensation, talk: Conversation) -> bool:
    """They had it, or chose it, or it could not be."""
    tried = {grant.key for grant in talk.grants if grant.status is not GrantStatus.WITHDRAWN}
    return option.key in tried or (talk.case is not None and option.label == talk.case.chosen)


def find(key: str, policy: Policy) -> Compensation | None:
    return next((c for c in policy.compensations if c.key == key), None)


def offered(talk: Conversation, policy: Policy) -> tuple[Compensation, ...]:
    """As they stand before the customer, whatever has sold out since."""
    if not talk.offered:  # offered before we kept it
        return fitting(talk, policy)
    found = (find(key, policy) for key in talk.offered)
    return tuple(option for option in found if option is not None)


def lines(options: Sequence[Compensation], talk: Conversation, scene: Scene) -> Lines:
    """Each in plain words, with its worth, and with who decides where that is not ours."""
    return Lines(tuple(("proposing.line", _line(c, talk, scene)) for c in options), "·")


def _line(option: Compensation, talk: Conversation, scene: Scene) -> dict[str, str]:
    policy = scene.policy
    role = asked_role(policy.authority, option, talk.purchase, scene.customer)
    figure = cost_of(option, talk.purchase) if option.kind is Kind.REFUND else None
    return {
        "says": option.says,
        "value": "" if talk.case and talk.case.harm else option.value,  # no price for a hurt
        **money("yuan", "money", figure, talk.purchase),
        "who": policy.levels[role] if role is not Role.STAFF else "",
    }


def money(
    yuan: str, other: str, amount: Decimal | None, purchase: Purchase | None
) -> dict[str, str]:
    """An amount as two parameters, of which at most one has a value."""
    if not amount or purchase is None:
        return {yuan: "", other: ""}
    plain = f"{amount:.0f}" if amount == amount.to_integral_value() else f"{amount:.2f}"
    if purchase.currency == "CNY":
        return {yuan: plain, other: ""}
    return {yuan: "", other: f"{plain} {purchase.currency}"}


def rows(options: Sequence[Compensation]) -> Rows:
    return (
        *((Button("button.option", Action.OPTION, c.key, {"label": c.label}),) for c in options),
        (Button("button.none_fits", Action.NONE_FITS),),
    )


def wants_back(reading: Reading | None) -> bool:
    return reading is not None and not BACK.isdisjoint(reading.requests)


def is_called_off(grant: Grant | None, words: str, policy: Policy) -> bool:
    """等等，我不退了: of what was asked for, by its kind or by the words of the wish."""
    if grant is None:
        return False
    option, found = find(grant.key, policy), CALLED_OFF.search(words)
    verb = found[1] if found else ""
    return bool(verb) and (option is None or VERBS.get(verb) is option.kind)


def wants_amends(reading: Reading | None) -> bool:
    return reading is not None and not AMENDS.isdisjoint(reading.requests)


def meant(talk: Conversation, reading: Reading | None, policy: Policy) -> Compensation | None:
    """The one way among what stands before the customer that their words ask for, as a whole."""
    words = talk.letter.text
    if IN_PART.search(words) or says_it_is_not_settled(words):  # 退款没到账 chooses nothing
        return None
    kinds = {
        ASKED.get(name) for name in (reading.requests if reading else ()) if name not in BESIDE
    }
    if len(kinds) != 1:
        return None
    return next((c for c in offered(talk, policy) if c.kind in kinds), None)
