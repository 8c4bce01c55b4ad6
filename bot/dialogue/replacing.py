"""`dataclasses.replace` for our frozen values with slots, at less than a third of its cost.

A turn changes a conversation of 27 fields a dozen times. The standard library asks `__init__` for
a new one each time; here each kind of change becomes a function once, that copies slot by slot.
"""

from dataclasses import fields
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def replace(value: T, /, **changes: Any) -> T:
    """A copy with these fields changed. Raises TypeError for a field that there is not."""
    kind: Any = type(value)
    made: T = _copier(kind, tuple(changes))(value, changes)
    return made


@cache
def _copier(kind: Any, changed: tuple[str, ...]) -> Any:
    names = [field.name for field in fields(kind)]
    if unknown := set(changed) - set(names):
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}")
    if hasattr(kind, "__post_init__") or "__dict__" in dir(kind):
        raise TypeError(f"{kind.__name__} is no plain value with slots")
    known = {"kind": kind, "new": object.__new__}
    lines = ["def copy(old, changes):", "    made = new(kind)"]
    for name in names:
        # The slot itself: a frozen class refuses to be set by the usual way.
        known[f"set_{name}"] = getattr(kind, name).__set__
        source = f"changes[{name!r}]" if name in changed else f"old.{name}"
        lines.append(f"    set_{name}(made, {source})")
    exec("\n".join([*lines, "    return made"]), known)  # as dataclasses itself does
    return known["copy"]
