"""The small models learned from the chat corpus, each against all others, and how they are stored.

So trouble in a question or in praise is no complaint.
"""

from array import array
from collections.abc import Mapping, Sequence

HEADS = (
    "unhappy",
    "neutral",
    "happy",
    "critical",
    "mixed",
    "review",
    "物流",
    "品质",
    "服务",
    "专业",
    "价格",
    "环境",
    "售后",
    "其他",
)
SENTIMENTS = HEADS[:3]
TOPIC_HEADS = HEADS[HEADS.index("review") + 1 :]
SHIFT = 128
"""A weight of 0 is stored as this, so that a byte never needs a sign."""

Quantised = tuple[bytes, bytes, tuple[float, ...]]
"""The places, 32 bits each; a byte a place and head; what a step of each head's byte is worth."""


def quantised(weights: Sequence[Mapping[int, float]], steps: int = 127) -> Quantised:
    """In so many steps from nothing to the largest weight of a head."""
    places = sorted(set().union(*weights))
    units = tuple(max(map(abs, w.values()), default=1.0) / steps for w in weights)
    codes = bytes(
        round(w.get(place, 0.0) / unit) + SHIFT
        for place in places
        for w, unit in zip(weights, units, strict=True)
    )
    return array("I", places).tobytes(), codes, units
