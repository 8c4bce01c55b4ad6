"""Everything the rules and the learned weights see in one text; judged in decide."""

import re
from typing import NamedTuple

from nlp import rules, severity
from nlp.hearing import Hearing
from nlp.patterns import grams
from nlp.reading import Severity
from nlp.words import Words, find, kinds

_BREAK = re.compile(
    r"[,.!?~…;:()\s]+|但是|但|不过|可是|可惜|然而|只是|(?<=[^也])就是|却|唯一|美中不足|虽然|倒是"
)
_MOST_CLAUSES = 8
_NUMBER = re.compile(r"\d{7,}")
_LETTER = 1200
"""Of a longer text two thirds of this from its beginning and a third from its end are weighed."""
CHAT_SHARE = 0.5
"""How much the heads say of a clause's lean, beside the weights learned from reviews."""
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
    sure: bool  # grave by a pattern that needs no second opinion
    clauses: list[Clause]
    worst: float  # the unhappiest clause
    best: float  # the happiest clause


def look(text: str, hearing: Hearing) -> Look:
    """The look at a normalised, non-empty text."""
    text = _NUMBER.sub(_unread, text)
    held = grams(text)
    grave, harm, sure = severity.found(text, held)  # a grave word may stand anywhere in a letter
    if len(text) > _LETTER:
        text = f"{text[: _LETTER * 2 // 3]} {text[-_LETTER // 3 :]}"
    words, spans = find(text), _spans(text)
    (margin, margins), *heard = hearing.hear(text, kinds(words), spans)
    clauses = [
        Clause(start, end, _lean(*said), said[1])
        for (start, end), said in zip(spans, heard, strict=True)
    ] or [Clause(0, len(text), _lean(margin, margins), margins)]
    leans = [c.lean for c in clauses]
    signs = rules.signs(text, words, held)
    return Look(
        text, margin, margins, words, signs, grave, harm, sure, clauses, max(leans), min(leans)
    )


def _unread(found: "re.Match[str]") -> str:
    """A telephone number says nothing, though a part of it may look like 12345."""
    return "0" * len(found[0])


def _lean(margin: float, heads: list[float]) -> float:
    return margin + CHAT_SHARE * (heads[0] - heads[2])


def _spans(text: str) -> list[tuple[int, int]]:
    """Where the clauses stand; none where there is only one, or too many."""
    if len(text) > _LONGEST:
        return []
    spans, at = [], 0
    for found in _BREAK.finditer(text):
        if found.start() - at > 1:
            spans.append((at, found.start()))
        at = found.end()
    if len(text) - at > 1:
        spans.append((at, len(text)))
    return spans if 1 < len(spans) <= _MOST_CLAUSES else []
