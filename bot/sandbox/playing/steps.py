"""What a scenario is made of: its people and its steps, as values."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from bot.sandbox.people import Role
from bot.sandbox.playing.expectations import Wanted

STAFF = "staff"
"""The place that is the whole staff group, all topics."""
CASE = "case"
"""The place that is the topic of the newest case in the staff group."""
BEHIND = "behind"
"""The place that is its topic in the group of the seniors."""


class Where(NamedTuple):
    """Where a step stands in its file, and how it reads."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Purchase:
    where: Where
    customer: str
    order: dict[str, str]
    """As the API for purchases takes it."""


@dataclass(frozen=True, slots=True)
class Open:
    where: Where
    who: str
    invitation_of: str


@dataclass(frozen=True, slots=True)
class Wait:
    where: Where
    time: timedelta


@dataclass(frozen=True, slots=True)
class Expect:
    where: Where
    to: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class Nothing:
    where: Where
    to: str
    wanted: Wanted


@dataclass(frozen=True, slots=True)
class ExpectCase:
    where: Where
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class ExpectLedger:
    where: Where
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class ExpectOverride:
    """The newest staff reply that was held and sent as it was, and how many there are."""

    where: Where
    fields: dict[str, str]


@dataclass(frozen=True, slots=True)
class Tap:
    where: Where
    who: str
    button: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Say:
    where: Where
    who: str
    text: str
    to: Literal["private", "staff", "case", "behind"]
    more: tuple[str, ...] = ()
    """Sent in the same breath."""
    shuffled: bool = False
    """Telegram brings them newest first."""
    answers: str = ""
    """It replies to the newest message before them with these words."""


@dataclass(frozen=True, slots=True)
class Send:
    where: Where
    who: str
    media: str
    caption: str | None
    to: Literal["private", "staff", "case", "behind"]
    album: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """They change the newest message of theirs, or the newest with these words."""

    where: Where
    who: str
    text: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    where: Where
    who: str


@dataclass(frozen=True, slots=True)
class Unblock:
    where: Where
    who: str


@dataclass(frozen=True, slots=True)
class Adopt:
    """The shop takes up what this customer proposed last."""

    where: Where
    who: str


Expectation = Expect | Nothing | ExpectCase | ExpectLedger | ExpectOverride
Act = Purchase | Open | Tap | Say | Send | Edit | Block | Unblock | Adopt
Step = Act | Wait | Expectation


@dataclass(frozen=True, slots=True)
class Scenario:
    title: str
    start: datetime
    zone: ZoneInfo
    """That of its own `config`, or the one configured."""
    config: dict[str, Any]
    """Laid over the defaults, and checked when it is loaded with them."""
    people: dict[str, Role]
    steps: tuple[Step, ...]
    path: Path
