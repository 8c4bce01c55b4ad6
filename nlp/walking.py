"""Finds the words of several lists in one walk over a text.

Rule 1: each list keeps its own words, left to right, none overlapping.
Rule 2: at each place the longest word wins, so an idiom hides the words inside it.
`Walk` is `Walked` in C (`_scanning.c`) where a compiler built it: the same hits, in a quarter of
the time.
"""

from collections.abc import Mapping
from typing import Any

Hit = tuple[int, int, Any]
"""Start, end and what the list says of the word."""
Entry = tuple[tuple[int, Any], ...]
"""The number of each list that has the word, and what that list says of it."""


class Walked:
    """`words` of any length, in `width` lists."""

    def __init__(self, words: dict[str, Entry], width: int) -> None:
        self._words, self._width = words, width
        lengths: dict[str, set[int]] = {}
        for word in words:
            lengths.setdefault(word[:2], set()).add(len(word))
        for head, sizes in lengths.items():
            sizes |= lengths.get(head[0], set())
        self._lengths = {head: sorted(sizes, reverse=True) for head, sizes in lengths.items()}

    def scan(self, text: str) -> list[list[Hit]]:
        """For each list its words."""
        found: list[list[Hit]] = [[] for _ in range(self._width)]
        free, end, lengths = [0] * self._width, len(text), self._lengths
        for at in range(end):
            sizes = lengths.get(text[at : at + 2]) or lengths.get(text[at])
            for size in sizes or ():
                entry = self._words.get(text[at : at + size])
                for number, value in entry if entry and at + size <= end else ():
                    if at >= free[number]:
                        found[number].append((at, at + size, value))
                        free[number] = at + size
        return found


try:
    from nlp._scanning import Walk as Walk
except ImportError:  # no compiler was there
    Walk = Walked  # type: ignore[assignment, misc]


def scanner(*lists: Mapping[str, Any]) -> Walk:
    """A walk that looks for the words of each list, in this order."""
    words: dict[str, Entry] = {}
    for number, each in enumerate(lists):
        for word, value in each.items():
            words[word] = (*words.get(word, ()), (number, value))
    return Walk(words, len(lists))
