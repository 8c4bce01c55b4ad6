"""How grave a reply is: by what happened, never by its tone."""

import re

from nlp import lexicon
from nlp.reading import Severity


def _rules(level: str) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [
        (re.compile("|".join(rule["any"])), re.compile(rule["unless"]))
        for rule in lexicon.load("severity")[level]
    ]


_CRITICAL = _rules("critical")
_HIGH = _rules("high")


def _hits(rules: list[tuple[re.Pattern[str], re.Pattern[str]]], text: str) -> bool:
    return any(
        found.search(text) and found.search(unless.sub("○", text)) for found, unless in rules
    )


def gravity(text: str) -> Severity:
    """CRITICAL, HIGH or NONE; whether the rest is NORMAL depends on the sentiment."""
    if _hits(_CRITICAL, text):
        return Severity.CRITICAL
    return Severity.HIGH if _hits(_HIGH, text) else Severity.NONE
