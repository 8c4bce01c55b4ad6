"""Why a text was read as it was: up to three words with their weight.

Rule: what is shown can be read by itself. Where no word of the lists speaks, a short clause does,
and what was matched as grave; a run of characters that is no word says nothing to anybody.
"""

import re
from collections.abc import Iterable

from nlp import rules, severity
from nlp.features import grams
from nlp.heads import HEADS
from nlp.hearing import Hearing
from nlp.model import Model
from nlp.reading import Reason

MOST = 3
_LEAST = 0.15
_LONGEST = 160
_CLAUSE = re.compile(r"[^\W_]+")
_SHORT = range(2, 10)  # characters that one takes in at a glance
_GRAVE = 1.0
_WHOLE = range(3)  # parts: characters, pairs, threes
_RAISED = 0.5  # how much the heads say beside the weights learned from reviews


def because(text: str, model: Model) -> tuple[Reason, ...]:
    """The words of a normalised text that weigh most, strongest first; none where none does."""
    text = text[:_LONGEST]
    found: dict[str, Reason] = {}
    for reason in sorted(_reasons(text, model), key=lambda reason: -abs(reason.weight)):
        if abs(reason.weight) >= _LEAST and not _is_said(reason.word, found):
            found[reason.word] = reason
    return tuple(found.values())[:MOST]


def _reasons(text: str, model: Model) -> list[Reason]:
    weight = _by_character(text, model)
    reasons = [Reason(_last(text[start:end]), _GRAVE) for start, end in severity.spans(text)]
    taken = [False] * len(text)
    for start, end, value in rules.opinion_words(text):
        total = sum(weight[start:end]) - 0.25 * value
        reasons.append(Reason(text[start:end], round(total, 3)))
        taken[start:end] = [value < 0] * (end - start)
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        if end - start in _SHORT and not any(taken[start:end]):
            reasons.append(Reason(clause[0], round(sum(weight[start:end]), 3)))
    return reasons


def _is_said(word: str, found: Iterable[str]) -> bool:
    return any(word in said or said in word for said in found)


def _last(matched: str) -> str:
    """What was matched across a mark, from the mark on."""
    return _CLAUSE.findall(matched)[-1] if _CLAUSE.search(matched) else matched


def _by_character(text: str, model: Model) -> list[float]:
    """Each n-gram's share, spread evenly over its characters; what has a gap is no word."""
    share = [0.0] * len(text)
    pieces = list(grams(text, _WHOLE))
    norm = len({place for _, _, place in pieces}) ** -0.5 if pieces else 0.0
    for start, end, place in pieces:
        part = _said(model.hearing, place) * norm / max(1, end - start)
        for at in range(max(0, start), min(len(text), end)):
            share[at] += part
    return share


def _said(hearing: Hearing, place: int) -> float:
    heads = hearing.margins([place])
    lean = heads[HEADS.index("unhappy")] - heads[HEADS.index("happy")]
    return hearing.weight(place) + _RAISED * lean
