"""Characters to numbers: every n-gram of a text becomes a place in the weight table.

N-grams are single characters, pairs, threes, and pairs over a gap, whatever stands in it: 没…过
stands in 没坏过 and in 没漏过. Reviews are learned from gaps of one and of two, each by itself
(fours in their place were no better). Replies are read by strangers' words: there any gap up to
seven counts alike, which gave one point more on new authors, and a little less on reviews. The
hash is linear modulo a prime (a universal family), so it needs no library, no seed of the
process, and gives the same places on every machine.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, pairwise

SIZE = 2_097_143
"""The largest prime under 2**21: the number of places."""

_ONE, _TWO, _THREE, _OVER_ONE, _OVER_TWO = 1_386_093, 577_951, 1_912_367, 841_529, 1_203_977
_NEAR, _SHIFT_TWO, _SHIFT_THREE, _SHIFT_NEAR = 1_617_559, 701_113, 1_333_667, 412_339
_TWO_KINDS, _THREE_KINDS = SIZE + 64, SIZE + 8192
_START, _END = 2, 3  # stand for the edges of the text
_APART = (0, 1, 2, 2, 3, *range(2, 9))
"""How far the last character of a part's n-grams stands from the first."""
REVIEWS, REPLIES = range(5), (0, 1, 2, *range(5, len(_APART)))
"""The parts that each is learned from."""

Parts = list[list[int]]


def parts(text: str) -> Parts:
    """The places of a normalised text's n-grams from left to right: all single characters, then
    all pairs, threes, pairs over one, pairs over two, and near pairs, two to eight characters
    apart, by their distance; the two edges count as characters.
    """
    codes = [_START, *map(ord, text), _END]
    one = [x * _ONE for x in codes]
    two = [x + y * _TWO for x, y in zip(one, codes[1:], strict=False)]
    near = [y * _NEAR + _SHIFT_NEAR for y in codes]
    return [
        [x % SIZE for x in one],
        [(x + _SHIFT_TWO) % SIZE for x in two],
        [(x + y * _THREE + _SHIFT_THREE) % SIZE for x, y in zip(two, codes[2:], strict=False)],
        [(x + y * _OVER_ONE) % SIZE for x, y in zip(one, codes[2:], strict=False)],
        [(x + y * _OVER_TWO) % SIZE for x, y in zip(one, codes[3:], strict=False)],
        *(
            [(x + y) % SIZE for x, y in zip(one, near[apart:], strict=False)]
            for apart in _APART[5:]
        ),
    ]


def cut(of_text: Parts, start: int, end: int) -> Parts:
    """What belongs to text[start:end] and its two neighbours; of_text is parts(text)."""
    singles, *others = of_text
    wider = zip(others, _APART[1:], strict=True)
    return [
        singles[start + 1 : end + 1],
        *(part[start : max(start, end + 2 - apart)] for part, apart in wider),
    ]


def of(which: Iterable[int], found: Parts) -> Iterator[int]:
    """The places of the parts for REVIEWS, or for REPLIES."""
    return chain.from_iterable(found[part] for part in which)


def places(text: str) -> set[int]:
    """The places from which a review is read, each once."""
    return set(of(REVIEWS, parts(text)))


def reply_places(text: str) -> set[int]:
    """The places from which a reply is read, each once."""
    return set(of(REPLIES, parts(text)))


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


def grams(text: str, which: Iterable[int]) -> Iterator[tuple[int, int, int]]:
    """(start, end, place) of every n-gram, for explanations; edges lie outside the text."""
    found = parts(text)
    for part in which:
        for start, place in enumerate(found[part], -1):
            yield start, start + _APART[part] + 1, place
