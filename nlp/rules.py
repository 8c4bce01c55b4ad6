"""The readable layer: what words alone say about opinion, question and small talk."""

import re
from typing import NamedTuple

from nlp import lexicon
from nlp.patterns import Patterns
from nlp.ratings import rating
from nlp.walking import Hit
from nlp.words import Words, find

_GRAMMAR = lexicon.load("grammar")
_SMALL_TALK = frozenset(_GRAMMAR["small_talk"]["words"].split())
_TALK_BEGINS = frozenset(word[0] for word in _SMALL_TALK)
_LONGEST_TALK = 24
_HAPPY_EMOJI = frozenset(_GRAMMAR["emoji"]["happy"]) - {" "}
_SAD_EMOJI = frozenset(_GRAMMAR["emoji"]["unhappy"]) - {" "}
_EMOJI = re.compile("[\u2190-\u2bff\U0001f000-\U0001faff]")
_NOISE = re.compile(r"[\W_]+|[\u2190-\u2bff\U0001f000-\U0001faff]")
_PARTICLES = "啊呀哈哦呢啦的了哒嘛吧"


_PHRASES = Patterns((p["pattern"], p["needed"]) for p in lexicon.load("polarity")["phrases"])
_PHRASE_WEIGHTS = tuple(float(p["weight"]) for p in lexicon.load("polarity")["phrases"])
_MODES = Patterns((p, _GRAMMAR["needed"][name]) for name, p in _GRAMMAR["patterns"].items())
_WHETHER, _SUPPOSED = range(2)
_REACH = 12
_FILLER = re.compile(
    r"(?:想象|想像|描述|传说|宣传|说|图片|照片|介绍)?(?:中|里|上)?(?:的|得)?(?:那么|这么|多么|多|很|太|特别|非常|十分|怎么|"
    r"什么|大|以前|从前|原来|别家|之前|预期|期待|一次|一处|一个|一点|一家|一样|说|哪里|哪个|哪|是|让我|让人|使人|觉得|感到|感觉|有|"
    r"给我|得到|达到|做到|算|会|能|再|你们|他们|人|你|的)*"
)


class Signs(NamedTuple):
    """What the rules saw; the decision is taken elsewhere."""

    unhappy: float
    happy: float
    turned: bool  # a contrast word stands between opinions
    question: bool
    asks: bool  # it wants an answer even where displeasure stands in it
    small_talk: bool
    phrases: float  # the weight of the phrases alone: they turn what the words say
    rating: float | None  # 0 to 5
    emoji: bool
    supposed: bool  # a question of what if, or whether: trouble in it has not happened


def signs(text: str, found: Words, held: set[str]) -> Signs:
    """Signs of a normalised text; `held` are its grams."""
    unhappy, happy, turned, phrases = _weigh(text, held, found.opinions)
    emoji = not text.isascii() and _EMOJI.search(text) is not None
    if emoji:
        happy += 1.5 * len(_HAPPY_EMOJI & held)
        unhappy += 1.5 * len(_SAD_EMOJI & held)
    modes = _MODES.matching(text, _MODES.possible(held))
    return Signs(
        unhappy=unhappy,
        happy=happy,
        turned=turned,
        question=_WHETHER in modes or bool(found.questions),
        asks=bool(found.wants),
        small_talk=_is_small_talk(text),
        phrases=phrases,
        rating=rating(text),
        emoji=emoji,
        supposed=_WHETHER in modes or _SUPPOSED in modes,
    )


def _weigh(text: str, held: set[str], opinions: list[Hit]) -> tuple[float, float, bool, float]:
    unhappy = happy = phrases = 0.0
    turned, turned_at = False, -99
    for start, end, (kind, weight, _) in opinions:
        if kind == "turn":
            turned_at = end
            continue
        if kind == "hide":
            continue
        if kind == "contrast":
            # what follows a contrast is what is meant: what came before counts half
            unhappy, happy = unhappy * 0.9, happy * 0.6
            turned = True
            continue
        if 0 <= start - turned_at <= _REACH and _FILLER.fullmatch(text, turned_at, start):
            weight = -0.8 * weight
        turned_at = -99
        if weight < 0:
            unhappy -= weight
        else:
            happy += weight
    for number in _PHRASES.matching(text, _PHRASES.possible(held)):
        weight = _PHRASE_WEIGHTS[number]
        unhappy, happy = unhappy + max(0.0, -weight), happy + max(0.0, weight)
        phrases += weight
    return unhappy, happy, turned, phrases


def _is_small_talk(text: str) -> bool:
    if len(text) > _LONGEST_TALK or (text[0].isalnum() and text[0] not in _TALK_BEGINS):
        return False
    if not _SAD_EMOJI.isdisjoint(text):
        return False
    core = _NOISE.sub("", text)
    if core in _SMALL_TALK or core.rstrip(_PARTICLES) in _SMALL_TALK:
        return True
    if len(core) == len(text):
        return False
    pieces = [p for p in _NOISE.split(text) if p]
    return bool(pieces) and all(
        p in _SMALL_TALK or p.rstrip(_PARTICLES) in _SMALL_TALK for p in pieces
    )


def only_emoji(text: str) -> str | None:
    """The feeling of a reply without a word; None where it has one."""
    if any(map(str.isalnum, text)) or not _EMOJI.search(text):
        return None
    happy, sad = len(_HAPPY_EMOJI & set(text)), len(_SAD_EMOJI & set(text))
    return "happy" if happy > sad else "unhappy" if sad > happy else "neutral"


def opinion_words(text: str) -> list[tuple[int, int, float]]:
    """(start, end, weight) of the words that carry an opinion by themselves, for explanations."""
    return [(a, b, weight) for a, b, (_, weight, _) in find(text).opinions if weight]
