"""The parameters of one call, read as leniently as the real server reads them."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

_INTEGER = re.compile(r"\s*(-?\d+)")
INT32 = 2**31 - 1
INT64 = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Params:
    values: dict[str, str] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.values

    def text(self, name: str) -> str:
        return self.values.get(name, "")

    def integer(self, name: str, default: int = 0, low: int = -INT64, high: int = INT64) -> int:
        """Text that is no number is 0, and what is out of range is clamped, both silently."""
        if name not in self.values:
            return default
        return max(low, min(high, to_integer(self.values[name])))

    def boolean(self, name: str) -> bool:
        return self.values.get(name, "").strip().lower() in {"true", "yes", "1"}

    def parsed(self, name: str) -> Any:
        """The JSON in a parameter; raises ValueError. An absent or empty one is None."""
        text = self.values.get(name, "")
        return json.loads(text) if text else None


def to_integer(value: object) -> int:
    found = _INTEGER.match(str(value))
    return int(found.group(1)) if found else 0
