"""The small models learned from the chat corpus: several sums over the same places in one look-up.

A place holds its weight for every head side by side in one integer, 16 bits each, so that one
`sum` adds them all. Weights are shifted by 128 to stay positive; the shift comes off at the end.
"""

import math
import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import chain
from operator import add

HEADS = (
    "unhappy",
    "opinion",
    "critical",
    "mixed",
    "complaint",
    "物流",
    "品质",
    "服务",
    "专业",
    "价格",
    "环境",
    "售后",
    "其他",
)
"""unhappy: of opinions alone; complaint: of all texts, so that trouble in a question is none."""
TOPIC_HEADS = HEADS[5:]
_BYTES = 2
_SHIFT = 128
_NONE: set[int] = set()
_MOST = 256
"""So many places fit into one sum: 256 times 255 is under 2**16."""


@dataclass(frozen=True, slots=True)
class Heads:
    packed: dict[int, int]
    units: tuple[float, ...]

    def margins(self, found: set[int], kinds: set[int] = _NONE) -> list[float]:
        """One margin a head, in the order of HEADS; of a text's n-grams and of its word kinds."""
        hits = list(filter(None, map(self.packed.get, chain(found, kinds))))
        if not hits:
            return [0.0] * len(self.units)
        read, size = _sums(len(self.units)), _BYTES * len(self.units)
        sums: Iterable[int] = read(sum(hits[:_MOST]).to_bytes(size, "little"))
        for at in range(_MOST, len(hits), _MOST):
            more = read(sum(hits[at : at + _MOST]).to_bytes(size, "little"))
            sums = list(map(add, sums, more))
        off, norm = _SHIFT * len(hits), 1.0 / math.sqrt(len(found) + len(kinds))
        return [(s - off) * unit * norm for s, unit in zip(sums, self.units, strict=True)]


@cache
def _sums(width: int) -> Callable[[bytes], tuple[int, ...]]:
    return struct.Struct(f"<{width}H").unpack


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
    # one byte of code, one empty byte: 16 bits a head
    spread = bytearray(len(codes) * _BYTES)
    spread[::_BYTES] = codes
    rows = (row for (row,) in struct.iter_unpack(f"{width * _BYTES}s", spread))
    packed = map(partial(int.from_bytes, byteorder="little"), rows)
    return Heads(dict(zip(places, packed, strict=True)), units)
