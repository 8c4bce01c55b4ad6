"""A line of the playback put right, by a tap and a letter, or by 第二条不对，是周三."""

import re
from datetime import datetime

from . import cues, facts, playback
from .effects import Effect, Param, Post, Say
from .events import Reading, Tapped
from .replacing import replace
from .scene import Scene, about
from .state import Case, Conversation, Point

_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "两": 2}
_NUMBERS |= {str(n): n for n in range(1, 7)} | {m: n for n, m in enumerate(playback.MARKS, 1)}
_NTH = re.compile(
    r"^\s*(?:(?:第)?(?P<n>[一二三四五六1-6])(?:条|点|个|项)|(?P<mark>[①②③④⑤⑥]))"
    r"(?:里|中)?(?:写|记|说)?(?:得|的)?(?:不对|错了|有误|不准|记错了|写错了|不是这样)?(?:的)?"
    r"[,\uff0c。:\uff1a\s]*(?P<rest>.*)$",
    re.DOTALL,
)
_LEADS = re.compile(r"^(?:应该|应当|其实|实际上?)?(?:是|为|改成|改为|应为)(?=\S)")
_NOT_BUT = re.compile(
    r"^不是(?P<old>[^,\uff0c。]{1,20})[,\uff0c。]?\s*(?:而|应该)?是(?P<new>.+)$", re.DOTALL
)
_DENIED = re.compile(r"[,\uff0c]\s*(?:而|并)?不是(?P<old>[^,\uff0c。]{1,12})")
_WRONG = re.compile(r"^(?:不对|错了|记错了|说错了|不是的|更正(?:一下)?|我?记错了)[,\uff0c。:\s]+")
WHOLE = 7  # so long, and the words stand for the whole line
SPARE = 4  # characters around a time or a sum that still are only that


def tapped(talk: Conversation, event: Tapped, scene: Scene) -> tuple[Conversation, Say]:
    """改②: which line it is, and the one question about it. A forged place is stale."""
    place = int(event.arg) if event.arg.isdecimal() and len(event.arg) < 4 else len(talk.points)
    if place >= len(talk.points):
        return talk, Say("stale", about(talk, scene))
    ask = Say("confirming.ask_line", about(talk, scene), variant=len(talk.story))
    return replace(talk, correcting=place), ask


def applied(
    talk: Conversation, reading: Reading | None, at: datetime, scene: Scene
) -> tuple[Conversation, tuple[Effect, ...]]:
    """What of the letter mends a line does so, and is no new point; the rest stays to be noted."""
    if not talk.points or not talk.letter.texts:
        return replace(talk, correcting=None), ()
    if talk.correcting is not None:
        changes = [(talk.correcting, talk.letter.text)]
        rest: list[str] = []
    else:
        changes, rest = _named(talk, reading)
    effects: list[Effect] = []
    for place, change in changes:
        point = _mended(talk.points[place], change, talk, reading, at, scene)
        talk, told = put(talk, place, point, reading, at, scene)
        effects.append(told)
    story = (*talk.story, *(text for text in talk.letter.texts if text not in rest))
    if not changes:
        return talk, ()
    letter = replace(
        talk.letter, texts=tuple(rest), ids=(), edits=(), told=(len(rest), talk.letter.told[1])
    )
    return replace(talk, story=story, noted=len(story), letter=letter, correcting=None), (
        *effects,
    )


def put(
    talk: Conversation,
    place: int,
    point: Point,
    reading: Reading | None,
    at: datetime,
    scene: Scene,
) -> tuple[Conversation, Post]:
    """The line with its new words, and what was noted of the old ones mended."""
    old = playback.words_of(talk.points[place])
    if talk.case is not None and old:
        new = playback.words_of(point) + point[1].get("change", "")
        case = facts.corrected(talk.case, old, new, reading)
        talk, point = replace(talk, case=case), _dated(point, case, at, scene)
    points = (*talk.points[:place], point, *talk.points[place + 1 :])
    talk = replace(talk, points=points, mended=(*talk.mended, place))
    return talk, Post("staff.corrected", _told(talk, place))


def _named(talk: Conversation, reading: Reading | None) -> tuple[list[tuple[int, str]], list[str]]:
    """第二条不对，是周三: the place it has before the customer is its place in the list."""
    places = playback.shown(talk)
    changes, rest = [], []
    for text in talk.letter.texts:
        found = _NTH.match(text)
        number = _NUMBERS[found["n"] or found["mark"]] if found else 0
        if found and found["rest"].strip() and number <= len(places):
            changes.append((places[number - 1], found["rest"]))
        elif len(meant := _denied_in(text, places, talk)) == 1:
            changes.append((meant[0], text))
        elif len(meant := _wrong_in(text, places, talk, reading)) == 1:
            changes.append((meant[0], _WRONG.sub("", text)))
        else:
            rest.append(text)
    return changes, rest


def _denied_in(text: str, places: tuple[int, ...], talk: Conversation) -> list[int]:
    """不是昨天，是前天: the lines that say 昨天."""
    swapped = _NOT_BUT.match(text)
    if swapped is None:
        return []
    old = swapped["old"].strip()
    return [place for place in places if old in playback.words_of(talk.points[place])]


def _wrong_in(
    text: str, places: tuple[int, ...], talk: Conversation, reading: Reading | None
) -> list[int]:
    """不对，是11月6号送的: the lines with another time, where a time is told."""
    if _WRONG.match(text) is None or talk.case is None or reading is None:
        return []
    new = [e for e in reading.entities if e.text in cues.folded(text)]
    old = [f.text for f in talk.case.facts for e in new if f.kind == e.kind and f.text != e.text]
    words = {place: playback.words_of(talk.points[place]) for place in places}
    return [place for place in places if any(known in words[place] for known in old)]


def _mended(
    point: Point,
    change: str,
    talk: Conversation,
    reading: Reading | None,
    at: datetime,
    scene: Scene,
) -> Point:
    old, zone = playback.words_of(point), scene.policy.zone
    change = " ".join(change.split()).rstrip("。.")
    swapped = _NOT_BUT.match(change)
    if swapped and swapped["old"].strip() in old:
        new = old.replace(swapped["old"].strip(), swapped["new"].strip(), 1)
        return playback.said(new, talk.case, at, zone)
    change = _LEADS.sub("", swapped["new"].strip() if swapped else change)
    exact = _exchanged(old, change, talk, reading)
    if exact is not None:
        return playback.said(exact, talk.case, at, zone)
    denied = _DENIED.search(change)
    if denied and old and denied["old"].strip() in old:  # the rest of the line stays
        return "playback.corrected", {"text": old, "change": change}
    if len(change) >= WHOLE:
        words = cues.without_abuse(change) or change
        return playback.said(words, talk.case, at, zone)
    params = point[1]
    if not old:  # the purchase, which is not in the customer's words
        return "playback.purchase_corrected", {**params, "change": change}
    return "playback.corrected", {"text": old, "change": change}


def _dated(point: Point, case: Case, at: datetime, scene: Scene) -> Point:
    """A 今天 that the correction brought gets its date too."""
    if point[0] != "playback.said":
        return point
    return playback.said(playback.words_of(point), case, at, scene.policy.zone)


def _exchanged(old: str, change: str, talk: Conversation, reading: Reading | None) -> str | None:
    """是周三: a time for a time, a sum for a sum; the rest of the line stays."""
    for entity in reading.entities if reading else ():
        only = entity.text in cues.folded(change) and len(change) <= len(entity.text) + SPARE
        known = talk.case.facts if talk.case else ()
        for fact in known if only else ():
            if fact.kind == entity.kind and fact.text != entity.text and fact.text in old:
                return old.replace(fact.text, entity.text, 1)
    return None


def _told(talk: Conversation, place: int) -> dict[str, Param]:
    places = playback.shown(talk)
    mark = playback.MARKS[places.index(place)] if place in places else ""
    point = talk.points[place]
    words = playback.words_of(point)
    return {"mark": mark, "text": words, "change": point[1].get("change", "")}
