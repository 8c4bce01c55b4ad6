"""The weights learned from labelled replies: one margin for holding, one for each rule."""

import json
import struct
import zlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nlp.heads import quantised
from nlp.hearing import Hearing

HEADS = ("hold", "several", "adversative", "accusing", "refusal", "blame")
"""hold: of one sentence; several: of a reply that has more; the others name the rule."""
RULES = HEADS[2:]
_NO_REVIEWS = bytes(512)
_FAINT = 3 / 127  # of the loudest place of a head
FILE = Path(__file__).with_name("model.bin")


class Learned(NamedTuple):
    hearing: Hearing
    formula: tuple[float, ...]  # of judging.py
    about: dict[str, Any]


def save(path: Path, weights: Sequence[Mapping[int, float]], about: Mapping[str, Any]) -> None:
    """`about` holds the formula, and what is told of the data. Faint places are left out: half of
    the file, and the same figures.
    """
    loudest = [max(map(abs, head.values()), default=1.0) for head in weights]
    heads = list(zip(weights, loudest, strict=True))
    kept = {
        place
        for place in set().union(*weights)
        if any(abs(head.get(place, 0.0)) >= _FAINT * loud for head, loud in heads)
    }
    places, codes, units = quantised([{p: w for p, w in h.items() if p in kept} for h in weights])
    head = json.dumps({**about, "units": units}, ensure_ascii=False, sort_keys=True)
    blocks = [zlib.compress(block, 9) for block in (head.encode(), places, codes)]
    path.write_bytes(struct.pack("<3I", *map(len, blocks)) + b"".join(blocks))


@cache
def load(path: Path = FILE) -> Learned:
    raw, at = path.read_bytes(), 12
    blocks = []
    for length in struct.unpack_from("<3I", raw):
        blocks.append(zlib.decompress(raw[at : at + length]))
        at += length
    about = json.loads(blocks[0])
    hearing = heard_by(blocks[1], blocks[2], tuple(about.pop("units")))
    return Learned(hearing, tuple(about.pop("formula")), about)


def heard_by(places: bytes, codes: bytes, units: tuple[float, ...]) -> Hearing:
    return Hearing(b"", _NO_REVIEWS, 1.0, places, codes, units)


def margins(places: set[int]) -> dict[str, float]:
    return dict(zip(HEADS, load().hearing.margins(places), strict=True))
