"""A letter that staff already have: read for them, in one card, without a word to the customer.

Rule: what it tells goes into the case; a few words are their own summary, and get no card.
"""

from . import cards, facts, suggesting
from .case import case_of
from .effects import Effect, Lines, Param, Post, Step
from .events import TimerFired
from .gathering import unknown_orders
from .letters import taken
from .replacing import replace
from .scene import Scene
from .state import Case, Conversation

TELLS = ("summary", "orders", "broken", "pending", "ideas")  # any of these is worth a card
BESIDE = ("timeline", "amounts", "standard")  # and two of these


def is_passed_on(talk: Conversation) -> bool:
    """Nothing in it is still to be answered."""
    return bool(talk.letter) and not talk.letter.untold


def noted(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    text, reading, zone = talk.letter.text, event.reading, scene.policy.zone
    case = case_of(talk)
    alone = facts.learned(Case(case.kind, case.opened_at), text, reading, event.at, zone)
    known = facts.learned(case, text, reading, event.at, zone)
    before = talk.suggested
    talk = replace(taken(talk), case=known)
    talk, ideas = suggesting.filed(talk, text, reading)
    new = talk.suggested[len(before) :]
    return Step(talk, (*ideas, *_card(replace(talk, case=alone), text, new, scene)))


def _card(
    talk: Conversation, text: str, ideas: tuple[str, ...], scene: Scene
) -> tuple[Effect, ...]:
    """Of this letter alone: what was known before stands further up."""
    case = case_of(talk)
    dates = cards.dates(case)
    orders = (fact.value for fact in facts.of_kind(case, "order"))
    params: dict[str, Param] = {
        "summary": cards.summary(text),
        "timeline": Lines(dates, "·") if dates else "",
        "orders": "、".join(dict.fromkeys(orders)),
        "unknown": "、".join(unknown_orders(talk, scene)),
        "ideas": "；".join(facts.short(idea, cards.FIRST) for idea in ideas),
        **cards.kept_or_not(case),
        **cards.named(case),
    }
    tells = any(params[name] for name in TELLS)
    beside = sum(bool(params[name]) for name in BESIDE)
    return (Post("staff.letter", params),) if tells or beside > 1 else ()
