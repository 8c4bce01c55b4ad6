"""What is still missing, asked one thing at a time; what was said or bought tells the rest.

Rule 1: the first question is open. Afterwards only what is missing is asked, each thing once.
Rule 2: what the customer said, or their purchase tells, is never asked again.
"""

from . import cues, facts
from .effects import Post, Say
from .events import Purchase, Reading
from .replacing import replace
from .scene import Scene, about
from .state import Conversation

_PLACES = ("店", "柜台", "网上", "小程序", "官网", "APP", "app")
AT_LENGTH, IN_SHORT = 120, 30  # characters of a story; with a day in it less will do
SHORTEST_NAME = 2  # of goods: one character is in too many words


def opened(talk: Conversation, reading: Reading | None, scene: Scene) -> Say:
    """The open question, which invites what is missing besides."""
    if reading is not None and reading.harm:
        key = "gathering.ask_harm"
    elif talk.purchase is None and not facts.of_kind(talk.case, "order"):
        key = "gathering.ask_with_order"
    elif _is_told(talk):
        key = "gathering.ask_besides"
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
    named = _named(text, scene.bought, talk.purchase)
    if named is None or named.id == (talk.purchase.id if talk.purchase else None):
        return talk
    alerted = talk.case is not None and talk.case.alerted
    if alerted and talk.purchase is not None and talk.purchase.shop != named.shop:
        return talk  # its topic lies with the staff of the other shop
    surveyed = talk.surveyed or (talk.purchase if talk.survey is not None else None)
    return replace(talk, purchase=named, surveyed=surveyed)


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
    return by_name[0] if len(by_name) == 1 else None


def moved(before: Purchase | None, talk: Conversation) -> tuple[Post, ...]:
    """Staff who were called for one purchase hear that it is about another."""
    now = talk.purchase
    if now is None or now == before or talk.case is None or not talk.case.alerted:
        return ()
    return (Post("staff.other_order", {"order_no": now.order_no, "items": now.items}),)


def unknown_orders(talk: Conversation, scene: Scene) -> tuple[str, ...]:
    """Numbers that no purchase of theirs bears: staff look them up."""
    own = (*scene.bought, *((talk.purchase,) if talk.purchase else ()))
    known = "\n".join(cues.folded(purchase.order_no) for purchase in own)
    orders = (fact.value for fact in facts.of_kind(talk.case, "order"))
    return tuple(dict.fromkeys(o for o in orders if cues.folded(o) not in known))
