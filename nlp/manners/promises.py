"""A figure that is promised beyond what the shop allows. Other figures, and times, pass.

Beyond is more than so much money, more than so many times over, or more than so many times the
price that the reply itself names (手机壳二十五,赔您一百). What was paid may be given back whole.
"""

import re
from collections.abc import Iterator
from functools import cache

from nlp.manners import lexicon
from nlp.manners.money import Figure, figures, price

_CLAUSE = re.compile(r"[^,.!?~;:…\n]+")


def promised(text: str, most_money: float, most_times: float) -> Iterator[tuple[int, int]]:
    """(start, end) of each clause of a normalised text that promises too much."""
    said = list(figures(text))
    if not said or _has("asked_upward", text):
        return
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    for figure in said:
        at = next((n for n, (s, e) in enumerate(clauses) if s <= figure.start < e), None)
        if at is None or _has("numbered", text[: figure.start]):
            continue
        own = text[slice(*clauses[at])]
        before = [text[slice(*clause)] for clause in clauses[:at]]
        high = figure.money > most_money or figure.times > most_times
        if not high and not _is_over(figure, own, before, most_times):
            continue
        near = " , ".join(text[slice(*c)] for c in clauses[max(0, at - 1) : at + 2])
        named_as_price = figure.money and _has("price", own) and not _has("given_back", own)
        if _has("gives", near) and not _has("refused", own) and not named_as_price:
            yield clauses[at]


def _is_over(figure: Figure, own: str, before: list[str], most_times: float) -> bool:
    """So many times a price that was named before it; what is given back is no amends."""
    if not figure.money or not _has("amends", own):
        return False
    prices = [found for clause in before if not _has("gives", clause) and (found := price(clause))]
    return bool(prices) and figure.money > most_times * prices[-1]


def _has(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon.load()["promises"][name])
