"""The wording: every sentence that anybody may read, by key, checked when it is loaded.

`{x}` is filled in, `[[…]]` is left out when something in it is empty, and a list holds natural
variants. A line that ends up empty vanishes. Times are put into words here.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.dialogue.effects import Lines, Param, Word

HERE = Path(__file__).parent
MARKS = "①②③④⑤⑥⑦⑧"
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_FIELD = re.compile(r"\{(\w+)\}")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # an eighth of the time, in C


class WordingError(Exception):
    """The wording file is unusable; the message says where and what to do."""


@dataclass(frozen=True, slots=True)
class Catalog:
    templates: Mapping[str, tuple[str, ...]]
    zone: tzinfo

    def render(
        self, key: str, params: Mapping[str, Param], now: datetime, variant: int = 0
    ) -> str:
        """The message of this key; `variant` counts round the natural variants.

        Raises KeyError where the key or a parameter is missing: a fault in the program.
        """
        variants = self.templates[key]
        spoken = {name: self._spoken(value, now) for name, value in params.items()}
        return _filled(variants[variant % len(variants)], spoken)

    def version(self, key: str) -> str:
        """Which words these are: it changes with them."""
        words = "\0".join(self.templates[key])
        return hashlib.sha256(words.encode()).hexdigest()[:12]

    def _spoken(self, value: Param, now: datetime) -> str:
        match value:
            case Word(key=key):
                return self.templates[key][0]
            case Lines(items=items, mark=mark):
                lines = (_filled(self.templates[key][0], params) for key, params in items)
                marks = mark * len(items) or MARKS
                return "\n".join(f"{m} {line}" for m, line in zip(marks, lines, strict=False))
            case datetime():
                return self.spoken_time(value, now)
            case _:
                return value

    def spoken_time(self, at: datetime, now: datetime) -> str:
        """今天15:30, 明天9:00, 11月3日9:00; rounded up to five minutes, a promise one can keep."""
        local, today = at.astimezone(self.zone), now.astimezone(self.zone).date()
        early = timedelta(
            minutes=local.minute % 5, seconds=local.second, microseconds=local.microsecond
        )
        local += timedelta(minutes=5) - early if early else early
        clock = f"{local.hour}:{local.minute:02}"
        return _filled(
            self.templates[_day_key(local.date(), today)][0],
            {"clock": clock, "month": str(local.month), "day": str(local.day)},
        )


def _day_key(day: date, today: date) -> str:
    if day == today:
        return "time.today"
    return "time.tomorrow" if day == today + timedelta(days=1) else "time.day"


def _filled(template: str, params: Mapping[str, str]) -> str:
    """Fill in once, line by line: what a customer wrote is never read as a template."""
    return _filled_lines(template, params) if _FIELD.search(template) else _as_it_stands(template)


@cache
def _as_it_stands(template: str) -> str:
    return _filled_lines(template, {})


def _filled_lines(template: str, params: Mapping[str, str]) -> str:
    lines = (_filled_line(line, params) for line in template.split("\n"))
    return "\n".join(line.removeprefix(" · ") for line in lines if line.strip())


def _filled_line(template: str, params: Mapping[str, str]) -> str:
    pieces: list[str] = []
    for text, fields in _parsed(template):
        values = [params[name] for name in fields]
        if fields and text.optional and not all(values):
            continue
        pieces.append(_FIELD.sub(lambda m: params[m[1]], text.text))
    return "".join(pieces)


@dataclass(frozen=True, slots=True)
class _Segment:
    text: str
    optional: bool


@cache
def _parsed(template: str) -> tuple[tuple[_Segment, tuple[str, ...]], ...]:
    segments, at = [], 0
    for found in _OPTIONAL.finditer(template):
        segments.append(_Segment(template[at : found.start()], False))
        segments.append(_Segment(found[1], True))
        at = found.end()
    segments.append(_Segment(template[at:], False))
    return tuple((s, tuple(_FIELD.findall(s.text))) for s in segments if s.text)


def fields_of(template: str) -> frozenset[str]:
    return frozenset(_FIELD.findall(template))


def load(zone: tzinfo, path: Path = HERE / "messages.zh.yaml") -> Catalog:
    """Read the wording; raises WordingError with the place of what is wrong."""
    try:
        stored = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
    except (OSError, yaml.YAMLError) as error:
        raise WordingError(f"{path}: {error}") from error
    if not isinstance(stored, dict):
        raise WordingError(f"{path}: a mapping of keys to sentences is expected")
    return Catalog(dict(_flat(stored, path)), zone)


def _flat(
    node: Mapping[str, Any], path: Path, prefix: str = ""
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, value in node.items():
        key = f"{prefix}{name}"
        match value:
            case dict():
                yield from _flat(value, path, f"{key}.")
            case str() if value.strip():
                yield key, (value,)
            case [_, *_] if all(isinstance(v, str) and v.strip() for v in value):
                yield key, tuple(value)
            case _:
                raise WordingError(f"{path}: {key}: a sentence or a list of sentences is expected")
