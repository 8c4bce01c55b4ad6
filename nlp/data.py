"""Labelled texts from CSV files: label (0 unhappy, 1 happy), text, source, category."""

import csv
import gzip
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from nlp.normalise import normalise


class BadData(ValueError):
    """A file that cannot be learned from; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Row:
    text: str  # normalised
    unhappy: bool
    source: str
    category: str


def read_rows(paths: Iterable[Path]) -> list[Row]:
    return [row for path in paths for row in _rows(path)]


def _open(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _rows(path: Path) -> Iterator[Row]:
    with _open(path) as file:
        reader = csv.DictReader(file)
        missing = {"label", "text"} - set(reader.fieldnames or ())
        if missing:
            raise BadData(f"{path.name}: 缺少列 {', '.join(sorted(missing))}")
        for number, line in enumerate(reader, start=2):
            label = (line["label"] or "").strip()
            if label not in ("0", "1"):
                raise BadData(f"{path.name} 第 {number} 行: label 应为 0 或 1, 不是 {label!r}")
            if text := normalise(line["text"] or ""):
                source, category = line.get("source") or "-", line.get("category") or "-"
                yield Row(text, label == "0", source, category)


def digest(rows: Sequence[Row]) -> str:
    """One hash for the data that a model was made from."""
    total = hashlib.sha256()
    for row in rows:
        total.update(f"{row.unhappy:d}\t{row.text}\n".encode())
    return total.hexdigest()[:16]


def is_held_back(text: str) -> bool:
    """A tenth of all texts, chosen by the text alone, so that doubles fall on one side."""
    return hashlib.blake2b(_core(text), digest_size=2).digest()[0] % 10 == 0


def leaks(train: Iterable[Row], test: Iterable[Row]) -> list[str]:
    """Texts of the test that stand in the training data, spacing and marks aside."""
    known = {_core(row.text) for row in train}
    return [row.text for row in test if _core(row.text) in known]


def _core(text: str) -> bytes:
    return "".join(filter(str.isalnum, text)).encode() or text.encode()


def balance(rows: Sequence[Row], power: float = 0.3) -> list[float]:
    """Weights that soften an imbalance of labels inside a category.

    Without it a category with complaints only teaches that its nouns are bad.
    """
    totals = Counter((r.source, r.category) for r in rows)
    parts = Counter((r.source, r.category, r.unhappy) for r in rows)
    weights = []
    for row in rows:
        part = parts[row.source, row.category, row.unhappy]
        ratio = totals[row.source, row.category] / (2 * part)
        weights.append(min(4.0, max(0.25, ratio**power)))
    return weights
