"""The small models learned from the chat corpus: several sums over the same places in one look-up.

A place holds its weight for every head side by side in one integer, 16 bits each, so that one
`sum` adds them all. Weights are shifted by 128 to stay positive; the shift comes off at the end.
"""

import struct
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import repeat

HEADS = (
    "unhappy",
    "neutral",
    "happy",
    "critical",
    "mixed",
    "物流",
    "品质",
    "服务",
    "专业",
    "价格",
    "环境",
    "售后",
    "其他",
)
"""Each against all others: so trouble in a question or in praise is no complaint."""
TOPIC_HEADS = HEADS[5:]
_BYTES = 2
_SHIFT = 128
_NEVER = repeat(0)
_ONE_HEAD = (1 << 8 * _BYTES) - 1
_HAPPY = 8 * _BYTES * HEADS.index("happy")
_MOST = 256
"""So many places fit into one sum: 256 times 255 is under 2**16."""


@dataclass(frozen=True, slots=True)
class Heads:
    packed: dict[int, int]  # the last 16 bits count one: so many places were known
    units: tuple[float, ...]

    def look_up(self, found: Iterable[int]) -> list[int]:
        """What each place says, packed; 0 where nothing was learned of it."""
        return [*map(self.packed.get, found, _NEVER)]

    def margins(self, hits: list[int]) -> list[float]:
        """One margin a head, in the order of HEADS, of what was looked up."""
        *sums, count = self._sums(hits)
        off, norm = _SHIFT * count, len(hits) ** -0.5 if hits else 0.0
        return [(s - off) * unit * norm for s, unit in zip(sums, self.units, strict=True)]

    def lean(self, place: int) -> float:
        """What one place says for unhappy and against happy; for explanations."""
        said = self.packed.get(place)
        if said is None:
            return 0.0
        unhappy, happy = (said & _ONE_HEAD) - _SHIFT, (said >> _HAPPY & _ONE_HEAD) - _SHIFT
        return unhappy * self.units[0] - happy * self.units[2]

    def _sums(self, hits: list[int]) -> Sequence[int]:
        size = _BYTES * (len(self.units) + 1)
        read = _numbers(len(self.units) + 1)
        if len(hits) <= _MOST:
            return read(sum(hits).to_bytes(size, "little"))
        parts = (hits[at : at + _MOST] for at in range(0, len(hits), _MOST))
        sums = (read(sum(part).to_bytes(size, "little")) for part in parts)
        return [*map(sum, zip(*sums, strict=True))]


@cache
def _numbers(width: int) -> Callable[[bytes], tuple[int, ...]]:
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
    # one byte of code, one empty byte: 16 bits a head; above them a one to count the hits
    spread = bytearray(len(codes) * _BYTES)
    spread[::_BYTES] = codes
    rows = (row for (row,) in struct.iter_unpack(f"{width * _BYTES}s", spread))
    one = 1 << (8 * _BYTES * width)
    packed = (one + int.from_bytes(row, "little") for row in rows)
    return Heads(dict(zip(places, packed, strict=True)), units)
