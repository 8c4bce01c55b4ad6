"""Characters to numbers: every n-gram of a text becomes a place in the weight table.

N-grams are single characters, pairs, threes, and pairs over a gap of one or two, which may be
anything: 没…过 stands in 没坏过 and in 没漏过. (Fours in place of the gaps were no better on
reviews and worse on chat replies.) The hash is linear modulo a prime (a universal family), so it
needs no library, no seed of the process, and gives the same places on every machine.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

SIZE = 2_097_143
"""The largest prime under 2**21: the number of places."""

_ONE, _TWO, _THREE, _OVER_ONE, _OVER_TWO = 1_386_093, 577_951, 1_912_367, 841_529, 1_203_977
_SHIFT_TWO, _SHIFT_THREE = 701_113, 1_333_667
_TWO_KINDS, _THREE_KINDS = SIZE + 64, SIZE + 8192
T = TypeVar("T")
_START, _END = 2, 3  # stand for the edges of the text


def row(text: str) -> list[int]:
    """The places of a normalised text's n-grams: all single characters from left to right, then
    all pairs, threes, pairs over one and pairs over two; the two edges count as characters.
    """
    codes = [_START, *map(ord, text), _END]
    one = [x * _ONE for x in codes]
    two = [x + y * _TWO for x, y in zip(one, codes[1:], strict=False)]
    return [
        *[x % SIZE for x in one],
        *[(x + _SHIFT_TWO) % SIZE for x in two],
        *[(x + y * _THREE + _SHIFT_THREE) % SIZE for x, y in zip(two, codes[2:], strict=False)],
        *[(x + y * _OVER_ONE) % SIZE for x, y in zip(one, codes[2:], strict=False)],
        *[(x + y * _OVER_TWO) % SIZE for x, y in zip(one, codes[3:], strict=False)],
    ]


def places(text: str) -> set[int]:
    """The places of a normalised text's n-grams, each once."""
    return set(row(text))


def cut(of_row: list[T], length: int, start: int, end: int) -> list[T]:
    """What belongs to text[start:end] and its two neighbours; of_row is aligned with row(text)."""
    two = length + 2
    three = two + length + 1
    over_one = three + length
    over_two = over_one + length
    return (
        of_row[start + 1 : end + 1]
        + of_row[two + start : two + end + 1]
        + of_row[three + start : three + end]
        + of_row[over_one + start : over_one + end]
        + of_row[over_two + start : over_two + end - 1]
    )


def shape(kinds: list[int]) -> set[int]:
    """Places behind SIZE for the 1- to 3-grams of word kinds: praise, fault, negation, question,
    request, topic. They let what was learned from one author's words hold for another's.
    """
    codes = [_START - 1, *kinds, _END - 1]
    two = [64 * x + y for x, y in pairwise(codes)]
    found = {SIZE + x for x in codes}
    found.update([_TWO_KINDS + x for x in two])
    found.update([_THREE_KINDS + 64 * x + y for x, y in zip(two, codes[2:], strict=False)])
    return found


def grams(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, place) of every n-gram, for explanations; edges lie outside the text."""
    length, at = len(text), iter(row(text))
    for width in (1, 2, 3, 3, 4):  # the last two: over a gap of one, of two
        for start in range(-1, length + 2 - width):
            yield start, start + width, next(at)
