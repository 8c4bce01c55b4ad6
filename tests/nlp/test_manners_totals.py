"""Totals on staff replies by hands that did not write the checker; no row is ever printed.

`tests/lint/replies.csv` was never looked at while the checker grew, and its totals twenty times;
`fourteenth.csv`, `twentyfourth.csv` and `twentyfifth.csv` are by hands it never learned from;
`development.csv` was read row by row.
`PYTHONPATH=. python tests/nlp/test_manners_totals.py FILE` prints the totals of one file.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import pytest

from nlp.manners import check

FOLDER = Path(__file__).parent.parent / "lint"
FLOORS = {  # what holds, with a margin; docs/REPLIES.md has the figures themselves
    "development": {"precision": 0.93, "recall": 0.92},
    "replies": {"precision": 0.92, "recall": 0.85},
    "fourteenth": {"precision": 0.93, "recall": 0.93},
    "twentyfourth": {"precision": 0.93, "recall": 0.93},
    "twentyfifth": {"precision": 0.93, "recall": 0.93},
}


def totals(name: str) -> dict[str, float]:
    """Precision and recall of holding, and of each rule."""
    hits, said, meant = Counter[str](), Counter[str](), Counter[str]()
    with (FOLDER / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            done = check(row["text"])
            named = {finding.rule for finding in done.findings} | {done.verdict}
            labels = {*row["rules"].split(), row["verdict"]}
            said.update(named)
            meant.update(labels)
            hits.update(named & labels)
    figures = {"precision": hits["hold"] / said["hold"], "recall": hits["hold"] / meant["hold"]}
    for rule in sorted(meant.keys() - {"hold", "pass"}):
        figures[f"{rule}: precision"] = hits[rule] / max(1, said[rule])
        figures[f"{rule}: recall"] = hits[rule] / meant[rule]
    return figures


@pytest.mark.parametrize("name", FLOORS)
def test_what_is_held(name: str) -> None:
    found = totals(name)

    assert found["precision"] >= FLOORS[name]["precision"]
    assert found["recall"] >= FLOORS[name]["recall"]


if __name__ == "__main__":
    for file in sys.argv[1:]:
        for figure, value in totals(file).items():
            print(f"{file}  {figure:24} {value:.3f}")  # noqa: T201
