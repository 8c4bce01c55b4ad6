"""How grave a reply is: by what happened, never by its tone."""

from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from nlp import lexicon
from nlp.patterns import Patterns, compiled, grams
from nlp.reading import Severity


class Rule(NamedTuple):
    """One kind of gravity."""

    mask: int  # a bit for each of its patterns
    unless: str
    harm: bool  # somebody was hurt, or may be
    sure: bool  # whatever is praised beside it


class Found(NamedTuple):
    severity: Severity
    harm: bool = False  # to a person: then people come before any goods
    sure: bool = False


_NOTHING = Found(Severity.NONE)


_GLANCE = 12
_DATA = lexicon.load("severity")
_NUMBERS = count()


def _rule(data: dict[str, Any]) -> Rule:
    mask = sum(1 << next(_NUMBERS) for _ in data["any"])
    return Rule(mask, data["unless"], data.get("harm", False), data.get("sure", False))


_CRITICAL = tuple(map(_rule, _DATA["critical"]))
_HIGH = tuple(map(_rule, _DATA["high"]))
_PATTERNS = Patterns(
    pair
    for rule in (*_DATA["critical"], *_DATA["high"])
    for pair in zip(rule["any"], rule["needed"], strict=True)
)


def gravity(text: str) -> Severity:
    """CRITICAL, HIGH or NONE; whether the rest is NORMAL depends on the sentiment."""
    return found(text, grams(text)).severity


def found(text: str, held: set[str]) -> Found:
    """The gravest of what is said; `held` are the grams of the text."""
    possible = _PATTERNS.possible(held)
    if not possible:
        return _NOTHING
    hit = [rule for rule in _CRITICAL if possible & rule.mask and _hits(rule, text, possible)]
    if hit:
        return Found(Severity.CRITICAL, any(r.harm for r in hit), any(rule.sure for rule in hit))
    high = any(possible & rule.mask and _hits(rule, text, possible) for rule in _HIGH)
    return Found(Severity.HIGH) if high else _NOTHING


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where something grave is said and not taken back; for explanations."""
    possible = _PATTERNS.possible(grams(text))
    for rule in (*_CRITICAL, *_HIGH):
        if possible & rule.mask and _hits(rule, text, possible):
            number = _PATTERNS.matching(text, possible & rule.mask)[0]
            found = _PATTERNS.search(text, number)
            if found and found.end() - found.start() <= _GLANCE:
                yield found.span()


def _hits(rule: Rule, text: str, possible: int) -> bool:
    """One of the patterns matches, also where that which takes a hit back is cut out."""
    matched = sum(1 << n for n in _PATTERNS.matching(text, possible & rule.mask))
    if not matched:
        return False
    rest = compiled(rule.unless).sub("○", text)
    return rest == text or bool(_PATTERNS.matching(rest, possible & rule.mask))
