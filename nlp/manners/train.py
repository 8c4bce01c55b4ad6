"""Learn the weights from labelled replies: `python -m nlp.manners.train FILES…`; deterministic.

The formula that judges a whole reply is fitted on files that its weights have not seen.
"""

import csv
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from nlp.heads import quantised
from nlp.linear import Example, fit_dense, fit_places
from nlp.manners import judging
from nlp.manners.clauses import cut, said
from nlp.manners.features import places
from nlp.manners.learned import FILE, HEADS, RULES, heard_by, save
from nlp.manners.lexicon import load

_FIFTHS = 5
_COST, _EPOCHS = 12.0, 25
_MIXED, _COURTEOUS = 1500, 1000  # replies put together of others
_ENDS = "，。,.!！?？~"
_SEEN = 2  # what stands in one reply only is the hand of one author


class Labelled(NamedTuple):
    text: str
    rules: frozenset[str]

    @property
    def is_learned(self) -> bool:
        """A figure that is too high is found by counting, not by weights."""
        return bool(self.rules - {"promise"})


def _labelled(paths: Iterable[Path]) -> list[Labelled]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += [
                Labelled(row["text"], frozenset(row["rules"].split()))
                for row in csv.DictReader(file)
            ]
    return rows


def read(paths: Iterable[Path]) -> list[Labelled]:
    """What is learned from: the files, and what the check itself suggests."""
    rows = _labelled(paths)
    suggested = (entry["suggestion"] for each in load()["answers"].values() for entry in each)
    return list(dict.fromkeys([*rows, *(Labelled(text, frozenset()) for text in suggested)]))


def courteous(rows: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """The same replies among courtesies, which make nothing better or worse."""
    said = load()["courtesies"]
    made = []
    for row in chance.choices(
        [row for row in rows if not row.rules or row.is_learned], k=_COURTEOUS
    ):
        before, after = chance.choice(said["before"]), chance.choice(said["after"])
        before, after = chance.choice(((before, ""), ("", after), (before, after)))
        made.append(Labelled(f"{before}{row.text.rstrip(_ENDS)}{after}", row.rules))
    return made


def mixed(rows: Sequence[Labelled], chance: random.Random) -> list[Labelled]:
    """Replies of several sentences: one that would hurt is not outweighed by good ones."""
    fine = [row for row in rows if not row.rules]
    bad = [row for row in rows if row.is_learned]
    made = []
    for number in range(_MIXED):
        parts = chance.choices(fine, k=chance.choice((1, 1, 2)))
        parts.append(chance.choice(bad if number % 2 else fine))
        chance.shuffle(parts)
        text = "。".join(part.text.rstrip(_ENDS) for part in parts)
        made.append(Labelled(text, frozenset().union(*(part.rules for part in parts))))
    return made


def fit(rows: Sequence[Labelled]) -> list[dict[int, float]]:
    """The weights of each head, in the order of HEADS."""
    seen = Counter(place for row in rows for place in places(said(cut(row.text))))
    chance = random.Random(20261122)
    single = [*rows, *courteous(rows, chance)]
    plain, rows = len(single), [*single, *mixed(rows, chance)]
    found = (places(said(cut(row.text))) for row in rows)
    kept = [sorted(place for place in each if seen[place] >= _SEEN) for each in found]
    heads = []
    for head in HEADS:
        count = plain if head == "hold" else len(rows)
        examples = [
            Example(each, head in row.rules if head in RULES else row.is_learned)
            for each, row in zip(kept[:count], rows[:count], strict=True)
        ]
        heads.append(fit_places(examples, cost=_COST, epochs=_EPOCHS))
    return heads


def formula(paths: Sequence[Path]) -> list[float]:
    """How what the weights hear becomes a judgement; by file, since a hand's lines are alike."""
    fifths = [paths[n::_FIFTHS] for n in range(_FIFTHS)]
    with ProcessPoolExecutor() as pool:
        parts = [pool.submit(_unseen, paths, fifth) for fifth in fifths if fifth]
        judged = [each for part in parts for each in part.result()]
    rows, labels = zip(*judged, strict=True)
    return fit_dense(rows, labels, [1.0] * len(rows))


def _unseen(paths: Sequence[Path], fifth: Sequence[Path]) -> list[tuple[list[float], bool]]:
    """The rows of some files, by weights that were learned from the others."""
    hearing = heard_by(*quantised(fit(read([path for path in paths if path not in fifth]))))

    def weigh(found: set[int]) -> dict[str, float]:
        return dict(zip(HEADS, hearing.margins(found), strict=True))

    replies = [(cut(row.text), row) for row in _labelled(fifth)]
    return [
        (judging.row(judging.heard(clauses, weigh)), row.is_learned)
        for clauses, row in replies
        if clauses and (row.is_learned or not row.rules)
    ]


def train(paths: Sequence[Path], out: Path = FILE) -> None:
    rows = read(paths)
    told = "\n".join(f"{row.text}\t{' '.join(sorted(row.rules))}" for row in rows)
    about = {
        "formula": [round(weight, 6) for weight in formula(paths)],
        "replies": len(rows),
        "data": hashlib.sha256(told.encode()).hexdigest()[:16],
    }
    save(out, fit(rows), about)


if __name__ == "__main__":
    train([Path(name) for name in sys.argv[1:]])
