"""How grave a reply is: by what happened, never by its tone."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from nlp import lexicon
from nlp.reading import Severity


class Rule:
    """One kind of gravity. Its patterns are compiled on first use: 200 ms for all of them."""

    def __init__(self, rule: Mapping[str, Any], lists: Mapping[str, str]) -> None:
        self.name: str = rule["name"]
        self.harm: bool = rule.get("harm", False)  # somebody was hurt, or may be
        self._first = frozenset(str(rule["first"]))  # every hit has one of these characters
        self._rule = rule
        self._lists = lists

    @cached_property
    def found(self) -> re.Pattern[str]:
        return re.compile(self._filled("|".join(self._rule["any"])))

    @cached_property
    def unless(self) -> re.Pattern[str]:
        return re.compile(self._filled(self._rule["unless"]))

    def hits(self, text: str, chars: set[str]) -> bool:
        if self._first.isdisjoint(chars) or not self.found.search(text):
            return False
        return bool(self.found.search(self.unless.sub("○", text)))

    def _filled(self, source: str) -> str:
        for name, words in self._lists.items():
            source = source.replace(f"<{name}>", words)
        return source


_DATA = lexicon.load("severity")
_CRITICAL = tuple(Rule(rule, _DATA["lists"]) for rule in _DATA["critical"])
_HIGH = tuple(Rule(rule, _DATA["lists"]) for rule in _DATA["high"])


def gravity(text: str) -> Severity:
    """CRITICAL, HIGH or NONE; whether the rest is NORMAL depends on the sentiment."""
    return found(text)[0]


def found(text: str) -> tuple[Severity, bool]:
    """The gravity, and whether it is harm to a person: then people come before any goods."""
    chars, critical = set(text), False
    for rule in _CRITICAL:  # those of harm stand first
        if rule.hits(text, chars):
            if rule.harm:
                return Severity.CRITICAL, True
            critical = True
    if critical:
        return Severity.CRITICAL, False
    high = any(rule.hits(text, chars) for rule in _HIGH)
    return (Severity.HIGH if high else Severity.NONE), False


def warm() -> None:
    """Compile every pattern now, so that no customer's message waits for it."""
    for rule in (*_CRITICAL, *_HIGH):
        rule.found, rule.unless  # noqa: B018 (the look compiles them)


def is_warm() -> bool:
    return all({"found", "unless"} <= vars(rule).keys() for rule in (*_CRITICAL, *_HIGH))
