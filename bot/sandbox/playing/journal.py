"""Listens to the world while a scenario is played: what people see, in the order they see it.

Rule: what the bot sends is seen once; an edit is seen again only where it shows something new.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox import showing
from bot.sandbox.chats import Chat
from bot.sandbox.messages import Message
from bot.sandbox.playing.expectations import Seen
from bot.sandbox.playing.steps import STAFF
from bot.sandbox.playing.transcript import BOT, Line
from bot.sandbox.world import World

Report = Callable[[Line], None]
MEDIA = {
    "photo": "照片",
    "voice": "语音",
    "video": "视频",
    "video_note": "视频",
    "animation": "动图",
    "audio": "音频",
    "sticker": "贴纸",
    "location": "位置",
    "contact": "名片",
}


@dataclass(slots=True)
class Journal:
    world: World
    zone: ZoneInfo
    report: Report
    seen: list[Seen] = field(default_factory=list)
    """Everything the bot has shown to anybody."""
    _last: dict[tuple[int, int], Seen] = field(default_factory=dict)
    """How each message read when it was last looked at."""

    @contextmanager
    def listening(self) -> Iterator[None]:
        self.world.on_message.append(self._hear)
        try:
            yield
        finally:
            self.world.on_message.remove(self._hear)

    def note(self, text: str) -> None:
        self.report(Line(self._now(), "", "", text))

    def tapped(self, who: str, label: str, message: Message) -> None:
        chat = self.world.chats[message.chat_id]
        self.report(
            Line(
                self._now(),
                who,
                BOT if chat.is_private else STAFF,
                "",
                (label,),
                reply_to=_read(message),
                is_tap=True,
            )
        )

    def _hear(self, message: Message) -> None:
        if message.deleted:
            return
        key = (message.chat_id, message.id)
        before = self._last.get(key)
        seen = Seen(
            message.chat_id,
            message.topic,
            message.text or message.caption or "",
            labels(message),
            _document(message),
            is_edit=before is not None,
        )
        self._last[key] = seen
        if before is None or (before.text, before.buttons) != (seen.text, seen.buttons):
            self.report(self._line(message, seen))
            if message.by_bot and not message.is_service and _shows_more(before, seen):
                self.seen.append(seen)

    def _line(self, message: Message, seen: Seen) -> Line:
        chat = self.world.chats[message.chat_id]
        topic = chat.topics.get(message.topic) if message.topic is not None else None
        return Line(
            self._now(),
            BOT if message.by_bot else str(message.sender["first_name"]),
            _recipient(chat, message),
            self._text(message),
            seen.buttons,
            seen.document,
            _replied(chat, message),
            topic.name if topic is not None else None,
            seen.is_edit,
        )

    def _text(self, message: Message) -> str:
        if message.is_service:
            return str(showing.message(message, self.world)["service"])
        return _read(message)

    def _now(self) -> datetime:
        return self.world.clock.now().astimezone(self.zone)


def labels(message: Message) -> tuple[str, ...]:
    return tuple(str(button["text"]) for row in message.buttons for button in row)


def _shows_more(before: Seen | None, now: Seen) -> bool:
    """Other words or another button; buttons that only go away show nothing."""
    return before is None or before.text != now.text or not {*now.buttons} <= {*before.buttons}


def _read(message: Message) -> str:
    """The words, and before them what is no words."""
    medium = f"<{MEDIA[message.kind]}>" if message.kind in MEDIA else ""
    return " ".join(filter(None, [medium, message.text or message.caption or ""]))


def _document(message: Message) -> str | None:
    if message.kind != "document":
        return None
    return str(message.content["document"].get("file_name", ""))


def _recipient(chat: Chat, message: Message) -> str:
    if not chat.is_private:
        return STAFF
    return chat.title if message.by_bot else BOT


def _replied(chat: Chat, message: Message) -> str | None:
    replied = chat.find(message.reply_to) if message.reply_to is not None else None
    return _read(replied) if replied is not None else None
