"""Whether what came is what was expected: plain values in, a yes or a no out.

Rule: one message has to satisfy all keys at once.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot as somebody saw it at one moment."""

    chat_id: int
    topic: int | None
    text: str
    buttons: tuple[str, ...] = ()
    document: str | None = None
    is_edit: bool = False
    """An older message that now reads differently."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The keys of an expectation; without any, every message will do."""

    contains: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    document: str | None = None

    def __str__(self) -> str:
        said = [
            f"all of {_listed(self.contains)}" if self.contains else "",
            f"one of {_listed(self.any)}" if self.any else "",
            f"none of {_listed(self.absent)}" if self.absent else "",
            f"buttons {_boxed(self.buttons)}" if self.buttons else "",
            f"document {self.document}" if self.document is not None else "",
        ]
        return "message with " + ", ".join(filter(None, said)) if any(said) else "message"


def matches(wanted: Wanted, seen: Seen) -> bool:
    return (
        all(words in seen.text for words in wanted.contains)
        and (not wanted.any or any(words in seen.text for words in wanted.any))
        and not any(words in seen.text for words in wanted.absent)
        and all(button(label, seen.buttons) is not None for label in wanted.buttons)
        and (wanted.document is None or _named(wanted.document, seen.document))
    )


def _named(pattern: str, name: str | None) -> bool:
    return name is not None and fnmatchcase(name, pattern)


def button(wanted: str, labels: Sequence[str]) -> int | None:
    """Which button is meant: that with exactly this label, else the first that contains it."""
    if wanted in labels:
        return labels.index(wanted)
    return next((n for n, label in enumerate(labels) if _within(wanted, label)), None)


def _within(wanted: str, label: str) -> bool:
    """A digit at either end never matches inside a longer number."""
    before = r"(?<!\d)(?<!\d[.,])" if wanted[:1].isdecimal() else ""
    after = r"(?!\d|[.,]\d)" if wanted[-1:].isdecimal() else ""
    return re.search(before + re.escape(wanted) + after, label) is not None


def told(came: Iterable[Seen]) -> str:
    """What came, on one line."""
    return " | ".join(map(_told, came)) or "nothing"


def _told(seen: Seen) -> str:
    parts = [
        "(edited)" if seen.is_edit else "",
        " ⏎ ".join(seen.text.splitlines()),
        _boxed(seen.buttons),
        f"<{seen.document}>" if seen.document else "",
    ]
    return " ".join(filter(None, parts))


def _listed(words: Iterable[str]) -> str:
    return "[" + ", ".join(words) + "]"


def _boxed(labels: Iterable[str]) -> str:
    return " ".join(f"[{label}]" for label in labels)
