"""Characters to numbers: every 1- to 4-gram of a text becomes a place in the weight table.

The hash is linear modulo a prime (a universal family), so it needs no library, no seed of the
process, and gives the same places on every machine.
"""

from collections.abc import Iterator
from itertools import pairwise

SIZE = 2_097_143
"""The largest prime under 2**21: the number of places."""

_ONE, _TWO, _THREE, _FOUR = 1_386_093, 577_951, 1_912_367, 841_529
_SHIFT_TWO, _SHIFT_THREE, _SHIFT_FOUR = 701_113, 1_333_667, 1_700_001
_TWO_KINDS, _THREE_KINDS = SIZE + 64, SIZE + 8192
_START, _END = 2, 3  # stand for the edges of the text


def places(text: str) -> set[int]:
    """The places of a normalised text's n-grams."""
    codes = [_START, *map(ord, text), _END]
    one = [x * _ONE for x in codes]
    two = [x + y * _TWO for x, y in zip(one, codes[1:], strict=False)]
    three = [x + y * _THREE for x, y in zip(two, codes[2:], strict=False)]
    four = [x + y * _FOUR for x, y in zip(three, codes[3:], strict=False)]
    found = {x % SIZE for x in one}
    found.update([(x + _SHIFT_TWO) % SIZE for x in two])
    found.update([(x + _SHIFT_THREE) % SIZE for x in three])
    found.update([(x + _SHIFT_FOUR) % SIZE for x in four])
    return found


def shape(tokens: list[int]) -> set[int]:
    """Places behind SIZE for the 1- to 3-grams of word kinds: praise, fault, negation, question,
    request, topic. They let what was learned from one author's words hold for another's.
    """
    codes = [_START - 1, *tokens, _END - 1]
    two = [64 * x + y for x, y in pairwise(codes)]
    found = {SIZE + x for x in codes}
    found.update([_TWO_KINDS + x for x in two])
    found.update([_THREE_KINDS + 64 * x + y for x, y in zip(two, codes[2:], strict=False)])
    return found


def grams(text: str) -> Iterator[tuple[int, int, int]]:
    """(start, end, place) of every n-gram, for explanations; edges lie outside the text."""
    codes = [_START, *map(ord, text), _END]
    for at in range(len(codes)):
        value, shifts = codes[at] * _ONE, (0, _SHIFT_TWO, _SHIFT_THREE, _SHIFT_FOUR)
        for more, factor in enumerate((0, _TWO, _THREE, _FOUR)):
            if at + more >= len(codes):
                break
            value += codes[at + more] * factor
            yield at - 1, at + more, (value + shifts[more]) % SIZE
