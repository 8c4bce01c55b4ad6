"""One pass of dual coordinate descent, where nearly all of learning goes.

`descend` is this function in C (`_descent.c`) where a compiler built it, and this function
itself where none did: the same weights, some thirty times slower.
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
    """Each example of `order` pulls the weights towards itself; changes `alphas` and `weights`.

    Example n sits on seats[ends[n]:ends[n + 1]]; its sign is that of its label by the root of
    their number. Integers have 64 bits, seats 32.
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


try:
    from nlp._descent import descend as descend
except ImportError:  # no compiler was there
    descend = plain_descend
