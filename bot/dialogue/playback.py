"""What we understood, said back as a short numbered list to confirm, correct or add to.

Rule 1: in the customer's own words; what only insults, or says nothing, is left out.
Rule 2: a line that was put right stays so: the list grows and is mended, never made anew.
Rule 3: where there is no room for all, what they added last comes first, then people and broken
words, then what can be looked up.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, tzinfo

from . import cues, discreet, facts
from .effects import Button, Lines, Rows
from .events import Action
from .replacing import replace
from .scene import Scene
from .state import Case, Conversation, Fact, Point

MOST = 6  # more would not fit on a phone without scrolling
LONGEST = 60
MARKS = "①②③④⑤⑥"
IN_A_ROW = 3
MEDIA = ("photo", "video", "video_note", "voice", "audio", "document", "location")
RIGHT: Rows = ((Button("button.right", Action.RIGHT), Button("button.add", Action.ADD)),)
READ_BACK = "gathered"  # the step that the first playback takes (six.py)
_SPAN = re.compile(r"分钟|小时|钟头|刻钟")
_AHEAD = ("明", "后", "下", "内")


def noted(talk: Conversation, at: datetime, scene: Scene) -> Conversation:
    """The points with what the story tells since they were last looked at."""
    zone, points = scene.policy.zone, talk.points
    heard = len(points) if talk.case is not None and READ_BACK in talk.case.steps else 0
    if not points or points[0][0] == "playback.purchase":
        points = (*_purchase(talk, zone), *points[1:])
    seen = {words_of(point) for point in points}
    for text in talk.story[talk.noted :]:
        for point in _points(text, talk, at, zone):
            if words_of(point) not in seen:
                seen.add(words_of(point))
                points = (*points, point)
    return replace(talk, points=points, noted=len(talk.story), heard=heard)


def played_back(talk: Conversation) -> Lines:
    sent = tuple(_media(talk))
    places = shown(talk)
    more = (("playback.more", dict[str, str]()),) if len(places) < len(talk.points) else ()
    return Lines((*(talk.points[place] for place in places), *more, *sent))


def shown(talk: Conversation) -> tuple[int, ...]:
    """Which points have room, in their order: the most telling before the others."""
    room = MOST - len(tuple(_media(talk)))
    every = range(len(talk.points))
    if len(every) <= room:
        return tuple(every)
    ranked = sorted(every, key=lambda place: (_rank(place, talk), place))
    return tuple(sorted(ranked[: max(1, room - 1)]))


def rows(talk: Conversation) -> Rows:
    """没错, 我要补充, and one for each line that can be put right."""
    fixes = tuple(
        Button("button.correct", Action.CORRECT, str(place), {"mark": MARKS[n]})
        for n, place in enumerate(shown(talk))
    )
    return (*RIGHT, *(fixes[n : n + IN_A_ROW] for n in range(0, len(fixes), IN_A_ROW)))


def words_of(point: Point) -> str:
    """The customer's words in a point; "" for the purchase, which is ours."""
    _, params = point
    if "when" in params:
        return params["before"] + params["when"] + params["after"]
    return params.get("text", "")


def said(words: str, case: Case | None, at: datetime, zone: tzinfo) -> Point:
    """A point in these words, with the date of a 昨天 beside it."""
    short = _cut(words, case)
    for fact in facts.of_kind(case, "time"):
        before, when, after = short.partition(fact.text)
        day = _day(fact, at, zone) if when and not _reported(before, fact) else None
        if day is not None and f"{day.month}月{day.day}" not in short:
            date = {"month": str(day.month), "day": str(day.day)}
            return "playback.dated", {"before": before, "when": when, "after": after, **date}
    return "playback.said", {"text": short}


def _points(text: str, talk: Conversation, at: datetime, zone: tzinfo) -> Iterator[Point]:
    for sentence in cues.sentences(text):
        words = cues.without_abuse(sentence)
        ideas = [idea for idea in talk.suggested if sentence.startswith(idea)]  # filed apart
        is_idea = bool(ideas) and not _hurts(cues.folded(sentence), talk.case)
        is_told = not discreet.says_only_that(words)
        if words and is_told and not is_idea and not cues.says_nothing(words):
            yield said(words, talk.case, at, zone)


def _day(fact: Fact, at: datetime, zone: tzinfo) -> datetime | None:
    """Only what was not said as a date, nor in minutes; and 周三 may be meant of any week."""
    if "月" in fact.text or is_span(fact):
        return None
    day = datetime.fromisoformat(fact.value)
    ahead = day.date() > at.astimezone(zone).date()
    return None if ahead and not any(word in fact.text for word in _AHEAD) else day


def _reported(before: str, fact: Fact) -> bool:
    """都说明天来: said on some other day, nobody knows which."""
    return before.endswith("说") and any(word in fact.text for word in _AHEAD)


def is_span(fact: Fact) -> bool:
    """十分钟之内: from which moment on, only they know."""
    return _SPAN.search(fact.text) is not None


def _rank(place: int, talk: Conversation) -> int:
    """The smaller, the sooner it has a place."""
    words = cues.folded(words_of(talk.points[place]))
    if not words or place in talk.mended or 0 < talk.heard <= place:
        return 0
    if _hurts(words, talk.case) and not _repeats_the_purchase(words, talk):
        return 1
    return 2 if _can_be_looked_up(words, talk.case) else 3


def _hurts(words: str, case: Case | None) -> bool:
    """It happened to somebody, or a word was broken."""
    problem = cues.folded(case.problem) if case else ""
    return (
        bool(problem and problem in words)
        or bool(cues.vulnerable(words))
        or cues.PROMISED.search(words) is not None
        or cues.is_broken(words)
    )


def _repeats_the_purchase(words: str, talk: Conversation) -> bool:
    return talk.purchase is not None and cues.folded(talk.purchase.order_no) in words


def _can_be_looked_up(words: str, case: Case | None) -> bool:
    return case is not None and any(fact.text in words for fact in case.facts)


def _cut(words: str, case: Case | None) -> str:
    """A sentence that is too long without its idlest clauses, the last of them first."""
    if len(words) <= LONGEST:
        return words
    kept = list(cues.clauses(words))
    while len(kept) > 1 and len("，".join(kept)) > LONGEST:
        idle = [n for n, c in enumerate(kept) if not _tells(cues.folded(c), case)]
        kept.pop(idle[-1] if idle else -1)
    short = "，".join(kept)
    return short if len(short) <= LONGEST else short[: LONGEST - 1] + "…"


def _tells(clause: str, case: Case | None) -> bool:
    return _hurts(clause, case) or _can_be_looked_up(clause, case)


def _purchase(talk: Conversation, zone: tzinfo) -> Iterator[Point]:
    purchase = talk.purchase
    if purchase is not None:
        day = purchase.bought_at.astimezone(zone)
        what = {"shop": purchase.shop, "items": purchase.items, "order_no": purchase.order_no}
        yield "playback.purchase", {"month": str(day.month), "day": str(day.day), **what}


def _media(talk: Conversation) -> Iterator[Point]:
    """At most two kinds in words: what staff got, they got whole."""
    for kind, count in Counter(kind for kind in talk.sent if kind in MEDIA).most_common(2):
        yield f"playback.{kind}", {"count": str(count)}
