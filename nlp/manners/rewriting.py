"""What could be said instead: the good clauses stay, the others give way to a sentence that fits.

Rule: what is suggested passes the check itself.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from nlp.manners import learned, lexicon
from nlp.manners.checking import Bounds, Found, faults
from nlp.manners.clauses import Clause, cut
from nlp.manners.features import places
from nlp.manners.words import scan

_GOOD = frozenset({"sorry", "care", "ours", "remedy", "when", "ask"})
_BAD = 0.3  # a clause by itself says little: only what is plainly bad goes
_FULL = str.maketrans(",.?!;:", "，。？！；：")


class Answer(NamedTuple):
    why: str
    suggestion: str


def answer(rule: str, clause: str) -> Answer:
    """Why this clause is held, and what could be said in its place."""
    kinds = {kind for token in scan(clause) for kind in token.kinds}
    chosen = next(each for each in _answers()[rule] if _fits(each, clause, kinds))
    return Answer(chosen["why"], chosen["suggestion"])


@cache
def _answers() -> Any:
    return lexicon.load()["answers"]


def _fits(entry: dict[str, Any], clause: str, kinds: set[str]) -> bool:
    words = entry.get("words", "").split()
    if not words and not entry["kinds"]:
        return True
    return any(word in clause for word in words) or bool(kinds.intersection(entry["kinds"]))


def rewritten(clauses: list[Clause], found: Sequence[Found], bounds: Bounds) -> str:
    """The whole reply as it could be said: with all that was good, with less of it, with none."""
    held = {
        each.clause: answer(each.rule, each.clause.text).suggestion for each in reversed(found)
    }
    instead = "".join(dict.fromkeys(held[clause] for clause in clauses if clause in held))
    kept = [clause for clause in clauses if clause not in held and _is_good(clause)]
    for count in range(len(kept), 0, -1):
        text = _opening(kept[:count]) + instead.removeprefix("同时")
        if not faults(cut(text), bounds):
            return text
    return instead.removeprefix("同时")


def _opening(kept: Sequence[Clause]) -> str:
    """The good clauses with their marks; the last one ends a sentence."""
    *others, last = (each.text.translate(_FULL) for each in kept)
    ended = last.rstrip("，、；…~")
    return "".join(others) + (ended if ended.endswith(("。", "？", "！")) else f"{ended}。")


def _is_good(clause: Clause) -> bool:
    kinds = {kind for token in scan(clause.text) for kind in token.kinds}
    bad = learned.margins(places(clause.text))["hold"] > _BAD
    return bool(kinds & _GOOD) and not bad and not clause.text.startswith(("但", "可", "不过"))
