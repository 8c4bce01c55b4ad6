"""Moving the calibration to a shop's own replies: the intercept only, held back by a N(0,1) prior.

A free refit of both Platt numbers hurts below about 50 replies; this helps from 10 to 20 on
and hurts nowhere. The caller asks for consent: these are customers' words.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp import model
from nlp.data import is_held_back
from nlp.figures import Figures, Judged, figures
from nlp.linear import sigmoid
from nlp.normalise import normalise
from nlp.reader import Reader

FEWEST = 10


class TooFew(ValueError):
    """Fewer corrected replies than the calibration needs."""


@dataclass(frozen=True, slots=True)
class Corrected:
    text: str
    unhappy: bool  # what staff say it is


@dataclass(frozen=True, slots=True)
class Calibrated:
    count: int
    held_back: int
    shift: float
    before: Figures | None  # of the held-back replies; None where there are none
    after: Figures | None


def calibrate(replies: Sequence[Corrected], source: Path, target: Path) -> Calibrated:
    """Learn the shift from four fifths or so, show it on the rest, and write the moved model."""
    if len(replies) < FEWEST:
        raise TooFew(f"需要至少 {FEWEST} 条纠正过的回复, 现在只有 {len(replies)} 条")
    held = [r for r in replies if is_held_back(normalise(r.text))]
    kept = [r for r in replies if not is_held_back(normalise(r.text))]
    old = Reader(model.load(source))
    shift = old.model.shift + _fit([(_logit(old, r.text), r.unhappy) for r in kept])
    note = {"replies": len(replies), "held_back": len(held), "shift": shift}
    model.with_shift(source, target, shift, note)
    new = Reader(model.load(target))
    return Calibrated(len(replies), len(held), shift, _figures(old, held), _figures(new, held))


def _logit(reader: Reader, text: str) -> float:
    p = min(1 - 1e-6, max(1e-6, reader.read(normalise(text)).p_unhappy))
    return math.log(p / (1 - p))


def _fit(points: Sequence[tuple[float, bool]]) -> float:
    """The shift that makes the labels likeliest, under a N(0,1) prior (Newton's method)."""
    shift = 0.0
    for _ in range(50):
        chances = [sigmoid(x + shift) for x, _ in points]
        pull = sum(y - p for p, (_, y) in zip(chances, points, strict=True)) - shift
        bend = sum(p * (1 - p) for p in chances) + 1.0
        shift += pull / bend
        if abs(pull / bend) < 1e-9:
            break
    return shift


def _figures(reader: Reader, replies: Sequence[Corrected]) -> Figures | None:
    if not replies:
        return None
    judged = []
    for reply in replies:
        reading = reader.read(normalise(reply.text))
        label = "unhappy" if reply.unhappy else "happy"
        judged.append(Judged(label, reading.sentiment, reading.p_unhappy))
    return figures(judged)
