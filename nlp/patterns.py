"""Patterns that are tried only on texts that hold a string they need."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from operator import add


def grams(text: str) -> set[str]:
    """The characters and the pairs of neighbours of a text."""
    return {*text, *map(add, text, text[1:])}


class Patterns:
    """Regular expressions by number; each is compiled when it is first tried (1 ms)."""

    def __init__(self, patterns: Iterable[tuple[str, Sequence[str]]]) -> None:
        self._sources: list[str] = []
        self._masks: dict[str, int] = {}
        for number, (source, needed) in enumerate(patterns):
            self._sources.append(source)
            for string in needed:
                self._masks[string] = self._masks.get(string, 0) | 1 << number
        self._needed = frozenset(self._masks)

    def possible(self, found: set[str]) -> int:
        """A bit for each pattern that a text with these grams may match."""
        mask = 0
        for string in self._needed & found:
            mask |= self._masks[string]
        return mask

    def matching(self, text: str, possible: int) -> list[int]:
        """The numbers of the patterns that match."""
        found = []
        while possible:
            lowest = possible & -possible
            possible ^= lowest
            number = lowest.bit_length() - 1
            if compiled(self._sources[number]).search(text):
                found.append(number)
        return found

    def search(self, text: str, number: int) -> re.Match[str] | None:
        return compiled(self._sources[number]).search(text)


compiled = cache(re.compile)
