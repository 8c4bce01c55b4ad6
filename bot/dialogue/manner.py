"""Customers who need another manner: harsh words, people to be careful of, critics worth gold.

Rule 1: how grave a matter is never depends on how it is said.
Rule 2: nothing that is said harshly is dropped, and nobody is spoken to otherwise for it.
"""

import re

from . import cues
from .authority import is_loyal
from .effects import Effect, Param, RelayText, Word
from .replacing import replace
from .scene import Scene
from .state import CaseKind, Conversation, Customer

SENIOR = 1
DETAILED = 60  # so many characters, without insults, tell something one can learn from
PLATINUM = 2  # the second such complaint marks somebody who wants us to become better
_HARSH = re.compile(
    r"(?<![我你您他她咱妈])妈的|他妈(?!妈|的?(?:生日|病|身))|你妈(?!妈|的?(?:生日|病|身))"
    r"|尼玛|草泥马|操你|傻[逼叉比]|煞笔|沙比|脑残|智障|弱智|白痴|蠢货|废物|畜生|人渣"
    r"|混蛋|王八|狗(?:东西|日|屁|娘)|不要脸|臭不要|贱[人货]|去死|滚(?:蛋|远点|出去)|婊|杂种"
    r"|(?:弄|打|砍|捅|搞)死|砸(?:了|烂|店)|找人(?:收拾|弄|打)|烧了你"
)


def is_harsh(text: str) -> bool:
    """Insults and threats; anger about a matter is none."""
    return _HARSH.search(text) is not None


def marked(talk: Conversation, *more: str) -> Conversation:
    """The case as what the customer has said makes it; what was noticed once stays."""
    case = talk.case
    if case is None or case.kind is not CaseKind.COMPLAINT or case.is_over:
        return talk
    said = (*talk.story, *talk.letter.texts, *more)
    words = "\n".join(said)
    harsh = case.abusive or is_harsh(words)
    noticed = replace(
        case,
        abusive=harsh,
        level=max(case.level, SENIOR) if harsh and not case.abusive else case.level,
        vulnerable=case.vulnerable or cues.vulnerable(words),
        detailed=case.detailed or (len(words) >= DETAILED and not harsh),
    )
    return talk if noticed == case else replace(talk, case=noticed)


def is_platinum(customer: Customer, talk: Conversation) -> bool:
    """Whoever complains in detail, again, and decently wants us to become better."""
    case = talk.case
    if case is None or customer.abusive or case.abusive:
        return False
    return len({*customer.detailed, *((talk.number,) if case.detailed else ())}) >= PLATINUM


def is_critic(customer: Customer) -> bool:
    """The same of somebody whose cases are over."""
    return len(set(customer.detailed)) >= PLATINUM and not customer.abusive


def remembered(customer: Customer, talk: Conversation) -> Customer:
    """What of this case is worth knowing the next time."""
    case = talk.case
    if case is None:
        return customer
    told = customer.detailed
    if case.detailed and talk.number not in told:
        told = (*told, talk.number)[-PLATINUM:]
    behind = customer.behind
    if case.behind and talk.number not in behind:
        behind = (*behind, talk.number)
    harsh = customer.abusive or case.abusive
    return replace(customer, detailed=told, abusive=harsh, behind=behind)


def flags(talk: Conversation, scene: Scene) -> dict[str, Param]:
    """Who this is, at a glance, for the card that staff read."""
    case, customer = talk.case, scene.customer
    vulnerable = case.vulnerable if case else ""
    harsh = case is not None and case.abusive
    return {
        "platinum": _platinum(customer) if is_platinum(customer, talk) else "",
        "loyal": Word("staff.loyal") if is_loyal(scene.policy.authority, customer) else "",
        "rough": Word("staff.rough") if harsh else "",
        "vulnerable": Word(f"staff.{vulnerable}") if vulnerable else "",
        "handling": Word("staff.about_handling") if case is not None and case.handling else "",
    }


def _platinum(customer: Customer) -> Word:
    return Word("staff.adviser" if customer.advice == "willing" else "staff.platinum")


def relays_marked(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Harsh words come with a mark, so that whoever reads them is not caught off guard."""
    return tuple(
        replace(effect, rough=True)
        if isinstance(effect, RelayText) and effect.to == "staff" and is_harsh(effect.text)
        else effect
        for effect in effects
    )
