"""The two ways of learning, in C and in Python, find the same numbers to the last bit."""

import os
import random
from array import array
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.descent import average, count, descend, plain_average, plain_count, plain_descend

SEATS, MOST = 12, 9
COMPILED = descend is not plain_descend
Arrays = list["array[int] | array[float]"]


def drawn(chance: random.Random) -> Arrays:
    """order, seats, ends, signs, slacks, scales, scale, alphas, weights."""
    sizes = [chance.randint(1, MOST) for _ in range(chance.randint(1, 20))]
    count = len(sizes)

    def some(low: float, high: float, n: int) -> "array[float]":
        return array("d", [chance.uniform(low, high) for _ in range(n)])

    order = array("q", chance.choices(range(count), k=3 * count))
    seats = array("i", chance.choices(range(SEATS), k=sum(sizes)))
    ends = array("q", accumulate(sizes, initial=0))
    signs = array("d", [chance.choice((-1, 1)) * size**-0.5 for size in sizes])
    known = [some(0.01, 2, count), some(0, 2, count), some(0, 3, SEATS)]
    return [order, seats, ends, signs, *known, some(0, 1, count), some(-2, 2, SEATS)]


@pytest.mark.skipif("CI" not in os.environ, reason="a machine without a compiler is no fault")
def test_the_compiler_was_at_work() -> None:
    assert COMPILED


@given(st.integers())
def test_both_learn_the_same(seed: int) -> None:
    fast = drawn(random.Random(seed))
    slow = [array(each.typecode, each) for each in fast]
    descend(*fast)  # type: ignore[arg-type]
    plain_descend(*slow)  # type: ignore[arg-type]

    assert fast == slow


@given(st.integers())
def test_both_count_and_average_alike(seed: int) -> None:
    _, seats, ends, pulls, _, _, scale, *_ = drawn(random.Random(seed))
    found = []
    for counts, averages in ((count, average), (plain_count, plain_average)):
        sides = array("d", [1.0]) * SEATS, array("d", [1.0]) * SEATS
        means = array("d", bytes(8 * len(pulls)))
        counts(seats, ends, pulls, *sides)  # type: ignore[arg-type]
        averages(seats, ends, scale, means)  # type: ignore[arg-type]
        found.append((*sides, means))

    assert found[0] == found[1]
    assert sum(found[0][0]) + sum(found[0][1]) > 2 * SEATS


@pytest.mark.skipif(not COMPILED, reason="Python looks for itself")
@pytest.mark.parametrize(("which", "value"), [(1, SEATS), (1, -1), (2, 10**9)])
def test_nothing_is_counted_outside(which: int, value: int) -> None:
    arrays = drawn(random.Random(1))
    arrays[which][:] = array(arrays[which].typecode, [value] * len(arrays[which]))
    _, seats, ends, pulls, _, _, scale, *_ = arrays
    sides = array("d", [1.0]) * SEATS, array("d", [1.0]) * SEATS

    with pytest.raises(IndexError):
        count(seats, ends, pulls, *sides)  # type: ignore[arg-type]
    with pytest.raises(IndexError):
        average(seats, ends, scale, array("d", bytes(8 * len(pulls))))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="sizes"):
        average(seats, ends, scale, array("d", bytes(8)))  # type: ignore[arg-type]


def test_something_is_learned() -> None:
    arrays = drawn(random.Random(1))
    before = array("d", arrays[-1])
    descend(*arrays)  # type: ignore[arg-type]

    assert arrays[-1] != before


@pytest.mark.skipif(not COMPILED, reason="Python looks for itself")
@pytest.mark.parametrize(("which", "value"), [(0, 99), (0, -1), (1, SEATS), (1, -1), (2, 10**9)])
def test_nothing_is_touched_outside(which: int, value: int) -> None:
    arrays = drawn(random.Random(1))
    arrays[which][:] = array(arrays[which].typecode, [value] * len(arrays[which]))

    with pytest.raises(IndexError):
        descend(*arrays)  # type: ignore[arg-type]


@pytest.mark.skipif(not COMPILED, reason="Python looks for itself")
@pytest.mark.parametrize("which", range(2, 9))
def test_sizes_have_to_agree(which: int) -> None:
    arrays = drawn(random.Random(1))
    arrays[which].pop()

    with pytest.raises(ValueError, match="sizes"):
        descend(*arrays)  # type: ignore[arg-type]
