"""The two walks over a text, in C and in Python, find the same words."""

import os
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp import walking
from nlp.walking import Walked

COMPILED = walking.Walk is not Walked
LETTERS = "不好吃慢a\U0001f621\0\ud800"
WORDS = st.dictionaries(st.text(LETTERS, min_size=1, max_size=5), st.integers(), max_size=12)
TEXTS = st.text(LETTERS, max_size=30) | st.text(max_size=30)


@pytest.mark.skipif("CI" not in os.environ, reason="a machine without a compiler is no fault")
def test_the_compiler_was_at_work() -> None:
    assert COMPILED


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=3), TEXTS)
def test_both_find_the_same(lists: list[dict[str, int]], text: str) -> None:
    entries = _entries(lists)

    assert walking.Walk(entries, len(lists)).scan(text) == Walked(entries, len(lists)).scan(text)


@given(WORDS, TEXTS)
def test_what_is_found_stands_there_and_nothing_overlaps(words: dict[str, int], text: str) -> None:
    (found,) = walking.scanner(words).scan(text)

    assert all(words[text[start:end]] == value for start, end, value in found)
    assert all(end <= start for (_, end, _), (start, _, _) in pairwise(found))
    assert bool(found) == any(word in text for word in words)


@pytest.mark.parametrize("walk", [Walked, walking.Walk])
def test_the_longest_word_hides_what_is_inside_it_in_its_own_list_alone(
    walk: type[Walked],
) -> None:
    lists = [{"不错": 1, "错": -1}, {"错": -2}]

    first, second = walk(_entries(lists), 2).scan("不错")

    assert (first, second) == ([(0, 2, 1)], [(1, 2, -2)])


@pytest.mark.parametrize("walk", [Walked, walking.Walk])
def test_a_word_cut_off_by_the_end_is_not_found(walk: type[Walked]) -> None:
    assert walk(_entries([{"慢": 1, "慢死了": 2}]), 1).scan("太慢") == [[(1, 2, 1)]]


def _entries(lists: list[dict[str, int]]) -> dict[str, walking.Entry]:
    return {
        word: tuple((n, each[word]) for n, each in enumerate(lists) if word in each)
        for word in set().union(*lists)
    }
