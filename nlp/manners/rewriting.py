"""What could be said instead: the good clauses stay, the others give way to a sentence that fits.

Rule: what is suggested passes the check itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import takewhile
from typing import Any, NamedTuple

from nlp.manners import learned, lexicon
from nlp.manners.checking import Bounds, Found, faults
from nlp.manners.clauses import Clause, cut, sentences
from nlp.manners.features import places
from nlp.manners.words import scan

_GOOD = frozenset({"sorry", "care", "ours", "remedy", "when", "ask"})
_SORRY = frozenset({"sorry", "care"})
_TURNS = ("但", "可", "不过", "因为", "由于", "虽然")
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
    if entry.get("alone"):
        return clause.strip(".!?,~") in words
    return any(word in clause for word in words) or bool(kinds.intersection(entry["kinds"]))


def rewritten(clauses: list[Clause], found: Sequence[Found], bounds: Bounds) -> str:
    """The whole reply as it could be said: with all that was good, with less of it, with none."""
    held = {
        each.clause: answer(each.rule, each.clause.text).suggestion for each in reversed(found)
    }
    instead = "".join(dict.fromkeys(held[clause] for clause in clauses if clause in held))
    kept = sentences([*_kept(clauses, held)])
    for count in range(len(kept), 0, -1):
        text = _opening(
            [clause for sentence in kept[:count] for clause in sentence]
        ) + instead.removeprefix("同时")
        if not faults(cut(text), bounds):
            return text
    return instead.removeprefix("同时")


def _kept(clauses: list[Clause], held: Mapping[Clause, str]) -> Iterator[Clause]:
    """Good sentences whole, and of a bad one the sorry that it begins with: the rest of it would
    hang in the air. What follows is let go, too: it may promise what has just been taken back.
    """
    wanted = _GOOD
    for sentence in sentences(clauses):
        bad = next((n for n, clause in enumerate(sentence) if clause in held), None)
        if bad is not None:
            yield from takewhile(_is_sorry, sentence[:bad])
            wanted = _SORRY
        elif not any(map(_is_bad, sentence)) and any(_kinds(c) & wanted for c in sentence):
            yield from sentence


def _opening(kept: Sequence[Clause]) -> str:
    """The good clauses with their marks; the last one ends a sentence."""
    *others, last = (each.text.translate(_FULL) for each in kept)
    ended = last.rstrip("，、；…~")
    return "".join(others) + (ended if ended.endswith(("。", "？", "！")) else f"{ended}。")


def _is_sorry(clause: Clause) -> bool:
    return bool(_kinds(clause) & _SORRY) and not _is_bad(clause)


def _is_bad(clause: Clause) -> bool:
    turns = clause.text.startswith(_TURNS)
    return turns or learned.margins(places(clause.text))["hold"] > _BAD


def _kinds(clause: Clause) -> set[str]:
    return {kind for token in scan(clause.text) for kind in token.kinds}
