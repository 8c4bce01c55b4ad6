"""The small models learned from the chat corpus: several sums over the same places in one look-up.

A place holds its weight for every head side by side in one integer, 32 bits each, so that one
`sum` adds them all. Weights are shifted by 128 to stay positive; the shift comes off at the end.
"""

import math
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

HEADS = (
    "unhappy",
    "opinion",
    "critical",
    "mixed",
    "物流",
    "品质",
    "服务",
    "专业",
    "价格",
    "环境",
    "售后",
)
TOPIC_HEADS = HEADS[4:]
_BYTES = 4
_SHIFT = 128


@dataclass(frozen=True, slots=True)
class Heads:
    packed: dict[int, int]
    units: tuple[float, ...]

    def margins(self, found: set[int]) -> list[float]:
        """One margin a head, in the order of HEADS."""
        hits = found & self.packed.keys()
        if not hits:
            return [0.0] * len(self.units)
        total = sum(map(self.packed.__getitem__, hits))
        off, norm = _SHIFT * len(hits), 1.0 / math.sqrt(len(found))
        sums = _sums(len(self.units)).unpack(total.to_bytes(_BYTES * len(self.units), "little"))
        return [(s - off) * unit * norm for s, unit in zip(sums, self.units, strict=True)]


@cache
def _sums(width: int) -> struct.Struct:
    return struct.Struct(f"<{width}I")


def quantised(
    weights: Sequence[Mapping[int, float]],
) -> tuple[list[int], bytes, tuple[float, ...]]:
    """(places, one byte a place and head, units): what the model file stores."""
    places = sorted(set().union(*weights))
    units = tuple(max(map(abs, w.values()), default=1.0) / 127 for w in weights)
    codes = bytes(
        round(w.get(place, 0.0) / unit) + _SHIFT
        for place in places
        for w, unit in zip(weights, units, strict=True)
    )
    return places, codes, units


def unpack(places: Sequence[int], codes: bytes, units: tuple[float, ...]) -> Heads:
    width = len(units)
    # one byte of code, three empty bytes: 32 bits a head
    spread = bytearray(len(codes) * _BYTES)
    spread[::_BYTES] = codes
    step, read = width * _BYTES, int.from_bytes
    packed = (read(spread[at : at + step], "little") for at in range(0, len(spread), step))
    return Heads(dict(zip(places, packed, strict=True)), units)
