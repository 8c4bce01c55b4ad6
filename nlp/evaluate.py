"""Our reader and SnowNLP side by side on labelled texts: how good, how fast, how large."""

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nlp import data, model, second
from nlp.figures import Figures, Judged, figures
from nlp.reader import Reader


@dataclass(frozen=True, slots=True)
class Side:
    """One reader's figures over all rows and by source, with its cost."""

    name: str
    by_source: dict[str, Figures]  # "全部" holds all rows
    load_seconds: float
    microseconds: float  # CPU for one text, the middle one
    memory_mb: float  # what loading it added to the process


def evaluate(
    paths: Sequence[Path], model_file: Path, *, compare: bool = True, limit: int | None = None
) -> list[Side]:
    """Ours first, then SnowNLP where `compare`; `limit` takes evenly spread rows."""
    rows = data.read_rows(paths)
    if limit and len(rows) > limit:
        rows = rows[:: len(rows) // limit][:limit]
    sides = [_measured("回访", rows, lambda: _ours(model_file))]
    if compare:
        sides.append(_measured("SnowNLP", rows, _snownlp))
    return sides


Judge = Callable[[str], tuple[str, float]]


def _ours(model_file: Path) -> Judge:
    reader = Reader(model.load(model_file))

    def judge(text: str) -> tuple[str, float]:
        reading = reader.read(text)
        return reading.sentiment, reading.p_unhappy

    return judge


def _snownlp() -> Judge:
    second.load()

    def judge(text: str) -> tuple[str, float]:
        p = second.p_unhappy(text)
        p = 0.5 if p is None else p
        return ("unhappy" if p >= 0.5 else "happy"), p

    return judge


def _measured(name: str, rows: Sequence[data.Row], start: Callable[[], Judge]) -> Side:
    before, began = _memory_mb(), time.perf_counter()
    judge = start()
    judge("预热")
    load_seconds, memory = time.perf_counter() - began, _memory_mb() - before
    judged: dict[str, list[Judged]] = {"全部": []}
    costs = []
    for row in rows:
        began_text = time.process_time_ns()
        sentiment, p = judge(row.text)
        costs.append(time.process_time_ns() - began_text)
        found = Judged("unhappy" if row.unhappy else "happy", sentiment, p)
        judged["全部"].append(found)
        judged.setdefault(row.source, []).append(found)
    costs.sort()
    middle = costs[len(costs) // 2] / 1000 if costs else 0.0
    by_source = {source: figures(found) for source, found in judged.items()}
    return Side(name, by_source, load_seconds, middle, memory)


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
