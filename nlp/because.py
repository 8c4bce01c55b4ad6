"""Why a text was read as it was: up to three words with their weight."""

from nlp import rules
from nlp.features import grams
from nlp.model import Model
from nlp.reading import Reason

MOST = 3
_LEAST = 0.15
_LONGEST = 160


def because(text: str, model: Model) -> tuple[Reason, ...]:
    """The words of a normalised text that weigh most, strongest first; none where none does."""
    text = text[:_LONGEST]
    weight = _by_character(text, model)
    words = list(_words(text, weight))
    words.sort(key=lambda reason: -abs(reason.weight))
    found: dict[str, Reason] = {}
    for reason in words:
        if abs(reason.weight) >= _LEAST:
            found.setdefault(reason.word, reason)
    return tuple(found.values())[:MOST]


def _by_character(text: str, model: Model) -> list[float]:
    """Each n-gram's share, spread evenly over its characters."""
    table, unit = model.weights.table, model.weights.unit
    share = [0.0] * len(text)
    pieces = list(grams(text))
    norm = len({place for _, _, place in pieces}) ** -0.5 if pieces else 0.0
    for start, end, place in pieces:
        part = table[place] * unit * norm / max(1, end - start)
        for at in range(max(0, start), min(len(text), end)):
            share[at] += part
    return share


def _words(text: str, weight: list[float]) -> list[Reason]:
    """Known words first; what lies between them is cut where the sign changes."""
    reasons, taken = [], [False] * len(text)
    for start, end, value in rules.opinion_words(text):
        total = sum(weight[start:end]) - 0.25 * value
        reasons.append(Reason(text[start:end], round(total, 3)))
        taken[start:end] = [True] * (end - start)
    at = 0
    while at < len(text):
        end = at
        while end < len(text) and _runs_on(text, weight, taken, at, end):
            end += 1
        if end - at >= 2:
            reasons.append(Reason(text[at:end], round(sum(weight[at:end]), 3)))
        at = max(end, at + 1)
    return reasons


def _runs_on(text: str, weight: list[float], taken: list[bool], at: int, end: int) -> bool:
    same_side = (weight[end] > 0) == (weight[at] > 0) and abs(weight[end]) > 0.02
    return not taken[end] and text[end].isalnum() and same_side and end - at < 4
