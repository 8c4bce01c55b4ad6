"""From a look to a judgement: small logistic formulas over what the rules and the weights saw.

polarity: if this is an opinion, is it an unhappy one?   opinion: is it an opinion at all?
mixed: do praise and complaint stand together?
The weights are learned (nlp.learn) and stand in the model file; the rows below name their inputs.
"""

from collections.abc import Sequence

from nlp.linear import sigmoid
from nlp.look import Look
from nlp.reading import Severity


def shortness(length: int) -> float:
    """1 for a chat reply of a few words, 0 for a review: words weigh more where there are few."""
    return min(1.0, max(0.0, (50.0 - length) / 38.0))


def polarity_row(seen: Look) -> list[float]:
    s, signs = shortness(len(seen.text)), seen.signs
    unhappy, happy = min(signs.unhappy, 4.0), min(signs.happy, 4.0)
    chat, mixed, critical = seen.heads[0], seen.heads[3], seen.heads[2]
    rating = signs.rating
    return [
        seen.margin,
        seen.margin * s,
        chat,
        chat * s,
        unhappy,
        happy,
        unhappy * s,
        happy * s,
        float((signs.last > 0) - (signs.last < 0)) * s,
        float(signs.turned) * s,
        float(rating is not None and rating <= 2),
        float(rating is not None and rating >= 4),
        float(rating is not None and rating == 3),
        float(seen.grave is Severity.CRITICAL),
        float(seen.grave is Severity.HIGH),
        s,
        seen.worst * s,
        seen.best * s,
        seen.worst,
        max(0.0, mixed + 1.0) * s,
        max(0.0, critical + 1.0) * s,
    ]


def opinion_row(seen: Look) -> list[float]:
    s, signs = shortness(len(seen.text)), seen.signs
    words = min(signs.unhappy + signs.happy, 3.0)
    chat, opinion, critical = seen.heads[0], seen.heads[1], seen.heads[2]
    return [
        opinion,
        opinion * s,
        abs(seen.margin),
        abs(seen.margin) * s,
        seen.margin * s,
        abs(chat) * s,
        words,
        min(signs.unhappy, 2.0) * s,
        float(words == 0.0) * s,
        float(signs.question) * s,
        float(signs.question and words > 0.0),
        float(signs.plain) * s,
        float(signs.plain and words == 0.0),
        float(signs.small_talk),
        float(signs.rating is not None and signs.rating != 3),
        float(signs.rating is not None and signs.rating == 3),
        float(seen.grave is Severity.CRITICAL),
        float(seen.grave is Severity.HIGH),
        s,
        max(0.0, critical + 1.0) * s,
    ]


def mixed_row(seen: Look) -> list[float]:
    signs = seen.signs
    unhappy, happy = min(signs.unhappy, 3.0), min(signs.happy, 3.0)
    return [
        seen.heads[3],
        min(2.0, max(0.0, seen.worst)),
        min(2.0, max(0.0, -seen.best)),
        min(2.0, max(0.0, seen.worst), max(0.0, -seen.best)),
        min(unhappy, happy),
        float(signs.turned),
        float(signs.turned) * min(unhappy, happy, 1.0),
        float(len(seen.clauses) > 1),
        shortness(len(seen.text)),
    ]


def probability(weights: Sequence[float], row: Sequence[float], shift: float = 0.0) -> float:
    return sigmoid(sum(map(float.__mul__, weights, row)) + weights[-1] + shift)
