"""From a look to a judgement: small logistic formulas over what the rules and the weights saw.

polarity: if this is an opinion, is it an unhappy one? Learned from reviews and replies; chat: the
same, from replies alone, heard up to a limit.   opinion: is it an opinion at all?
mixed: do praise and complaint stand together?   grave: is somebody in danger, or is it a threat?
The weights are learned (nlp.learn) and stand in the model file; the rows below name their inputs.
"""

from collections.abc import Mapping, Sequence
from operator import mul

from nlp.heads import TOPIC_HEADS
from nlp.linear import sigmoid
from nlp.look import Look
from nlp.model import Formulas
from nlp.reading import Severity
from nlp.rules import Signs

UNSURE = 0.35, 0.65
_CHAT_LONGEST = 12
"""Characters: what is longer sounds like a review, and reviews know more words."""
_OPINION_SURE = 0.8
_OPINION_DOUBTED = 0.36
_OPINION_NONE = 0.1


def shortness(length: int) -> float:
    """1 for a chat reply of a few words, 0 for a review: words weigh more where there are few."""
    return min(1.0, max(0.0, (50.0 - length) / 38.0))


def _net(signs: Signs) -> float:
    """Which side the opinion words take: -1 happy, 1 unhappy."""
    return float(signs.unhappy > signs.happy) - float(signs.unhappy < signs.happy)


def _said(seen: Look, s: float) -> list[float]:
    """What weights, heads and words say of a text, in whole and in so far as it is short."""
    signs, (unhappy, neutral, happy, critical, mixed) = seen.signs, seen.heads[:5]
    bad, good = min(signs.unhappy, 4.0), min(signs.happy, 4.0)
    rating = signs.rating
    return [
        unhappy,
        neutral,
        happy,
        unhappy * s,
        neutral * s,
        happy * s,
        seen.margin,
        seen.margin * s,
        bad,
        good,
        bad * s,
        good * s,
        seen.worst * s,
        seen.best * s,
        _net(signs) * signs.covered,
        float(rating is not None and rating <= 2.25),
        float(rating is not None and 2.25 < rating < 4),
        float(rating is not None and rating >= 4),
        float(signs.supposed) * s,
        float(seen.grave is Severity.CRITICAL),
        float(seen.grave is Severity.HIGH),
        max(0.0, critical + 1.0) * s,
        max(0.0, mixed + 1.0) * s,
        s,
    ]


def polarity_row(seen: Look) -> list[float]:
    signs = seen.signs
    s = shortness(len(seen.text))
    phrases = max(-3.0, min(3.0, signs.phrases))
    return [
        *_said(seen, s),
        seen.worst,
        phrases,
        phrases * s,
        float((signs.last > 0) - (signs.last < 0)) * s,
        float(signs.turned) * s,
        _net(signs) * float(signs.covered >= 0.6),
    ]


def opinion_row(seen: Look) -> list[float]:
    signs = seen.signs
    s = shortness(len(seen.text))
    words = min(signs.unhappy + signs.happy, 3.0)
    return [
        *_said(seen, s),
        max(seen.heads[0], seen.heads[2]),
        abs(seen.margin) * s,
        float(words == 0.0) * s,
        float(signs.question) * s,
        float(signs.question and words > 0.0),
        float(signs.plain) * s,
        float(signs.plain and words == 0.0),
        float(signs.small_talk),
        signs.covered * float(words > 0.0),
        float(signs.supposed and signs.question) * s,
        float(signs.wishes) * s,
        float(signs.requests) * s,
        float(signs.requests and signs.unhappy == 0.0) * s,
    ]


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
    order = sorted(margins)
    strongest = sorted(named.values())[-2:] if len(named) > 1 else [0.0, *named.values()]
    most, total = strongest[-1], sum(named.values())
    rows = {}
    for topic, margin in zip(TOPIC_HEADS, margins, strict=True):
        words = named.get(topic, 0.0)
        if not words and margin < order[-1] - _FAR and not every:
            continue
        others = order[-2] if margin == order[-1] else order[-1]
        rows[topic] = [
            margin,
            margin - others,
            min(words, 6.0),
            words / total if total else 0.0,
            float(words > 0.0 and words == most),
            float(total == 0.0),
            float(topic == TOPIC_HEADS[-1]),
            float(topic == TOPIC_HEADS[-1] and total == 0.0),
        ]
    return rows


def polarity(formulas: Formulas, seen: Look, shift: float) -> float:
    """P(unhappy), if it is an opinion."""
    row = polarity_row(seen)
    reviews = sigmoid(_sum(formulas.polarity, row) + shift)
    if len(seen.text) > _CHAT_LONGEST:
        return reviews
    return agreed(reviews, sigmoid(_sum(formulas.chat, row) + shift))


def agreed(reviews: float, chat: float) -> float:
    """Two voices in one. Undecided: the chat's. Of one mind: the more decided. Else: unsure."""
    if UNSURE[0] <= reviews < UNSURE[1]:
        return chat
    if (reviews > 0.5) == (chat > 0.5):
        return max(reviews, chat) if chat > 0.5 else min(reviews, chat)
    return min(max(reviews, UNSURE[0]), UNSURE[1] - 0.01)


def _sum(weights: Sequence[float], row: Sequence[float]) -> float:
    total: float = sum(map(mul, weights, row))
    return total + weights[-1]


def probability(weights: Sequence[float], row: Sequence[float]) -> float:
    return sigmoid(_sum(weights, row))


def p_unhappy(polarity: float, opinion: float) -> float:
    """The two chances in one number.

    Sure of an opinion: its polarity. Sure of none: next to nothing. Between the two an unhappy
    polarity is drawn towards one half, and keeps its side: of two labels it stays the likelier.
    """
    if polarity <= 0.5 or opinion >= _OPINION_SURE:
        return min(polarity, 2.0 * opinion)
    if opinion <= _OPINION_DOUBTED:
        return min(0.5, opinion * 0.5 / _OPINION_NONE)
    trust = (opinion - _OPINION_DOUBTED) / (_OPINION_SURE - _OPINION_DOUBTED)
    return 0.5 + (polarity - 0.5) * trust
