"""What staff see at a glance of a letter: its beginning, its dates, its promises, its measure."""

from datetime import datetime, tzinfo

from . import cues, facts, playback
from .case import case_of
from .effects import Lines, Param, Post
from .gathering import unknown_orders
from .scene import Scene
from .state import Case, Conversation, Fact

LONG = 300  # characters of a letter that deserves a summary
FIRST = 60  # of its first sentence
TELLING = 10  # so much says more than 第一段
MOST = 8  # dates
ENOUGH = (
    "summary",
    "timeline",
    "unknown",
    "breaches",
    "pending",
    "excuse",
    "standard",
)
Line = tuple[str, dict[str, str]]


def card(talk: Conversation, text: str, scene: Scene) -> tuple[Post, ...]:
    """One compact message, where there is anything beside the words themselves."""
    case = case_of(talk)
    dates = timeline(talk, scene.policy.zone) if _tells_a_story(case) else ()
    params: dict[str, Param] = {
        "summary": summary(text),
        "timeline": Lines(dates, "·") if dates else "",
        "unknown": "、".join(unknown_orders(talk, scene)),
        **kept_or_not(case),
        **named(case),
    }
    return (Post("staff.facts", params),) if any(params[name] for name in ENOUGH) else ()


def news(talk: Conversation, before: Case | None, text: str, scene: Scene) -> tuple[Post, ...]:
    """The card again, where the letter added to it."""
    now = case_of(talk)
    same = before is not None and _telling(before) == _telling(now)
    return () if same and len(text) < LONG else card(talk, text, scene)


def summary(text: str) -> str:
    """The first sentence of a long letter; the whole of it follows in full."""
    if len(text) < LONG:
        return ""
    said = [s for s in cues.sentences(text) if not cues.says_nothing(s)]
    return facts.short(next((s for s in said if len(s) >= TELLING), "".join(said[:1])), FIRST)


def timeline(talk: Conversation, zone: tzinfo) -> tuple[Line, ...]:
    """Dated lines, oldest first: the purchase, and each clause that names a time."""
    lines = _dated_lines(talk.case)
    purchase = talk.purchase
    if purchase is not None and lines:
        local = purchase.bought_at.astimezone(zone)
        params = {**_day(local), "clock": f"{local:%H:%M}", "items": purchase.items}
        lines.append((local.isoformat(timespec="minutes"), ("card.bought", params)))
    return _oldest_first(lines)


def dates(case: Case) -> tuple[Line, ...]:
    """The same without the purchase."""
    return _oldest_first(_dated_lines(case))


def _dated_lines(case: Case | None) -> list[tuple[str, Line]]:
    found: dict[str, tuple[str, Line]] = {}
    for fact in facts.of_kind(case, "time"):
        if fact.clause and fact.clause not in found and not playback.is_span(fact):
            found[fact.clause] = (fact.value, _dated(fact))
    return list(found.values())


def _oldest_first(lines: list[tuple[str, Line]]) -> tuple[Line, ...]:
    return tuple(line for _, line in sorted(lines, key=lambda line: line[0])[:MOST])


def _dated(fact: Fact) -> Line:
    moment = datetime.fromisoformat(fact.value)
    clock = f"{moment:%H:%M}" if "T" in fact.value else ""
    text = fact.clause.removeprefix(fact.text).lstrip("，,的 ") or fact.clause
    return "card.dated", {**_day(moment), "clock": clock, "text": text}


def _day(moment: datetime) -> dict[str, str]:
    return {"month": str(moment.month), "day": str(moment.day)}


def kept_or_not(case: Case) -> dict[str, Param]:
    broken = [p.text for p in case.promises if p.broken]
    still = [p.text for p in case.promises if not p.broken]
    return {
        "breaches": str(case.breaches) if case.breaches else "",
        "broken": "；".join(facts.short(text, FIRST) for text in broken[-3:]),
        "pending": "；".join(facts.short(text, FIRST) for text in still[-3:]),
        "excuse": case.excuse,
        "excuses": str(case.excuses) if case.excuses else "",
        "standard": case.standard,
    }


def named(case: Case) -> dict[str, Param]:
    kinds = {"amounts": "amount", "persons": "person", "phones": "phone", "rivals": "rival"}
    return {
        name: "、".join(dict.fromkeys(fact.text for fact in facts.of_kind(case, kind)))
        for name, kind in kinds.items()
    }


def _telling(case: Case) -> tuple[object, ...]:
    dates = facts.of_kind(case, "time") if _tells_a_story(case) else ()
    orders = facts.of_kind(case, "order")
    return dates, orders, case.promises, case.breaches, case.excuse, case.standard


def _tells_a_story(case: Case) -> bool:
    """One date is no timeline, unless something was promised for it."""
    return bool(case.promises) or len({f.clause for f in facts.of_kind(case, "time")}) > 1
