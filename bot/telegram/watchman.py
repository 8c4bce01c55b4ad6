"""Looks after Telegram and the database, and tells the managers in the staff group.

It speaks to Telegram directly: what the outbox holds cannot go out while the database is gone.
Of several processes the one that has the sender's seat speaks, or had it when all went quiet.
"""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo

import structlog
from telegram.error import ChatMigrated, TelegramError

from bot.flow.outage import TOO_LONG, News, Outage
from bot.telegram.content import Json
from bot.telegram.pieces import units
from bot.telegram.request import NO_PREVIEW, Bot, raw
from storage import inbox
from storage.database import Database

log = structlog.get_logger()

LOOK = 20.0  # seconds between two looks
PATIENCE = 10.0  # for the database
AGAIN = timedelta(hours=1)  # the same trouble with the webhook is not told sooner
STILL_OURS = 2 * TOO_LONG  # so long after its last term a sender still speaks

Say = Callable[[str, Mapping[str, str]], str]


@dataclass(frozen=True, slots=True)
class Ear:
    """Whom to tell: the groups, and the managers to call by name."""

    groups: Sequence[int]
    managers: Sequence[tuple[int, str]]


@dataclass(slots=True)
class Watchman:
    bot: Bot
    database: Database
    now: Callable[[], datetime]
    say: Say
    ear: Ear
    leads: Callable[[], bool]
    zone: tzinfo
    by_webhook: bool = False
    telegram: Outage = field(default_factory=Outage)
    stored: Outage = field(default_factory=Outage)
    _led: datetime | None = None
    _complained: datetime | None = None  # of the webhook
    _due: list[tuple[int, str]] = field(default_factory=list)  # told to nobody yet
    _moved: dict[int, int] = field(default_factory=dict)

    async def run(self) -> None:
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.look()
            except Exception:  # whoever looks after the others must not fall himself
                log.exception("watchman_stumbled")

    async def look(self) -> None:
        stored, webhook = await asyncio.gather(self._database(), self._telegram())
        now = self.now()
        if self.leads():
            self._led = now
        speaks = self._led is not None and now - self._led <= STILL_OURS
        told = [
            *self._news("database", self.stored, stored, now),
            *self._news("telegram", self.telegram, webhook is not None, now),
            *self._webhook(webhook, now),
        ]
        if speaks:
            self._due += [(group, text) for text in told for group in self.ear.groups]
        if webhook is not None:
            await self._tell()

    def _news(self, what: str, outage: Outage, is_well: bool, now: datetime) -> Iterable[str]:
        news, since = outage.seen(is_well, now), outage.since
        if news is News.GONE:
            log.error("gone_for_long", what=what, since=since)
            if what != "telegram":  # of Telegram one can speak only when it is back
                yield self.say(f"staff.{what}_gone", {"since": self._at(since or now)})
        elif news is News.BACK:
            log.warning("back_again", what=what, since=since)
            outage.over()
            yield self.say(
                f"staff.{what}_back", {"since": self._at(since or now), "until": self._at(now)}
            )

    def _webhook(self, info: Json | None, now: datetime) -> Iterable[str]:
        if not self.by_webhook or info is None or "last_error_date" not in info:
            return
        at = datetime.fromtimestamp(info["last_error_date"], UTC)
        if now - at > TOO_LONG or (self._complained and now - self._complained < AGAIN):
            return
        self._complained = now
        waits, why = int(info.get("pending_update_count", 0)), info.get("last_error_message", "")
        log.error("webhook_fails", why=why, waits=waits)
        yield self.say(
            "staff.webhook_fails", {"since": self._at(at), "why": str(why), "count": str(waits)}
        )

    def _at(self, moment: datetime) -> str:
        """To the minute: whoever looks into logs wants to know exactly."""
        here = moment.astimezone(self.zone)
        return f"{here.month}月{here.day}日 {here:%H:%M}"

    async def _database(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                await self.database.read(inbox.next_due)
        except Exception:
            return False
        return True

    async def _telegram(self) -> Json | None:
        """What it says of the webhook; None where it does not answer."""
        try:
            found: Json = await raw(self.bot, "getWebhookInfo")
        except TelegramError:
            return None
        return found

    async def _tell(self) -> None:
        left, self._due = self._due, []
        for group, text in left:
            try:
                await self._send(self._moved.get(group, group), text)
            except ChatMigrated as error:
                self._moved[group] = error.new_chat_id
                self._due.append((group, text))
            except TelegramError as error:
                log.warning("alert_not_told", error=type(error).__name__)
                self._due.append((group, text))

    async def _send(self, group: int, text: str) -> None:
        words, entities = called(text, self.ear.managers)
        await raw(
            self.bot,
            "sendMessage",
            chat_id=group,
            text=words,
            entities=entities,
            link_preview_options=NO_PREVIEW,
        )


def called(text: str, people: Sequence[tuple[int, str]]) -> tuple[str, list[Json] | None]:
    """Their names at the foot, so that Telegram calls them."""
    entities: list[Json] = []
    for number, (person, name) in enumerate(people):
        text += " " if number else "\n"
        user = {"id": person, "is_bot": False, "first_name": name}
        place = {"offset": units(text), "length": units(f"@{name}")}
        entities.append({"type": "text_mention", "user": user, **place})
        text += f"@{name}"
    return text, entities or None
