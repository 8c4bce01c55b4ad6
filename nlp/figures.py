"""How good a reader is: accuracy, balance, ranking, calibration, and how often it is unsure."""

from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    label: str  # unhappy, neutral or happy
    sentiment: str
    p_unhappy: float


@dataclass(frozen=True, slots=True)
class Figures:
    count: int
    accuracy: float  # two labels: at p 0.5; with neutral ones: three labels, unsure counts half
    balanced_accuracy: float
    macro_f1: float
    auc: float
    recall_at_90: float  # of unhappy ones, at precision .90
    calibration_error: float
    unsure: float


def figures(judged: Sequence[Judged]) -> Figures:
    three = any(j.label == "neutral" for j in judged)
    called = [
        j.sentiment if three else "unhappy" if j.p_unhappy >= 0.5 else "happy" for j in judged
    ]
    labels = sorted({j.label for j in judged})
    ranked = [(j.p_unhappy, j.label == "unhappy") for j in judged]
    return Figures(
        count=len(judged),
        accuracy=sum(map(_credit, judged, called)) / max(1, len(judged)),
        balanced_accuracy=_mean([_recall(name, judged, called) for name in labels]),
        macro_f1=_mean([_f1(name, judged, called) for name in labels]),
        auc=_auc(ranked),
        recall_at_90=_recall_at(0.9, ranked),
        calibration_error=_calibration_error(ranked),
        unsure=sum(j.sentiment == "unsure" for j in judged) / max(1, len(judged)),
    )


def _credit(judged: Judged, called: str) -> float:
    return 0.5 if called == "unsure" else float(called == judged.label)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / max(1, len(numbers))


def _recall(name: str, judged: Sequence[Judged], called: Sequence[str]) -> float:
    return _mean(
        [float(c == name) for j, c in zip(judged, called, strict=True) if j.label == name]
    )


def _f1(name: str, judged: Sequence[Judged], called: Sequence[str]) -> float:
    hits = sum(j.label == name == c for j, c in zip(judged, called, strict=True))
    meant, said = sum(j.label == name for j in judged), called.count(name)
    return 2 * hits / (meant + said) if hits else 0.0


def _auc(ranked: Sequence[tuple[float, bool]]) -> float:
    """The chance that an unhappy one stands over another one; ties count half."""
    order = sorted(ranked)
    rank_sum, at = 0.0, 0
    while at < len(order):
        end = at
        while end < len(order) and order[end][0] == order[at][0]:
            end += 1
        rank_sum += sum(label for _, label in order[at:end]) * (at + 1 + end) / 2
        at = end
    unhappy = sum(label for _, label in order)
    others = len(order) - unhappy
    if not unhappy or not others:
        return 0.0
    return (rank_sum - unhappy * (unhappy + 1) / 2) / (unhappy * others)


def _recall_at(precision: float, ranked: Sequence[tuple[float, bool]]) -> float:
    unhappy, hits, best = sum(label for _, label in ranked), 0, 0
    for count, (_, label) in enumerate(sorted(ranked, reverse=True), start=1):
        hits += label
        if hits >= precision * count:
            best = hits
    return best / max(1, unhappy)


def _calibration_error(ranked: Sequence[tuple[float, bool]]) -> float:
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for p, label in ranked:
        bins[min(BINS - 1, int(p * BINS))].append((p, label))
    gaps = (abs(sum(p for p, _ in b) - sum(label for _, label in b)) for b in bins)
    return sum(gaps) / max(1, len(ranked))
