"""The readable layer: what words alone say about opinion, question and small talk."""

import re
from dataclasses import dataclass

from nlp import lexicon

_GRAMMAR = lexicon.load("grammar")
_NEGATORS = tuple(sorted(_GRAMMAR["negators"].split(), key=len, reverse=True))
_CONTRASTS = frozenset(_GRAMMAR["contrasts"].split())
_SMALL_TALK = frozenset(_GRAMMAR["small_talk"]["words"].split())
_ASKS = lexicon.Scanner({word: True for word in _GRAMMAR["question"]["words"].split()})
_WANTS = lexicon.Scanner({word: True for word in _GRAMMAR["asks"]["words"].split()})
_HAPPY_EMOJI = frozenset(_GRAMMAR["emoji"]["happy"]) - {" "}
_SAD_EMOJI = frozenset(_GRAMMAR["emoji"]["unhappy"]) - {" "}
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_NOISE = re.compile(r"[\W_]+|[\u2190-\u2bff\U0001f000-\U0001faff]")
_PARTICLES = "啊呀哈哦呢啦的了哒嘛吧"
_BREAKS = ",.!?~…\n "


def _polarity() -> dict[str, tuple[str, float]]:
    words = {word: ("turn", 0.0) for word in _NEGATORS}
    words.update({word: ("contrast", 0.0) for word in _CONTRASTS})
    for group in lexicon.load("polarity")["groups"]:
        for word in group["words"].split():
            words[word] = ("opinion", float(group["weight"]))
    return words


_OPINIONS = lexicon.Scanner(_polarity())
_STARS = re.compile(
    r"(?<![\d.])(?:打|给|评)?个?([0-5一二两三四五零]|10|100)\s*(?:颗?星|分)(?!钟|之|析|店|类|公|期|量|为|开|手|成|辨|别|\d)"
)
_STAR_VALUES = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "10": 5, "100": 5}


@dataclass(frozen=True, slots=True)
class Signs:
    """What the rules saw; the decision is taken elsewhere."""

    unhappy: float
    happy: float
    last: float  # the weight of the last opinion word
    turned: bool  # a contrast word stands between opinions
    plain: bool
    question: bool
    asks: bool  # it wants an answer even where displeasure stands in it
    small_talk: bool
    rating: int | None
    emoji: bool


def signs(text: str) -> Signs:
    """Signs of a normalised text."""
    return Signs(
        *_weigh(text),
        question=_is_question(text),
        asks=next(_WANTS.scan(text), None) is not None,
        small_talk=_is_small_talk(text),
        rating=_rating(text),
        emoji=_EMOJI.search(text) is not None,
    )


def _weigh(text: str) -> tuple[float, float, float, bool, bool]:
    unhappy = happy = last = 0.0
    plain = turned = False
    turned_at = -9
    for start, end, (kind, weight) in _OPINIONS.scan(text):
        if kind == "turn":
            turned_at = end
            continue
        if kind == "contrast":
            # what follows a contrast is what is meant: what came before counts half
            unhappy, happy = unhappy * 0.9, happy * 0.6
            turned = True
            continue
        if start - turned_at <= 2 and not any(
            c in _BREAKS for c in text[max(turned_at, 0) : start]
        ):
            weight = -0.8 * weight
        turned_at = -9
        plain = plain or weight == 0.0
        last = weight or last
        if weight < 0:
            unhappy -= weight
        else:
            happy += weight
    for char in _EMOJI.findall(text)[:5]:
        happy += 1.5 * (char in _HAPPY_EMOJI)
        unhappy += 1.5 * (char in _SAD_EMOJI)
    return unhappy, happy, last, turned, plain


def _rating(text: str) -> int | None:
    found = _STARS.search(text)
    if not found:
        return None
    value = found.group(1)
    return _STAR_VALUES[value] if value in _STAR_VALUES else int(value)


def _is_question(text: str) -> bool:
    return next(_ASKS.scan(text), None) is not None


def _is_small_talk(text: str) -> bool:
    if len(text) > 24:
        return False
    if any(c in _SAD_EMOJI for c in text):
        return False
    core = _NOISE.sub("", text)
    if core in _SMALL_TALK or core.rstrip(_PARTICLES) in _SMALL_TALK:
        return True
    pieces = [p for p in _NOISE.split(text) if p]
    return bool(pieces) and all(
        p in _SMALL_TALK or p.rstrip(_PARTICLES) in _SMALL_TALK for p in pieces
    )


def opinion_words(text: str) -> list[tuple[int, int, float]]:
    """(start, end, weight) of the words that carry an opinion by themselves, for explanations."""
    return [(a, b, weight) for a, b, (kind, weight) in _OPINIONS.scan(text) if weight]
