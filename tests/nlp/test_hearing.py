"""The two ways of hearing a text, in C and in Python, say the same to the last bit."""

import os
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import hearing, model
from nlp.features import SIZE
from nlp.heads import HEADS, quantised
from nlp.hearing import Spelled, plain_probability

COMPILED = hearing.Hearing is not Spelled
CHARACTERS = "好吃不太慢了的, !?。😡a1\ud800"
CHANCE = random.Random(7)
WEIGHTS = {place: CHANCE.uniform(-3, 3) for place in range(0, SIZE, 2)}
LEARNED = [
    {place: CHANCE.uniform(-2, 2) for place in CHANCE.sample(range(SIZE + 300_000), 20_000)}
    for _ in HEADS
]
SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5)
MARKS = st.lists(st.tuples(st.integers(0, 59), st.integers(3, 40)), max_size=40)


@pytest.fixture(scope="module", params=[Spelled, hearing.Hearing])
def tables(request: pytest.FixtureRequest) -> Spelled:
    made: Spelled = _made(request.param)
    return made


def _made(kind: type[Spelled]) -> Spelled:
    reviews, top = model.encoded(WEIGHTS)
    return kind(reviews, model.VALUES, top / model.TOP, *quantised(LEARNED))


SLOW, FAST = _made(Spelled), _made(hearing.Hearing)


@pytest.mark.skipif("CI" not in os.environ, reason="a machine without a compiler is no fault")
def test_the_compiler_was_at_work() -> None:
    assert COMPILED


@settings(max_examples=300)
@given(st.text(CHARACTERS, max_size=60) | st.text(max_size=60), SPANS, MARKS)
def test_both_hear_the_same(
    text: str, spans: list[tuple[int, int]], marks: list[tuple[int, int]]
) -> None:
    inside = [(a, b) for a, b in map(sorted, spans) if b <= len(text)]

    assert FAST.hear(text, sorted(marks), inside) == SLOW.hear(text, sorted(marks), inside)


@given(st.sets(st.integers(0, SIZE + 300_000), max_size=50), st.integers(0, SIZE + 10))
def test_both_weigh_single_places_alike(places: set[int], place: int) -> None:
    assert FAST.margins(places) == SLOW.margins(places)
    assert FAST.weight(place) == SLOW.weight(place)


@given(st.lists(st.floats(-1e6, 1e6) | st.booleans(), max_size=40), st.floats(-9, 9))
def test_both_judge_by_a_formula_alike(row: list[float], bias: float) -> None:
    weights = (*(0.5 * n - 3 for n in range(len(row))), bias)
    slow = plain_probability(weights, row, 0.5)

    assert hearing.probability(weights, row, 0.5) == pytest.approx(slow, rel=1e-6)
    for judge in (hearing.probability, plain_probability):
        with pytest.raises(ValueError, match="another formula"):
            judge((*weights, 1.0), row)


def test_a_text_is_the_mean_of_what_is_known_of_it(tables: Spelled) -> None:
    (whole, heads), (part, said) = tables.hear("好吃", [], [(0, 2)])

    assert whole != 0.0
    assert len(heads) == len(said) == len(HEADS)
    assert whole != part  # the edges of a text are heard with the whole alone


def test_many_hits_do_not_spill_into_the_next_head(tables: Spelled) -> None:
    weights = [{place: 1.0 for place in range(16_000)}] + [{}] * (len(HEADS) - 1)
    heads = type(tables)(b"", model.VALUES, 1.0, *quantised(weights))

    margins = heads.margins(range(16_000))

    assert margins[0] == pytest.approx(16_000**0.5)
    assert margins[1:] == [0.0] * (len(HEADS) - 1)


def test_tables_that_do_not_fit_together_are_refused(tables: Spelled) -> None:
    with pytest.raises(ValueError, match="different sizes"):
        type(tables)(b"", model.VALUES, 1.0, b"1234", b"\x80\x80", (1.0,))


def test_a_span_outside_the_text_is_refused_and_not_read() -> None:
    if COMPILED:
        with pytest.raises(ValueError, match="outside"):
            FAST.hear("好", [], [(0, 5)])


def test_the_numbers_of_the_two_files_are_the_same() -> None:
    from pathlib import Path

    from nlp import features

    source = (Path(features.__file__).parent / "_row.h").read_text()
    for number in (
        *(features.SIZE, features._ONE, features._TWO, features._THREE),
        *(features._OVER_ONE, features._OVER_TWO, features._SHIFT_TWO, features._SHIFT_THREE),
        *(features._NEAR, features._SHIFT_NEAR),
    ):
        assert re.search(rf"\b{number}(ULL)?\b", source)
