"""What a shop may set, as frozen values with defaults that serve a small shop."""

import re
from datetime import time, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    model_validator,
)

from bot.dialogue.policy import Compensation, Policy

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
    if value not in available_timezones():
        raise ValueError(f"{value!r} is no time zone: write Asia/Shanghai, for example")
    return str(value)


Duration = Annotated[timedelta, BeforeValidator(duration)]
Hours = Annotated[tuple[time, time] | None, BeforeValidator(hours)]
Zone = Annotated[str, BeforeValidator(zone)]


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Telegram(Part):
    base_url: str = "https://api.telegram.org"
    receive_by: Annotated[str, Field(pattern="^(polling|webhook)$")] = "polling"
    webhook_url: str = ""  # the public https address of /telegram

    @model_validator(mode="after")
    def _has_url(self) -> "Telegram":
        if self.receive_by == "webhook" and not self.webhook_url:
            raise ValueError("receive_by webhook needs webhook_url, the public https address")
        return self


class Http(Part):
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8080


class DatabasePart(Part):
    url: str = "sqlite:///var/huifang.db"


class Survey(Part):
    delay: Duration = timedelta(hours=2)
    quiet_hours: Hours = (time(21, 30), time(9))
    cooldown: Duration = timedelta(days=7)
    remind_after: Duration = timedelta(hours=24)
    expire_after: Duration = timedelta(days=3)
    unhappy_score: Annotated[int, Field(ge=0, le=4)] = 2


class SentimentPart(Part):
    unhappy_at: Annotated[float, Field(gt=0.5, lt=1)] = 0.65
    model: Path = Path("var/model.bin")  # where `huifang calibrate` keeps the shop's own


class Offer(Part):
    key: Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")]
    label: Annotated[str, Field(min_length=1, max_length=20)]
    says: Annotated[str, Field(min_length=2, max_length=80)]
    topics: tuple[str, ...] = ()
    critical: bool = False


class Complaint(Part):
    listen_pause: Duration = timedelta(seconds=25)
    alert_within: Duration = timedelta(minutes=10)
    compensations: tuple[Offer, ...]

    @model_validator(mode="after")
    def _leaves_a_choice(self) -> "Complaint":
        anywhere = [offer for offer in self.compensations if not offer.topics]
        if len(anywhere) < 2 or len([offer for offer in anywhere if offer.critical]) < 2:
            raise ValueError(
                "compensations: at least two without topics, and two of those with critical: true,"
                " so that everybody has a choice"
            )
        if len({offer.key for offer in self.compensations}) < len(self.compensations):
            raise ValueError("compensations: every key may stand only once")
        return self


class Person(Part):
    id: int
    name: str


class StaffPart(Part):
    group: int | None = None
    respond_within: Duration = timedelta(minutes=30)
    levels: tuple[str, str, str] = ("店里的同事", "店长", "经理")
    supervisors: tuple[Person, ...] = ()
    managers: tuple[Person, ...] = ()


class Shop(Part):
    group: int | None = None  # a staff group of its own


class FollowUp(Part):
    after: Duration = timedelta(hours=24)
    expire_after: Duration = timedelta(days=7)


class Retention(Part):
    queues: Duration = timedelta(days=7)

    @model_validator(mode="after")
    def _outlives_redelivery(self) -> "Retention":
        if self.queues < timedelta(hours=48):
            raise ValueError("queues: at least 48h, since Telegram delivers again for 24h")
        return self


class Settings(Part):
    zone: Zone = "Asia/Shanghai"
    telegram: Telegram = Telegram()
    http: Http = Http()
    database: DatabasePart = DatabasePart()
    survey: Survey = Survey()
    sentiment: SentimentPart = SentimentPart()
    complaint: Complaint
    staff: StaffPart = StaffPart()
    shops: dict[str, Shop] = Field(default_factory=dict)
    follow_up: FollowUp = FollowUp()
    retention: Retention = Retention()

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def policy(self) -> Policy:
        """What the dialogue may know of all this."""
        quiet = self.survey.quiet_hours
        return Policy(
            zone=self.tz,
            delay=self.survey.delay,
            quiet_from=quiet[0] if quiet else None,
            quiet_to=quiet[1] if quiet else time(9),
            cooldown=self.survey.cooldown,
            remind_after=self.survey.remind_after,
            expire_after=self.survey.expire_after,
            unhappy_score=self.survey.unhappy_score,
            listen_pause=self.complaint.listen_pause,
            alert_within=self.complaint.alert_within,
            respond_within=self.staff.respond_within,
            follow_up_after=self.follow_up.after,
            follow_up_expires=self.follow_up.expire_after,
            compensations=tuple(
                Compensation(o.key, o.label, o.says, o.topics, o.critical)
                for o in self.complaint.compensations
            ),
            levels=self.staff.levels,
        )

    def group_of(self, shop: str | None) -> int | None:
        """The staff group that looks after this shop."""
        own = self.shops.get(shop or "")
        return own.group if own is not None and own.group is not None else self.staff.group

    @property
    def groups(self) -> frozenset[int]:
        every = (self.staff.group, *(shop.group for shop in self.shops.values()))
        return frozenset(group for group in every if group is not None)

    def people_of(self, level: int) -> tuple[Person, ...]:
        """Whom an escalation to this level names."""
        return (
            self.staff.managers if level >= 2 and self.staff.managers else self.staff.supervisors
        )


class Secrets(Part):
    """Only from the environment, never in a file that may be shared."""

    token: str = Field(default="", repr=False)
    api_key: str = Field(default="", repr=False)
    webhook_secret: str = Field(default="", repr=False)
