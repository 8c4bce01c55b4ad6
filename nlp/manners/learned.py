"""The weights learned from labelled replies: one margin for holding, one for each rule."""

import json
import struct
import zlib
from array import array
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from nlp.heads import Heads, quantised, unpack

HEADS = ("hold", "several", "adversative", "accusing", "refusal", "blame")
"""hold: of one sentence; several: of a reply that has more; the others name the rule."""
RULES = HEADS[2:]
FILE = Path(__file__).with_name("model.bin")


class Learned(NamedTuple):
    heads: Heads
    hold_at: float
    about: dict[str, Any]


def save(path: Path, weights: Sequence[Mapping[int, float]], about: Mapping[str, Any]) -> None:
    places, codes, units = quantised(weights)
    head = json.dumps({**about, "units": units}, ensure_ascii=False, sort_keys=True)
    blocks = [zlib.compress(b, 9) for b in (head.encode(), array("I", places).tobytes(), codes)]
    path.write_bytes(struct.pack("<3I", *map(len, blocks)) + b"".join(blocks))


@cache
def load(path: Path = FILE) -> Learned:
    raw, at = path.read_bytes(), 12
    blocks = []
    for length in struct.unpack_from("<3I", raw):
        blocks.append(zlib.decompress(raw[at : at + length]))
        at += length
    about = json.loads(blocks[0])
    places = array("I", blocks[1])
    return Learned(unpack(places, blocks[2], tuple(about.pop("units"))), about["hold_at"], about)


def margins(places: set[int]) -> dict[str, float]:
    heads = load().heads
    return dict(zip(HEADS, heads.margins(heads.look_up(places)), strict=True))
