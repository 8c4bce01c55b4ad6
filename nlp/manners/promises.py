"""A figure that is promised beyond what the shop allows. Other figures, and times, pass."""

import re
from collections.abc import Iterator
from functools import cache

from nlp.manners import lexicon
from nlp.manners.money import figures

_CLAUSE = re.compile(r"[^,.!?~;:…\n]+")


def promised(text: str, most_money: float, most_times: float) -> Iterator[tuple[int, int]]:
    """(start, end) of each clause of a normalised text that promises too much."""
    high = [f for f in figures(text) if f.money > most_money or f.times > most_times]
    if not high or _has("asked_upward", text):
        return
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    for figure in high:
        at = next((n for n, (s, e) in enumerate(clauses) if s <= figure.start < e), None)
        if at is None or _has("numbered", text[: figure.start]):
            continue
        own = text[slice(*clauses[at])]
        near = " , ".join(text[slice(*c)] for c in clauses[max(0, at - 1) : at + 2])
        named_as_price = figure.money and _has("price", own) and not _has("given_back", own)
        if _has("gives", near) and not _has("refused", own) and not named_as_price:
            yield clauses[at]


def _has(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon.load()["promises"][name])
