"""What a shop may set, as frozen values with defaults that serve a small shop."""

from datetime import time, timedelta
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bot.dialogue.policy import Colleague, Policy

from .amends import AuthorityPart, Catalogue, Irreparable, Snippets
from .values import Duration, Hours, Kept, Part, Zone

NO_DESK = "staff.senior_group is a group of its own, where no ordinary staff read"


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
    reach_out: bool = False


class SentimentPart(Part):
    unhappy_at: Annotated[float, Field(gt=0.5, lt=1)] = 0.6
    model: Path = Path("var/model.bin")  # where `huifang calibrate` keeps the shop's own


class Complaint(Part):
    listen_pause: Duration = timedelta(seconds=25)
    alert_within: Duration = timedelta(minutes=10)
    compensations: Catalogue
    irreparable: Irreparable = Irreparable()


class Person(Part):
    id: int
    name: str
    role: str = ""  # what a customer reads when they take a case
    years: Annotated[int, Field(ge=0)] = 0  # in this trade; read too, where given


class StaffPart(Part):
    group: int | None = None
    senior_group: Annotated[int, Field(lt=0)] | None = None  # where cases with harsh words go
    respond_within: Duration = timedelta(minutes=30)
    urgent_within: Duration = timedelta(minutes=10)
    levels: tuple[str, str, str] = ("店里的同事", "店长", "经理")
    supervisors: tuple[Person, ...] = ()
    managers: tuple[Person, ...] = ()
    colleagues: tuple[Person, ...] = ()  # whose role and years customers may read

    @model_validator(mode="after")
    def _is_elsewhere(self) -> "StaffPart":
        if self.group is not None and self.group == self.senior_group:
            raise ValueError(f"senior_group: {NO_DESK}")
        return self

    @property
    def people(self) -> tuple[Person, ...]:
        return (*self.supervisors, *self.managers, *self.colleagues)

    @property
    def introduced(self) -> tuple[Colleague, ...]:
        known = self.people
        return tuple(Colleague(p.id, p.role, p.years) for p in known if p.role or p.years)


class Replies(Part):
    """Staff replies are checked before a customer reads them."""

    hold: bool = True
    most_money: Annotated[int, Field(ge=0)] = 200
    most_times: Annotated[int, Field(ge=1)] = 3


class Shop(Part):
    group: int | None = None  # a staff group of its own


class FollowUp(Part):
    after: Duration = timedelta(hours=24)
    expire_after: Duration = timedelta(days=7)
    known_for: Duration = timedelta(days=14)  # the same matter again in this time: reopened
    advisers: bool = True


class Privacy(Part):
    key_file: Path | None = None  # the master keys, the newest first; never inside the database


class Retention(Part):
    """How long each class of data is kept; figures are kept for ever."""

    queues: Duration = timedelta(days=7)
    words: Kept = timedelta(days=730)  # what was said, once its case is closed
    names: Kept = timedelta(days=90)  # of buyers who never opened their invitation

    @model_validator(mode="after")
    def _outlives_redelivery(self) -> "Retention":
        if self.queues < timedelta(hours=48):
            raise ValueError("queues: at least 48h, since Telegram delivers again for 24h")
        if self.words is not None and self.words < timedelta(days=30):
            raise ValueError("words: at least 30d, since a matter may come back for weeks")
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
    replies: Replies = Replies()
    authority: AuthorityPart = AuthorityPart()
    policies: Snippets = Field(default_factory=dict)
    shops: dict[str, Shop] = Field(default_factory=dict)
    follow_up: FollowUp = FollowUp()
    retention: Retention = Retention()
    privacy: Privacy = Privacy()

    @field_validator("shops")
    @classmethod
    def _are_no_seniors(cls, shops: dict[str, Shop], others: ValidationInfo) -> dict[str, Shop]:
        staff = others.data.get("staff")
        for name, shop in shops.items():
            if staff and shop.group is not None and shop.group == staff.senior_group:
                raise ValueError(f"{name}.group: {NO_DESK}")
        return shops

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
            reach_out=self.survey.reach_out,
            listen_pause=self.complaint.listen_pause,
            alert_within=self.complaint.alert_within,
            respond_within=self.staff.respond_within,
            urgent_within=self.staff.urgent_within,
            follow_up_after=self.follow_up.after,
            follow_up_expires=self.follow_up.expire_after,
            compensations=tuple(offer.made for offer in self.complaint.compensations),
            occasions=self.complaint.irreparable.made,
            snippets=tuple(each.made(key) for key, each in self.policies.items()),
            authority=self.authority.made(
                frozenset(person.id for person in self.staff.supervisors),
                frozenset(person.id for person in self.staff.managers),
            ),
            levels=self.staff.levels,
            has_seniors=self.staff.senior_group is not None,
            hold=self.replies.hold,
            colleagues=self.staff.introduced,
            known_for=self.follow_up.known_for,
            advisers=self.follow_up.advisers,
        )

    def group_of(self, shop: str | None) -> int | None:
        """The staff group that looks after this shop."""
        own = self.shops.get(shop or "")
        return own.group if own is not None and own.group is not None else self.staff.group

    @property
    def groups(self) -> frozenset[int]:
        """All that are ours, the seniors' too."""
        shops = (shop.group for shop in self.shops.values())
        every = (self.staff.group, self.staff.senior_group, *shops)
        return frozenset(group for group in every if group is not None)

    def people_of(self, level: int) -> tuple[Person, ...]:
        """Whom an escalation to this level names: the next who is there."""
        supervisors, managers = self.staff.supervisors, self.staff.managers
        return (managers or supervisors) if level >= 2 else (supervisors or managers)


class Secrets(Part):
    """Only from the environment, never in a file that may be shared."""

    token: str = Field(default="", repr=False)
    api_key: str = Field(default="", repr=False)
    webhook_secret: str = Field(default="", repr=False)
    master_key: str = Field(default="", repr=False)
