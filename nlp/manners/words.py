"""The words of a reply by kind: who speaks of whom, what is granted, turned, refused or done."""

from functools import cache
from typing import NamedTuple

from nlp.manners import lexicon
from nlp.walking import Walk, scanner


class Token(NamedTuple):
    start: int
    end: int
    kinds: tuple[str, ...]  # the first is the one that it has in sequences


@cache
def _scanner() -> Walk:
    words: dict[str, tuple[str, ...]] = {}
    for kind, listed in lexicon.load()["kinds"].items():
        for word in listed["words"].split():
            words[word] = (*words.get(word, ()), kind)
    return scanner(words)


def scan(text: str) -> list[Token]:
    """The known words of a normalised text, from left to right; a figure is one word."""
    found: list[Token] = []
    for start, end, kinds in _scanner().scan(text)[0]:
        if kinds == ("digit",) and found and found[-1].kinds == kinds and found[-1].end == start:
            found[-1] = Token(found[-1].start, end, kinds)
        else:
            found.append(Token(start, end, kinds))
    return found
