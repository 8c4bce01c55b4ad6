"""A figure that is promised beyond what the shop allows. Other figures, and times, pass.

Beyond is more than so much money, more than so many times over, or more than so many times the
price that the reply itself names (手机壳二十五,赔您一百). What was paid may be given back whole.
"""

import re
from collections.abc import Iterator
from functools import cache

from nlp.manners import lexicon
from nlp.manners.money import Figure, figures, price, value

_SMALLEST, _LARGEST = 3, 100_000  # 给您换两块 is no money, 您千万别急 neither
_TENTHS = re.compile("块([一二三四五六七八九1-9])(?![0-9十百千万个件只份天])")
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


def given(text: str) -> float:
    """The sum, in yuan, that a normalised text gives; 0: none, or it is refused or only asked for.

    The last whose own clause gives, else the last beside such a clause (一百二您收着,下午转给您).
    """
    if _has("asked_upward", text) or _has("refused", text):
        return 0.0
    clauses = [found.span() for found in _CLAUSE.finditer(text)]
    beside = by_itself = 0.0
    for figure in figures(text):
        at = next((n for n, (a, b) in enumerate(clauses) if a <= figure.start < b), None)
        if at is None or not _SMALLEST <= figure.money <= _LARGEST:
            continue
        if text.startswith("?", clauses[at][1]):
            continue
        own = text[slice(*clauses[at])]
        after = text[clauses[at][0] : clauses[min(at + 1, len(clauses) - 1)][1]]
        if _gives(text, figure, own, own):
            by_itself = figure.money + _tenths(text, figure)
        elif _gives(text, figure, own, after):
            beside = figure.money + _tenths(text, figure)
    return by_itself or beside


def _tenths(text: str, figure: Figure) -> float:
    """九块八: the eight."""
    found = _TENTHS.match(text, figure.end - 1)
    return value(found[1]) / 10 if found else 0.0


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
