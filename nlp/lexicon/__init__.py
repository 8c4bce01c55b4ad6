"""The word lists of this folder, and the scanner that finds them in a text.

Rule 1: words are data (YAML), code only says how they combine.
Rule 2: at each place the longest word wins, so an idiom hides the words inside it.
"""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any, Generic, TypeVar

import yaml

T = TypeVar("T")

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(name: str) -> Any:
    text = files(__package__).joinpath(f"{name}.yaml").read_text("utf-8")
    return yaml.load(text, Loader=_LOADER)


class Scanner(Generic[T]):
    """Finds known words in a text: a dictionary look-up per place, no regular expression."""

    def __init__(self, words: Mapping[str, T]) -> None:
        self._words = dict(words)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {head: tuple(sorted(n, reverse=True)) for head, n in lengths.items()}

    def scan(self, text: str) -> Iterator[tuple[int, int, T]]:
        """(start, end, value) of each word, left to right, none overlapping."""
        lengths, words = self._lengths, self._words
        at, end = 0, len(text)
        while at < end:
            for n in lengths.get(text[at], ()):
                piece = text[at : at + n]
                if piece in words:
                    yield at, at + n, words[piece]
                    at += n
                    break
            else:
                at += 1
