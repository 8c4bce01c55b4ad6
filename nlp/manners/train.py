"""Learn the weights from labelled replies: `python -m nlp.manners.train FILES…`; deterministic."""

import csv
import hashlib
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from nlp.linear import Example, fit_places
from nlp.manners.clauses import cut, said
from nlp.manners.features import places
from nlp.manners.learned import FILE, HEADS, RULES, save
from nlp.manners.lexicon import load

HOLD_AT = 0.25
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


def read(paths: Iterable[Path]) -> list[Labelled]:
    rows = []
    for path in paths:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows += [
                Labelled(row["text"], frozenset(row["rules"].split()))
                for row in csv.DictReader(file)
            ]
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


def train(paths: Sequence[Path], out: Path = FILE) -> None:
    rows = read(paths)
    told = "\n".join(f"{row.text}\t{' '.join(sorted(row.rules))}" for row in rows)
    about = {
        "hold_at": HOLD_AT,
        "replies": len(rows),
        "data": hashlib.sha256(told.encode()).hexdigest()[:16],
    }
    save(out, fit(rows), about)


if __name__ == "__main__":
    train([Path(name) for name in sys.argv[1:]])
