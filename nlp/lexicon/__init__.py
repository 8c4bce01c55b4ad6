"""The word lists of this folder, and the scanner that finds them in a text.

Rule 1: words are data (YAML), code only says how they combine.
Rule 2: at each place the longest word wins, so an idiom hides the words inside it.
Rule 3: YAML is for people; programs read `compiled.bin`: packed JSON (1 ms, not 50), and beside
each pattern the strings that it needs.
After a change: `python -m nlp.lexicon`; a test keeps both alike.
"""

import json
import zlib
from collections.abc import Mapping
from functools import cache
from operator import add
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMES = ("details", "grammar", "polarity", "severity", "topics")
_COMPILED = FOLDER / "compiled.bin"

Hit = tuple[int, int, Any]
"""Start, end and what the list says of the word."""


def load(name: str) -> Any:
    return _all()[name]


@cache
def _all() -> Any:
    if not _COMPILED.exists():  # it was deleted so as to be made anew
        return prepared()
    return json.loads(zlib.decompress(_COMPILED.read_bytes()))


def from_yaml() -> dict[str, Any]:
    """The lists as people wrote them."""
    import yaml  # slow to load: only where the lists are compiled

    return {n: yaml.safe_load((FOLDER / f"{n}.yaml").read_text("utf-8")) for n in NAMES}


def prepared() -> dict[str, Any]:
    """The lists with `needed` beside each pattern, and the patterns' own lists put in."""
    from nlp.lexicon.needed import alternatives, needed

    lists = from_yaml()
    severity, grammar = lists["severity"], lists["grammar"]
    for rule in (*severity["critical"], *severity["high"]):
        filled = (_filled(pattern, severity["lists"]) for pattern in rule["any"])
        rule["any"] = [part for pattern in filled for part in alternatives(pattern)]
        rule["unless"] = _filled(rule["unless"], severity["lists"])
        rule["needed"] = [needed(pattern) for pattern in rule["any"]]
    for phrase in lists["polarity"]["phrases"]:
        phrase["needed"] = needed(phrase["pattern"])
    grammar["needed"] = {name: needed(p) for name, p in grammar["patterns"].items()}
    return lists


def _filled(pattern: str, words: Mapping[str, str]) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"<{name}>", alternatives)
    return pattern


def compile_lists() -> None:
    plain = json.dumps(prepared(), ensure_ascii=False, separators=(",", ":"))
    _COMPILED.write_bytes(zlib.compress(plain.encode(), 9))


class Scanner:
    """Finds the words of several lists in one walk; each list keeps its own longest words."""

    def __init__(self, *lists: Mapping[str, Any]) -> None:
        self._width = len(lists)
        self._words: dict[str, tuple[tuple[int, Any], ...]] = {}
        for number, words in enumerate(lists):
            for word, value in words.items():
                self._words[word] = (*self._words.get(word, ()), (number, value))
        self._one = {word: entry for word, entry in self._words.items() if len(word) == 1}
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            if len(word) > 1:
                lengths.setdefault(word[:2], {1} if word[0] in self._one else set()).add(len(word))
        self._lengths = {head: tuple(sorted(n, reverse=True)) for head, n in lengths.items()}

    def scan(self, text: str) -> list[list[Hit]]:
        """For each list its words, left to right, none overlapping."""
        found: list[list[Hit]] = [[] for _ in range(self._width)]
        free = [0] * self._width
        words, pairs = self._words, map(add, text, text[1:] + "\0")
        heads = zip(map(self._lengths.get, pairs), map(self._one.get, text), strict=True)
        for at, (sizes, one) in enumerate(heads):
            if sizes is None:
                if one is not None:
                    for number, value in one:
                        if at >= free[number]:
                            found[number].append((at, at + 1, value))
                            free[number] = at + 1
                continue
            for size in sizes:
                entry = words.get(text[at : at + size])
                if entry is not None:
                    for number, value in entry:
                        if at >= free[number]:
                            found[number].append((at, at + size, value))
                            free[number] = at + size
        return found
