"""From a look to a judgement: small logistic formulas over what the rules and the weights saw.

register: is it written as reviews are, or as replies in a chat?   review, chat: if this is an
opinion, is it an unhappy one? Each learned from its own kind.   opinion: is it an opinion at all?
mixed: do praise and complaint stand together?   grave: is somebody in danger, or is it a threat?
The weights are learned (nlp.learn) and stand in the model file; the rows below name their inputs.
"""

from collections.abc import Mapping, Sequence

from nlp.heads import HEADS, TOPIC_HEADS
from nlp.hearing import logit
from nlp.linear import sigmoid
from nlp.look import Look
from nlp.model import Formulas
from nlp.reading import Severity
from nlp.rules import Signs

UNSURE = 0.35, 0.65
_REVIEW = HEADS.index("review")
_HARDLY = 1e-3
_TURNED = 16
_OPINION_SURE = 0.8
_OPINION_DOUBTED = 0.36
_OPINION_NONE = 0.1


def shortness(length: int) -> float:
    """1 for a chat reply of a few words, 0 for a review: words weigh more where there are few."""
    return min(1.0, max(0.0, (50.0 - length) / 38.0))


def _net(signs: Signs) -> float:
    """Which side the opinion words take: -1 happy, 1 unhappy."""
    return float(signs.unhappy > signs.happy) - float(signs.unhappy < signs.happy)


def said_row(seen: Look) -> list[float]:
    """What weights, heads and words say of a text, in whole and in so far as it is short."""
    signs, (unhappy, neutral, happy, critical, mixed) = seen.signs, seen.heads[:5]
    s = shortness(len(seen.text))
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


def polarity_row(seen: Look, said: list[float]) -> list[float]:
    signs, s = seen.signs, said[-1]
    phrases = max(-3.0, min(3.0, signs.phrases))
    return [
        *said,
        seen.worst,
        phrases,
        phrases * s,
        float((signs.last > 0) - (signs.last < 0)) * s,
        float(signs.turned) * s,
        _net(signs) * float(signs.covered >= 0.6),
    ]


def register_row(seen: Look) -> list[float]:
    review, length = seen.heads[_REVIEW], len(seen.text)
    s = shortness(length)
    return [review, review * s, s, min(length, 100) / 100.0]


def opinion_row(seen: Look, said: list[float]) -> list[float]:
    signs, s = seen.signs, said[-1]
    words = min(signs.unhappy + signs.happy, 3.0)
    return [
        *said,
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


def chances(formulas: Formulas, seen: Look, shift: float) -> tuple[float, float]:
    """(unhappy if it is an opinion, an opinion at all): as a review and as a reply, by what it is.

    A mixture of two experts (Jacobs et al. 1991): one formula for both kinds loses three points on
    reviews and one on replies. A review is always an opinion.
    """
    said = said_row(seen)
    row, review = polarity_row(seen, said), _is_review(formulas, seen)
    polarity = 0.0
    if review > _HARDLY:
        polarity += review * sigmoid(logit(formulas.review, row) + shift)
    if review < 1.0 - _HARDLY:
        polarity += (1.0 - review) * sigmoid(logit(formulas.chat, row) + shift)
    opinion = probability(formulas.opinion, opinion_row(seen, said))
    return polarity, review + (1.0 - review) * opinion


def _is_review(formulas: Formulas, seen: Look) -> float:
    """In a short text a phrase turns the whole: the reply's formula alone has learned of it."""
    if seen.signs.phrases and len(seen.text) <= _TURNED:
        return 0.0
    return probability(formulas.register, register_row(seen))


def probability(weights: tuple[float, ...], row: list[float]) -> float:
    return sigmoid(logit(weights, row))


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
