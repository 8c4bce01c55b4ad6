"""What the learned weights say of a text and of its clauses.

Two tables are heard at once: one weight a place learned from reviews, one byte a place and head
learned from replies. `Hearing` is this class in C (`_hearing.c`) where a compiler built it, and
this class itself where none did: the same numbers, some five times slower.
"""

import math
from array import array
from collections.abc import Collection, Iterable
from operator import mul

from nlp.features import REPLIES, REVIEWS, SIZE, cut, of, parts, shape
from nlp.heads import SHIFT
from nlp.linear import sigmoid

Mark = tuple[int, int]
"""Where a known word stands, and its kind."""
Span = tuple[int, int]
Heard = tuple[float, list[float]]
"""The margin by the reviews, above 0 unhappy, and one margin a head."""


class Spelled:
    """The tables, and how they are heard.

    `reviews`: a signed code for each place, or nothing at all; `values`: the 256 numbers that
    codes stand for, 16 bits each, in units of `unit`; `codes`: a byte a head for each of `places`
    (32 bits each), in `units`.
    """

    def __init__(
        self,
        reviews: bytes,
        values: bytes,
        unit: float,
        places: bytes,
        codes: bytes,
        units: tuple[float, ...],
    ) -> None:
        width, known = len(units), array("I", places)
        if len(known) * width != len(codes):
            raise ValueError("tables of different sizes")
        self._reviews, self._values, self._unit = reviews, array("h", values), unit
        self._seats = dict(zip(known, range(0, len(codes), width), strict=True))
        self._codes, self._units = codes, units

    def hear(self, text: str, marks: list[Mark], spans: list[Span]) -> list[Heard]:
        """What is said of the whole text, each place once, and then of each span."""
        found, kinds = parts(text), [kind for _, kind in marks]
        once = set(of(REVIEWS, found)), set(of(REPLIES, found))
        heard = [self._heard(*once, kinds)]
        for start, end in spans:
            kinds = [kind for at, kind in marks if start <= at < end]
            piece = cut(found, start, end)
            heard.append(self._heard(list(of(REVIEWS, piece)), list(of(REPLIES, piece)), kinds))
        return heard

    def margins(self, places: Iterable[int]) -> list[float]:
        """One margin a head."""
        looked = list(places)
        rows = [row for row in map(self._row, looked) if row is not None]
        norm = len(looked) ** -0.5 if looked else 0.0
        sums = map(sum, zip(*rows, strict=True)) if rows else [0] * len(self._units)
        off = SHIFT * len(rows)
        return [(s - off) * unit * norm for s, unit in zip(sums, self._units, strict=True)]

    def weight(self, place: int) -> float:
        """What the reviews taught of a place."""
        known = place < SIZE and self._reviews
        return self._values[self._reviews[place]] * self._unit if known else 0.0

    def _row(self, place: int) -> bytes | None:
        at = self._seats.get(place)
        return None if at is None else self._codes[at : at + len(self._units)]

    def _heard(
        self, reviews: Collection[int], replies: Collection[int], kinds: list[int]
    ) -> Heard:
        total = sum(self._values[self._reviews[place]] for place in reviews)
        margin = total * self._unit / math.sqrt(len(reviews)) if reviews else 0.0
        return margin, self.margins([*replies, *shape(kinds)])


def plain_probability(weights: tuple[float, ...], row: list[float], shift: float = 0.0) -> float:
    """A formula's judgement of its row; the last weight is the bias."""
    if len(weights) != len(row) + 1:
        raise ValueError("a row of another formula")
    total: float = sum(map(mul, weights, row), shift)
    return sigmoid(total + weights[-1])


try:
    from nlp._hearing import Hearing as Hearing
    from nlp._hearing import probability as probability
except ImportError:  # no compiler was there
    Hearing, probability = Spelled, plain_probability  # type: ignore[assignment, misc]
