"""What is still missing, asked one thing at a time; what was said or bought tells the rest.

Rule 1: the first question is open. Afterwards only what is missing is asked, each thing once.
Rule 2: what the customer said, or their purchase tells, is never asked again.
"""

import re

from . import cues, facts, perils
from .effects import Post, Say
from .events import Purchase, Reading
from .replacing import replace
from .scene import Scene, about, is_urgent
from .state import Conversation

_PLACES = ("店", "柜台", "网上", "小程序", "官网", "APP", "app")
AT_LENGTH, IN_SHORT = 120, 30  # characters of a story; with a day in it less will do
_NOT_BUT = re.compile(
    r"不是(?:说|指|讲)?(?P<old>[^,\uff0c。.;!]{2,12})[,\uff0c。.;!\s]*(?:而|我说的|我?指的|说的)?是(?P<new>[^,\uff0c。.;!吗?]{2,14})"
)
_IN_ALL = frozenset("子机器个的一套装款")  # in the names of half of all things
SHORTEST_NAME = 2  # of goods: one character is in too many words


def opened(talk: Conversation, reading: Reading | None, scene: Scene) -> Say:
    """The open question, which invites what is missing besides."""
    grave = talk.case is not None and is_urgent(talk.case)
    if grave and (peril := perils.kind("\n".join((*talk.story, *talk.letter.texts)))):
        key = f"safety.{peril}"
    elif reading is not None and reading.harm:
        key = "gathering.ask_harm"
    elif talk.purchase is None and not facts.of_kind(talk.case, "order"):
        key = "gathering.ask_with_order"
    elif _is_told(talk):
        key = "gathering.ask_besides"
    elif talk.letter.media or talk.sent:  # nobody who sent photos is invited to send photos
        key = "gathering.ask_seen"
    else:
        key = "gathering.ask"
    return Say(key, about(talk, scene), variant=talk.case.nth if talk.case else 0)


def _is_told(talk: Conversation) -> bool:
    """They have told it with its days, or at length: only what was left out is asked for."""
    text = "\n".join((*talk.story, *talk.letter.texts))
    dated = any(facts.of_kind(talk.case, "time"))
    return len(text) >= AT_LENGTH or (dated and len(text) >= IN_SHORT)


def missing(talk: Conversation) -> str | None:
    """The next thing to ask, as the last part of a key."""
    if talk.case is None or cues.does_not_know("\n".join(talk.story[-1:])):
        return None
    wanted = (("when", _lacks_when(talk)), ("who", _lacks_who(talk)))
    return next((what for what, lacks in wanted if lacks and what not in talk.asked), None)


def _lacks_when(talk: Conversation) -> bool:
    if talk.purchase is not None:
        return False
    told = any(place in text for text in talk.story for place in _PLACES)
    found = (facts.of_kind(talk.case, kind) for kind in ("order", "time"))
    return not told and not any(found)


def _lacks_who(talk: Conversation) -> bool:
    """Somebody gave their word: who it was is asked only where no name was said."""
    case = talk.case
    if case is None or not any(p.broken and cues.is_personal(p.text) for p in case.promises):
        return False
    named = facts.of_kind(case, "person") or any(promise.who for promise in case.promises)
    return not named and not any(who in text for text in talk.story for who in _WHO)


_WHO = (
    "店员",
    "店长",
    "客服",
    "师傅",
    "经理",
    "老板",
    "前台",
    "导购",
    "销售",
    "快递员",
    "服务员",
    "你们",
)


def asked(talk: Conversation, what: str, scene: Scene) -> tuple[Conversation, Say]:
    say = Say(f"gathering.ask_{what}", about(talk, scene), variant=talk.number + len(talk.story))
    return replace(talk, asked=(*talk.asked, what)), say


def about_which(talk: Conversation, text: str, scene: Scene) -> Conversation:
    """The purchase that these words name: by its order number, else by what was bought."""
    current, other = talk.purchase, _other_thing(text, talk.purchase)
    named = _named(text, scene.bought, current) or _like(other, scene.bought, current)
    if named is None and not other:
        return talk
    if named is not None and current is not None:
        alerted = talk.case is not None and talk.case.alerted
        if named.id == current.id or (alerted and current.shop != named.shop):
            return talk  # its topic lies with the staff of the other shop
    surveyed = talk.surveyed or (current if talk.survey is not None else None)
    return replace(talk, purchase=named, surveyed=surveyed)


def _other_thing(text: str, current: Purchase | None) -> str:
    """不是台灯，是椅子: what it is, where they deny that it is what they bought."""
    found = _NOT_BUT.search(cues.folded(text)) if current is not None else None
    if found is None or current is None:
        return ""
    items = _pairs(cues.folded(current.items))
    denied = bool(_pairs(found["old"]) & items) and not _pairs(found["new"]) & items
    return found["new"] if denied else ""


def _like(words: str, bought: tuple[Purchase, ...], current: Purchase | None) -> Purchase | None:
    """椅子 may be 北欧餐椅, where nothing else of theirs is more like it."""
    ranked = sorted(
        (
            (len(set(words) & set(cues.folded(p.items)) - _IN_ALL), -n, p)
            for n, p in enumerate(bought)
            if p != current
        ),
        reverse=True,
    )
    tied = len(ranked) > 1 and ranked[0][0] == ranked[1][0]
    return ranked[0][2] if ranked and ranked[0][0] and not tied else None


def _pairs(words: str) -> set[str]:
    return {words[n : n + 2] for n in range(len(words) - 1)}


def _named(text: str, bought: tuple[Purchase, ...], current: Purchase | None) -> Purchase | None:
    plain = cues.folded(text)
    by_number = [p for p in bought if len(p.order_no) > 3 and cues.folded(p.order_no) in plain]
    if by_number:
        return by_number[-1]
    if current is not None and cues.folded(current.items) in plain:
        return None
    by_name = [
        p for p in bought if len(p.items) >= SHORTEST_NAME and cues.folded(p.items) in plain
    ]
    if by_name:
        return by_name[0] if len(by_name) == 1 else None
    spoken = _pairs(plain)
    if current is None or _pairs(cues.folded(current.items)) & spoken:
        return None
    like = [p for p in bought if p != current and _pairs(cues.folded(p.items)) & spoken]
    return like[0] if len(like) == 1 else None


def moved(before: Purchase | None, talk: Conversation) -> tuple[Post, ...]:
    """Staff who were called for one purchase hear that it is about another."""
    now = talk.purchase
    if now == before or talk.case is None or not talk.case.alerted:
        return ()
    if now is None:
        return (Post("staff.not_this_order", {"items": before.items if before else ""}),)
    return (Post("staff.other_order", {"order_no": now.order_no, "items": now.items}),)


def unknown_orders(talk: Conversation, scene: Scene) -> tuple[str, ...]:
    """Numbers that no purchase of theirs bears: staff look them up."""
    own = (*scene.bought, *((talk.purchase,) if talk.purchase else ()))
    known = "\n".join(cues.folded(purchase.order_no) for purchase in own)
    orders = (fact.value for fact in facts.of_kind(talk.case, "order"))
    return tuple(dict.fromkeys(o for o in orders if cues.folded(o) not in known))
