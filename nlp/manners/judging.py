"""A reply is judged as a whole, by what the weights hear in its sentences and in pairs of them.

Rule: the formula is fitted on hands that its weights did not learn from (train.py); a threshold
for each sentence, however chosen, judged new hands 1.2 points worse (F1 of 20 hands, in fifths).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from nlp.hearing import probability
from nlp.manners.clauses import Clause, said, sentences, windows
from nlp.manners.features import places
from nlp.manners.learned import RULES

Margins = dict[str, float]
Weigh = Callable[[set[int]], Margins]
_LONG = 80  # characters


class Part(NamedTuple):
    clauses: list[Clause]
    margins: Margins


class Heard(NamedTuple):
    alone: list[Part]  # each sentence
    near: list[Part]  # each with the one before it; a short reply whole
    length: int  # characters


def heard(clauses: list[Clause], weigh: Weigh) -> Heard:
    def parts(pieces: Iterable[list[Clause]]) -> list[Part]:
        return [Part(piece, weigh(places(said(piece)))) for piece in pieces]

    return Heard(parts(sentences(clauses)), parts(windows(clauses)), len(said(clauses)))


def row(reply: Heard) -> list[float]:
    """The inputs of the formula: the worst that is heard, the mean, the best, and how much."""
    alone = [part.margins["hold"] for part in reply.alone]
    several = float(len(alone) > 1)
    return [
        max(alone),
        max(alone) * several,
        sum(alone) / len(alone),
        min(alone),
        _worst(reply.near, "hold"),
        _worst(reply.near, "several"),
        *(_worst(parts, rule) for rule in RULES for parts in (reply.near, reply.alone)),
        several,
        min(reply.length, _LONG) / _LONG,
    ]


def is_held(reply: Heard, formula: tuple[float, ...], at: float) -> bool:
    return probability(formula, row(reply)) >= at


def _worst(parts: Sequence[Part], head: str) -> float:
    return max(part.margins[head] for part in parts)
