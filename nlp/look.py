"""Everything the rules and the learned weights see in one text; judged in decide."""

import re
from dataclasses import dataclass

from nlp import rules, severity
from nlp.features import places
from nlp.heads import Heads
from nlp.model import Weights
from nlp.reading import Severity

_BREAK = re.compile(
    r"[,.!?~…;:()\s]+|但是|但|不过|可是|可惜|然而|只是|(?<=[^也])就是|却|唯一|美中不足|虽然|倒是"
)
_MOST_CLAUSES = 8
_LONGEST = 160
"""A longer text is a letter: its clauses say little more than its whole, and cost time."""


@dataclass(frozen=True, slots=True)
class Clause:
    text: str
    lean: float  # above 0: unhappy
    found: set[int]


@dataclass(frozen=True, slots=True)
class Look:
    text: str
    margin: float  # of the weights learned from reviews; above 0: unhappy
    heads: list[float]  # in the order of HEADS
    signs: rules.Signs
    grave: Severity
    clauses: list[Clause]
    worst: float  # the unhappiest clause
    best: float  # the happiest clause


def look(text: str, weights: Weights, heads: Heads) -> Look:
    """The look at a normalised, non-empty text."""
    found = places(text)
    margin, said = weights.margin(found), heads.margins(found)
    whole = Clause(text, margin + 0.7 * said[0], found)
    clauses = _clauses(text, weights, heads) or [whole]
    leans = [c.lean for c in clauses]
    return Look(
        text, margin, said, rules.signs(text), severity.gravity(text), clauses,
        max(leans), min(leans),
    )  # fmt: skip


def _clauses(text: str, weights: Weights, heads: Heads) -> list[Clause]:
    if len(text) > _LONGEST:
        return []
    pieces = [p for p in _BREAK.split(text) if len(p) > 1]
    if not 1 < len(pieces) <= _MOST_CLAUSES:
        return []
    found = [places(piece) for piece in pieces]
    return [
        Clause(p, weights.margin(f) + 0.7 * heads.margins(f)[0], f)
        for p, f in zip(pieces, found, strict=True)
    ]
