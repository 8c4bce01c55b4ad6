"""A reply cut into clauses that know where they stood in the text as it was written."""

import re
from itertools import pairwise
from typing import NamedTuple

from nlp.normalise import normalise

_CLAUSE = re.compile(r"[^,，。.!！?？~～;；:：…\n]+[,，。.!！?？~～;；:：…\n]*")
_ENDS = re.compile(r"[。!！?？~～;；…\n]")
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
        text = normalise(found[0]).replace("\n", " ")
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
    sentences: list[list[Clause]] = [[]]
    for clause in clauses:
        sentences[-1].append(clause)
        if clause.ends or sum(len(c.text) for c in sentences[-1]) > _WINDOW:
            sentences.append([])
    sentences = [sentence for sentence in sentences if sentence]
    if len(sentences) == 1:
        return sentences
    return [[*a, *b] for a, b in pairwise(sentences)]


def said(clauses: list[Clause]) -> str:
    return "".join(clause.text for clause in clauses)
