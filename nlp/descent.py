"""The loops over all examples and their seats, where nearly all of learning goes.

`descend`, `count` and `average` are these functions in C (`_descent.c`) where a compiler built
them, and these functions themselves where none did: the same numbers, some thirty times slower.
Example n sits on seats[ends[n]:ends[n + 1]]. Integers have 64 bits, seats 32.
"""

from __future__ import annotations

from array import array


def plain_descend(
    order: array[int],
    seats: array[int],
    ends: array[int],
    signs: array[float],
    slacks: array[float],
    scales: array[float],
    scale: array[float],
    alphas: array[float],
    weights: array[float],
) -> None:
    """One pass of dual coordinate descent: each example of `order` pulls the weights towards
    itself; changes `alphas` and `weights`. Its sign is that of its label by the root of the
    number of its seats.
    """
    for at in order:
        row, alpha = seats[ends[at] : ends[at + 1]], alphas[at]
        sign, slack = signs[at], slacks[at]
        gap = sign * sum(map(weights.__getitem__, row)) - 1.0 + slack * alpha
        step = max(-alpha, -gap / (scales[at] + slack))
        if -1e-3 < step < 1e-3:
            continue
        alphas[at] += step
        step *= sign
        for seat in row:
            weights[seat] += step * scale[seat]


def plain_count(
    seats: array[int],
    ends: array[int],
    pulls: array[float],
    positive: array[float],
    negative: array[float],
) -> None:
    """Each example adds its pull to the counts of its seats, by the side that it pulls to."""
    for at, pull in enumerate(pulls):
        counts, share = (positive, pull) if pull > 0.0 else (negative, -pull)
        for seat in seats[ends[at] : ends[at + 1]]:
            counts[seat] += share


def plain_average(
    seats: array[int], ends: array[int], scale: array[float], means: array[float]
) -> None:
    """The mean of each example's seats."""
    for at in range(len(means)):
        total = 0.0
        row = seats[ends[at] : ends[at + 1]]
        for seat in row:
            total += scale[seat]
        means[at] = total / len(row) if row else 0.0


try:
    from nlp._descent import average as average
    from nlp._descent import count as count
    from nlp._descent import descend as descend
except ImportError:  # no compiler was there
    average, count, descend = plain_average, plain_count, plain_descend
