"""Everything the rules and the learned weights see in one text; judged in decide."""

import re
from typing import NamedTuple

from nlp import rules, severity
from nlp.features import places
from nlp.heads import Heads
from nlp.model import Weights
from nlp.reading import Severity

_BREAK = re.compile(
    r"[,.!?~…;:()\s]+|但是|但|不过|可是|可惜|然而|只是|(?<=[^也])就是|却|唯一|美中不足|虽然|倒是"
)
_MOST_CLAUSES = 8
_LETTER = 1200
"""Of a longer text two thirds of this from its beginning and a third from its end are weighed."""
CHAT_SHARE = 0.7
_LONGEST = 80
"""A longer text is a letter: its clauses say little more than its whole, and cost time."""


class Clause(NamedTuple):
    text: str
    lean: float  # above 0: unhappy
    heads: list[float]


class Look(NamedTuple):
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
    grave = severity.gravity(text)  # a grave word may stand anywhere in a letter
    if len(text) > _LETTER:
        text = f"{text[: _LETTER * 2 // 3]} {text[-_LETTER // 3 :]}"
    found = places(text)
    margin, said = weights.margin(found), heads.margins(found)
    whole = Clause(text, margin + CHAT_SHARE * said[0], said)
    clauses = _clauses(text, weights, heads) or [whole]
    leans = [c.lean for c in clauses]
    return Look(text, margin, said, rules.signs(text), grave, clauses, max(leans), min(leans))


def _clauses(text: str, weights: Weights, heads: Heads) -> list[Clause]:
    if len(text) > _LONGEST:
        return []
    pieces = [p for p in _BREAK.split(text) if len(p) > 1]
    if not 1 < len(pieces) <= _MOST_CLAUSES:
        return []
    return [_clause(piece, weights, heads) for piece in pieces]


def _clause(text: str, weights: Weights, heads: Heads) -> Clause:
    found = places(text)
    said = heads.margins(found)
    return Clause(text, weights.margin(found) + CHAT_SHARE * said[0], said)
