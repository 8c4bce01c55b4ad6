"""Everything the rules and the learned weights see in one text; judged in decide."""

import re
from typing import NamedTuple

from nlp import rules, severity
from nlp.features import places, shape
from nlp.heads import Heads
from nlp.model import Weights
from nlp.reading import Severity
from nlp.words import Words, find, tokens

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
    start: int
    end: int
    lean: float  # above 0: unhappy
    heads: list[float]


class Look(NamedTuple):
    text: str
    margin: float  # of the weights learned from reviews; above 0: unhappy
    heads: list[float]  # in the order of HEADS
    words: Words
    signs: rules.Signs
    grave: Severity
    harm: bool
    clauses: list[Clause]
    worst: float  # the unhappiest clause
    best: float  # the happiest clause


def look(text: str, weights: Weights, heads: Heads) -> Look:
    """The look at a normalised, non-empty text."""
    grave, harm = severity.found(text)  # a grave word may stand anywhere in a letter
    if len(text) > _LETTER:
        text = f"{text[: _LETTER * 2 // 3]} {text[-_LETTER // 3 :]}"
    found, words = places(text), find(text)
    margin, said = weights.margin(found), heads.margins(found, shape(tokens(words)))
    clauses = _clauses(text, words, weights, heads)
    if not clauses:
        clauses = [Clause(0, len(text), margin + CHAT_SHARE * said[0], said)]
    leans = [c.lean for c in clauses]
    signs = rules.signs(text, words)
    return Look(text, margin, said, words, signs, grave, harm, clauses, max(leans), min(leans))


def _clauses(text: str, words: Words, weights: Weights, heads: Heads) -> list[Clause]:
    if len(text) > _LONGEST:
        return []
    spans, at = [], 0
    for found in _BREAK.finditer(text):
        if found.start() - at > 1:
            spans.append((at, found.start()))
        at = found.end()
    if len(text) - at > 1:
        spans.append((at, len(text)))
    if not 1 < len(spans) <= _MOST_CLAUSES:
        return []
    return [_clause(text, words, start, end, weights, heads) for start, end in spans]


def _clause(
    text: str, words: Words, start: int, end: int, weights: Weights, heads: Heads
) -> Clause:
    found = places(text[start:end])
    said = heads.margins(found, shape(tokens(words, start, end)))
    return Clause(start, end, weights.margin(found) + CHAT_SHARE * said[0], said)
