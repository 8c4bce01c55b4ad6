"""The numbers and choices a shop may set, as one value handed to every step."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, tzinfo

from .authority import Authority
from .compensation import Compensation


@dataclass(frozen=True, slots=True)
class Snippet:
    """The shop's policy in approved words, that staff may send with one tap."""

    key: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Colleague:
    """What a customer may know of the person who takes their case."""

    id: int
    role: str = ""
    years: int = 0


@dataclass(frozen=True, slots=True)
class Occasions:
    """What cannot come back: words for an occasion, beside words for having missed it."""

    names: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()

    def missed_in(self, story: tuple[str, ...]) -> bool:
        words = "\n".join(story)
        return any(n in words for n in self.names) and any(m in words for m in self.missed)


@dataclass(frozen=True, slots=True)
class Policy:
    zone: tzinfo = UTC
    delay: timedelta = timedelta(hours=2)
    quiet_from: time | None = time(21, 30)
    quiet_to: time = time(9)
    cooldown: timedelta = timedelta(days=7)
    remind_after: timedelta = timedelta(hours=24)
    expire_after: timedelta = timedelta(days=3)
    unhappy_score: int = 2
    reach_out: bool = False  # one gentle word to whoever never answered
    listen_pause: timedelta = timedelta(seconds=25)
    alert_within: timedelta = timedelta(minutes=10)
    respond_within: timedelta = timedelta(minutes=30)
    urgent_within: timedelta | None = None  # of the gravest cases; none: as of all others
    follow_up_after: timedelta = timedelta(hours=24)
    follow_up_expires: timedelta = timedelta(days=7)
    known_for: timedelta = timedelta(days=14)  # the same matter again in this time: reopened
    advisers: bool = True  # ask decent critics once whether they would give advice
    album_wait: timedelta = timedelta(seconds=2)
    has_seniors: bool = False  # a group of their own, for cases with harsh words
    hold: bool = True  # staff replies that would hurt wait for a choice
    compensations: tuple[Compensation, ...] = field(default_factory=tuple)
    snippets: tuple[Snippet, ...] = ()
    occasions: Occasions = Occasions()
    authority: Authority = field(default_factory=Authority)
    gone: frozenset[str] = frozenset()  # out of stock at this moment: the turn looks it up
    colleagues: tuple[Colleague, ...] = ()
    levels: tuple[str, ...] = ("店里的同事", "店长", "经理")  # who looks into it, by level

    def respond_by(self, at: datetime, *, urgent: bool) -> datetime:
        """When somebody will have answered; what is not urgent waits for the morning."""
        due = at + self.within(urgent=urgent)
        if urgent:
            return due
        morning = self.out_of_quiet(due)
        return due if morning == due else morning + self.respond_within

    def within(self, *, urgent: bool) -> timedelta:
        """How long somebody may take to answer."""
        return min((urgent and self.urgent_within) or self.respond_within, self.respond_within)

    def out_of_quiet(self, at: datetime) -> datetime:
        """The first moment from `at` on when an unprompted message may go out."""
        if self.quiet_from is None or self.quiet_from == self.quiet_to:
            return at
        local = at.astimezone(self.zone)
        now = local.time()
        overnight = self.quiet_from > self.quiet_to
        if overnight:
            quiet = now >= self.quiet_from or now < self.quiet_to
        else:
            quiet = self.quiet_from <= now < self.quiet_to
        if not quiet:
            return at
        day = local.date()
        if overnight and now >= self.quiet_from:
            day += timedelta(days=1)
        return datetime.combine(day, self.quiet_to, self.zone).astimezone(UTC)
