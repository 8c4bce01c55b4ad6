"""The word lists of this folder; `nlp.walking` finds them in a text.

Rule 1: words are data (YAML), code only says how they combine.
Rule 2: YAML is for people; programs read `compiled.bin`: packed JSON (1 ms, not 50), and beside
each pattern the strings that it needs.
After a change: `python -m nlp.lexicon`; a test keeps both alike.
"""

import json
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
NAMES = ("details", "grammar", "polarity", "severity", "topics")
_COMPILED = FOLDER / "compiled.bin"


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
