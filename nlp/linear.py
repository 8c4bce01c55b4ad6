"""Learning without a numerical library: NB-weighted support vectors, logistic regression.

Measured against scikit-learn's liblinear on the same features: the same accuracy, in seconds.
"""

from __future__ import annotations

import math
import random
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from nlp.descent import average, count, descend


@dataclass(frozen=True, slots=True)
class Example:
    places: Sequence[int]
    positive: bool
    weight: float = 1.0


def fit_places(
    examples: Sequence[Example], cost: float = 0.7, epochs: int = 8
) -> dict[int, float]:
    """A weight for each place; the score of a text is their sum by the root of their number.

    Dual coordinate descent for the squared hinge (Hsieh et al. 2008) on features scaled by the
    naive Bayes log-count ratio (Wang and Manning 2012); the scale is folded into the weights.
    """
    seats = seats_of(Counter(chain.from_iterable(e.places for e in examples)))
    rows = [array("i", sorted(map(seats.__getitem__, e.places))) for e in examples]
    weights = fit_rows(rows, examples, len(seats), cost, epochs)
    return {place: weights[seat] for place, seat in seats.items() if weights[seat]}


def fit_rows(
    rows: Sequence[array[int]],
    examples: Sequence[Example],
    size: int,
    cost: float = 0.7,
    epochs: int = 8,
) -> array[float]:
    """fit_places for examples whose places are numbered already (rows)."""
    (weights,) = fit_in_turn(rows, examples, size, [(len(rows), epochs)], cost)
    return weights


def fit_in_turn(
    rows: Sequence[array[int]],
    examples: Sequence[Example],
    size: int,
    turns: Sequence[tuple[int, int]],
    cost: float = 0.7,
) -> Iterator[array[float]]:
    """The weights after each turn of (the first so many examples, epochs).

    A later turn goes on where the one before it stopped. What a place tells is counted on the
    first turn's examples alone.
    """
    first = turns[0][0]
    seats, ends = array("i"), array("q", accumulate(map(len, rows), initial=0))
    for row in rows:
        seats.extend(row)
    scale = _naive_bayes_scale(examples[:first], seats, ends[: first + 1], size)
    weights, scales = array("d", bytes(8 * size)), array("d", bytes(8 * len(rows)))
    average(seats, ends, scale, scales)
    signs = array("d", map(_sign, rows, examples))
    slacks = array("d", [0.5 / (cost * example.weight) for example in examples])
    alphas = array("d", bytes(8 * len(rows)))
    chance = random.Random(20261122)
    for many, epochs in turns:
        order = array("q", range(many))
        for _ in range(epochs):
            chance.shuffle(order)
            descend(order, seats, ends, signs, slacks, scales, scale, alphas, weights)
        yield array("d", weights)


def _sign(row: array[int], example: Example) -> float:
    norm: float = len(row) ** -0.5
    return norm if example.positive else -norm


def seats_of(met: Counter[int]) -> dict[int, int]:
    """Places numbered by how often they are met: frequent ones lie together, in the fast cache."""
    return {place: seat for seat, (place, _) in enumerate(met.most_common())}


def _naive_bayes_scale(
    examples: Sequence[Example], seats: array[int], ends: array[int], size: int
) -> array[float]:
    """|log-count ratio| of each place: how much it tells about the label before any learning."""
    positive, negative = array("d", [1.0]) * size, array("d", [1.0]) * size
    pulls = array("d", [e.weight if e.positive else -e.weight for e in examples])
    count(seats, ends, pulls, positive, negative)
    shift = math.log(sum(positive) / sum(negative))
    log = math.log
    ratios = (abs(log(p / n) - shift) for p, n in zip(positive, negative, strict=True))
    return array("d", ratios)


def fit_dense(
    rows: Sequence[Sequence[float]],
    positive: Sequence[bool],
    weights: Sequence[float],
    ridge: float = 1.0,
    steps: int = 25,
) -> list[float]:
    """Logistic regression on a few numbers a row (Newton); the last weight is the bias."""
    width = len(rows[0]) + 1
    found = [0.0] * width
    filled = [[(i, x) for i, x in enumerate((*row, 1.0)) if x] for row in rows]
    for _ in range(steps):
        slope = [-ridge * w for w in found[:-1]] + [0.0]
        curve = [[ridge * (i == j) for j in range(width)] for i in range(width)]
        curve[-1][-1] = 1e-6
        for row, label, weight in zip(filled, positive, weights, strict=True):
            p = sigmoid(sum(x * found[i] for i, x in row))
            pull, bend = weight * (label - p), weight * p * (1.0 - p)
            for at, (i, x) in enumerate(row):
                slope[i] += pull * x
                line, bx = curve[i], bend * x
                for j, y in row[at:]:
                    line[j] += bx * y
        for i in range(width):  # only one half was summed
            for j in range(i):
                curve[i][j] = curve[j][i]
        change = _solve(curve, slope)
        found = [w + c for w, c in zip(found, change, strict=True)]
        if max(map(abs, change)) < 1e-4:
            break
    return found


def sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -60.0 else 0.0


def _solve(matrix: list[list[float]], right: list[float]) -> list[float]:
    """Gaussian elimination with pivots; the matrix is small and positive definite."""
    size = len(right)
    rows = [[*line, value] for line, value in zip(matrix, right, strict=True)]
    for i in range(size):
        best = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[best] = rows[best], rows[i]
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            if factor:
                rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        rest = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - rest) / rows[i][i]
    return found
