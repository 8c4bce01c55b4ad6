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
    if _has("asked_upward", text):
        return
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    words = [text[slice(*clause)] for clause in clauses]
    said = list(figures(text))
    for at, (start, end) in enumerate(clauses):
        own = [figure for figure in said if start <= figure.start < end]
        high = [f for f in own if f.money > most_money or f.times > most_times]
        near = " , ".join(words[max(0, at - 1) : at + 2])
        if any(_gives(text, figure, words[at], near) for figure in high) or (
            not _has("refused", words[at]) and _is_over(words[at], own, words[:at], most_times)
        ):
            yield start, end


def _gives(text: str, figure: Figure, own: str, near: str) -> bool:
    """It is promised, and no price, number of an order, or sum that is refused."""
    if _has("numbered", text[: figure.start]) or _has("refused", own):
        return False
    named_as_price = figure.money and _has("price", own) and not _has("given_back", own)
    return _has("gives", near) and not named_as_price


def _is_over(clause: str, said: list[Figure], before: list[str], most_times: float) -> bool:
    """So many times a price that was named before it; what is given back is no amends."""
    if not _has("amends", clause):
        return False
    amends = max([figure.money for figure in said] + [price(clause)])
    prices = [found for clause in before if not _has("gives", clause) and (found := price(clause))]
    return bool(prices) and amends > most_times * prices[-1]


def _has(name: str, text: str) -> bool:
    return _pattern(name).search(text) is not None


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(lexicon.load()["promises"][name])
