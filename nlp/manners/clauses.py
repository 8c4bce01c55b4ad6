"""A reply cut into clauses that know where they stood in the text as it was written."""

import re
from itertools import pairwise
from typing import NamedTuple

from nlp.normalise import normalise

_CLAUSE = re.compile(r"[^,，。.!！?？~～;；:：…\n]+[,，。.!！?？~～;；:：…\n]*")
_ENDS = re.compile(r"[。!！?？~～;；…\n]")
_STOP = str.maketrans("。\n", "..")  # sentences stay sentences when they are normalised
_WINDOW = 60


class Clause(NamedTuple):
    start: int  # in the text as it was written
    end: int
    at: int  # in the normalised text
    text: str  # normalised, with its mark
    ends: bool  # a sentence ends here


def cut(original: str) -> list[Clause]:
    clauses: list[Clause] = []
    at = 0
    for found in _CLAUSE.finditer(original):
        words = found[0].rstrip("，,。.!！?？~～;；:：…\n")
        text = normalise(found[0].translate(_STOP))
        if not text:
            continue
        ends = _ENDS.search(found[0], len(words)) is not None
        clauses.append(Clause(found.start(), found.start() + len(words), at, text, ends))
        at += len(text)
    return clauses


def windows(clauses: list[Clause]) -> list[list[Clause]]:
    """A short reply whole; a long one sentence by sentence, each with the one before it."""
    if sum(len(clause.text) for clause in clauses) <= _WINDOW:
        return [clauses]
    found = sentences(clauses)
    return [[*a, *b] for a, b in pairwise(found)] if len(found) > 1 else found


def sentences(clauses: list[Clause]) -> list[list[Clause]]:
    found: list[list[Clause]] = [[]]
    for clause in clauses:
        found[-1].append(clause)
        if clause.ends or sum(len(c.text) for c in found[-1]) > _WINDOW:
            found.append([])
    return [sentence for sentence in found if sentence]


def said(clauses: list[Clause]) -> str:
    return "".join(clause.text for clause in clauses)
