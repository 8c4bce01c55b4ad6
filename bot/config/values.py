"""The kinds of values that config.yaml may hold: durations, hours, time zones; all strict."""

import re
from datetime import time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict

_DURATION = re.compile(r"^(\d+(?:\.\d+)?)\s*(s|m|h|d)$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_QUIET = re.compile(r"^(\d{1,2}:\d{2})\s*[-\u2013\u2014~]\s*(\d{1,2}:\d{2})$")


def duration(value: Any) -> timedelta:
    """20s, 30m, 24h, 3d."""
    if isinstance(value, timedelta):
        return value
    found = _DURATION.match(str(value).strip())
    if not found:
        raise ValueError(f"{value!r} is no duration: write 20s, 30m, 24h or 3d")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


def kept(value: Any) -> timedelta | None:
    """A duration, or for ever."""
    return None if value in (None, "", "forever") else duration(value)


def hours(value: Any) -> tuple[time, time] | None:
    """21:30-09:00, or nothing at all."""
    if value in (None, "", "none") or isinstance(value, tuple):
        return value or None if not isinstance(value, str) else None
    found = _QUIET.match(str(value).strip())
    if not found:
        raise ValueError(f"{value!r} are no hours: write 21:30-09:00, or none")
    try:
        first, last = (time.fromisoformat(part.zfill(5)) for part in found.groups())
    except ValueError:
        raise ValueError(f"{value!r} are no hours of a day") from None
    return first, last


def zone(value: Any) -> str:
    try:
        ZoneInfo(str(value))
    except (ValueError, OSError, ZoneInfoNotFoundError):
        raise ValueError(f"{value!r} is no time zone: write Asia/Shanghai, for example") from None
    return str(value)


Duration = Annotated[timedelta, BeforeValidator(duration)]
Kept = Annotated[timedelta | None, BeforeValidator(kept)]
Hours = Annotated[tuple[time, time] | None, BeforeValidator(hours)]
Zone = Annotated[str, BeforeValidator(zone)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
