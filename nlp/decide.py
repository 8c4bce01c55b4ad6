"""From a look to a judgement: small logistic formulas over what the weights and the words saw.

register: is it written as reviews are, or as replies in a chat?   review: is this review an
unhappy one?   unhappy, neutral, happy: what a reply is.   mixed: do praise and complaint stand
together?   grave: is somebody in danger, or is it a threat?
The weights are learned (nlp.learn) and stand in the model file; the rows below name their inputs.
They are few on purpose: thirty inputs judged the hands they were fitted on as well, and new ones
two points worse.
"""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nlp.heads import HEADS, TOPIC_HEADS
from nlp.hearing import probability
from nlp.look import Look
from nlp.model import Formulas
from nlp.reading import Severity

UNSURE = 0.45, 0.6
_NEUTRAL_RIVAL = 0.82
"""How much of a rival neutral is: just beaten by unhappy, the text is unsure; a quarter behind,
it is unhappy.
"""
_SIDE = 5.0
_REVIEW = HEADS.index("review")
_HARDLY = 0.01
_TURNED = 16


class Chances(NamedTuple):
    """They add up to one."""

    unhappy: float
    neutral: float
    happy: float


def shortness(length: int) -> float:
    """1 for a chat reply of a few words, 0 for a review: words weigh more where there are few."""
    return min(1.0, max(0.0, (50.0 - length) / 38.0))


def _phrases(seen: Look) -> float:
    return max(-3.0, min(3.0, seen.signs.phrases))


def reply_row(seen: Look) -> list[float]:
    return [*seen.heads[:3], _phrases(seen)]


def review_row(seen: Look) -> list[float]:
    signs, s = seen.signs, shortness(len(seen.text))
    return [
        seen.margin,
        seen.margin * s,
        *seen.heads[:3],
        s,
        seen.worst,
        seen.best,
        min(signs.unhappy, 4.0),
        min(signs.happy, 4.0),
        _phrases(seen),
    ]


def register_row(seen: Look) -> list[float]:
    review, length = seen.heads[_REVIEW], len(seen.text)
    s = shortness(length)
    return [review, review * s, s, min(length, 100) / 100.0]


def mixed_row(seen: Look) -> list[float]:
    signs = seen.signs
    unhappy, happy = min(signs.unhappy, 3.0), min(signs.happy, 3.0)
    return [
        seen.heads[4],
        seen.heads[0],
        seen.heads[2],
        min(2.0, max(0.0, seen.worst)),
        min(2.0, max(0.0, -seen.best)),
        min(2.0, max(0.0, seen.worst), max(0.0, -seen.best)),
        min(unhappy, happy),
        float(signs.turned),
        float(signs.turned) * min(unhappy, happy, 1.0),
        float(len(seen.clauses) > 1),
        shortness(len(seen.text)),
    ]


def grave_row(seen: Look) -> list[float]:
    """Is somebody in danger, or is it a threat? What the patterns cannot know, the head may."""
    signs, heads = seen.signs, seen.heads
    critical, complaint = heads[3], heads[0]
    matched = seen.grave is Severity.CRITICAL
    return [
        critical,
        max(critical, *(c.heads[3] for c in seen.clauses)),
        complaint,
        heads[1],
        heads[2],
        matched,
        critical * matched,
        complaint * matched,
        seen.grave is Severity.HIGH,
        signs.supposed,
        signs.asks,
        min(signs.happy, 3.0),
        min(signs.unhappy, 3.0),
        max(0.0, signs.phrases),
        shortness(len(seen.text)),
    ]


_FAR = 0.7


def topic_rows(
    heads: Sequence[float], named: Mapping[str, float], *, every: bool = False
) -> dict[str, list[float]]:
    """A row for each topic: what its head and its words say, beside the others'.

    Unless `every` is asked for, topics far behind that no word names have none.
    """
    margins = heads[-len(TOPIC_HEADS) :]
    *_, second, first = sorted(margins)
    low = -math.inf if every else first - _FAR
    most, total = max(named.values(), default=0.0), sum(named.values())
    rows = {}
    for topic, margin in zip(TOPIC_HEADS, margins, strict=True):
        words = named.get(topic, 0.0)
        if margin < low and not words:
            continue
        other, silent = topic == TOPIC_HEADS[-1], not total
        rows[topic] = [
            margin,
            margin - (second if margin == first else first),
            min(words, 6.0),
            words / total if total else 0.0,
            0.0 < words == most,
            silent,
            other,
            other and silent,
        ]
    return rows


def chances(formulas: Formulas, seen: Look, shift: float) -> Chances:
    """As a review and as a reply, by what it is.

    A mixture of two experts (Jacobs et al. 1991): one formula for both kinds loses three points on
    reviews and one on replies. A review is always an opinion.
    """
    review = _is_review(formulas, seen)
    if review <= _HARDLY:
        return _as_reply(formulas, reply_row(seen), shift)
    p = probability(formulas.review, review_row(seen), shift)
    if review >= 1.0 - _HARDLY:
        return Chances(p, 0.0, 1.0 - p)
    unhappy, neutral, happy = _as_reply(formulas, reply_row(seen), shift)
    reply = 1.0 - review
    return Chances(
        review * p + reply * unhappy, reply * neutral, review * (1.0 - p) + reply * happy
    )


def _as_reply(formulas: Formulas, row: list[float], shift: float) -> Chances:
    """Each label against the two others, and then beside them."""
    unhappy = probability(formulas.unhappy, row, shift)
    neutral, happy = probability(formulas.neutral, row), probability(formulas.happy, row)
    whole = unhappy + neutral + happy
    if not whole:  # a calibration beyond all measure
        return Chances(0.0, 1.0, 0.0)
    return Chances(unhappy / whole, neutral / whole, happy / whole)


def _is_review(formulas: Formulas, seen: Look) -> float:
    """In a short text a phrase or a question turns the whole, and no review asks."""
    turned = seen.signs.phrases or seen.signs.asks
    if turned and len(seen.text) <= _TURNED:
        return 0.0
    return probability(formulas.register, register_row(seen))


def p_unhappy(found: Chances) -> float:
    """Unhappy beside its rivals.

    What is no fact keeps its side: of two labels the likelier one stays over one half.
    """
    p = found.unhappy / (found.unhappy + found.happy + _NEUTRAL_RIVAL * found.neutral)
    if found.unhappy > found.happy:
        return max(p, min(0.5, _SIDE * (1.0 - found.neutral)))
    return p


def at_least(found: Chances, label: int, p: float) -> Chances:
    """This label no less likely than p, the others in proportion."""
    if found[label] >= p:
        return found
    left = (1.0 - p) / (1.0 - found[label])
    return Chances(*(p if at == label else chance * left for at, chance in enumerate(found)))
