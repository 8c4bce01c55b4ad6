"""One message, as the world keeps it and as the Bot API shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.sandbox.wire import Json, unix

if TYPE_CHECKING:
    from bot.sandbox.chats import Chat

MEDIA = (
    "photo",
    "voice",
    "video_note",
    "video",
    "animation",
    "audio",
    "document",
    "sticker",
    "location",
    "contact",
)
SERVICE = (
    "forum_topic_created",
    "forum_topic_edited",
    "forum_topic_closed",
    "forum_topic_reopened",
    "pinned_message",
    "new_chat_members",
    "left_chat_member",
    "migrate_to_chat_id",
    "migrate_from_chat_id",
)


@dataclass(slots=True, eq=False)
class Message:
    id: int
    chat_id: int
    sender: Json
    at: datetime
    content: Json
    """The fields that make it what it is: text and entities, or a medium and its caption …"""
    topic: int | None = None
    thread: int | None = None
    """In a supergroup without topics: the root of its chain of replies, which is no topic."""
    reply_to: int | None = None
    markup: Json | None = None
    """Its inline keyboard."""
    plain_keyboard: bool = False
    """Was sent with a keyboard that is not inline, so it cannot be edited."""
    forwarded: Json | None = None
    edited_at: datetime | None = None
    deleted: bool = False
    protected: bool = False
    changed: int = 0
    """The world's change counter when it last changed."""

    @property
    def text(self) -> str | None:
        text: str | None = self.content.get("text")
        return text

    @property
    def caption(self) -> str | None:
        caption: str | None = self.content.get("caption")
        return caption

    @property
    def album(self) -> str | None:
        album: str | None = self.content.get("media_group_id")
        return album

    @property
    def by_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def kind(self) -> str:
        """text, one of MEDIA, or one of SERVICE."""
        if "text" in self.content:
            return "text"
        for kind in MEDIA + SERVICE:
            if kind in self.content:
                return kind
        return "other"

    @property
    def is_service(self) -> bool:
        return self.kind in SERVICE

    @property
    def buttons(self) -> list[list[Json]]:
        """Its inline buttons, row by row; `[]` without."""
        rows: list[list[Json]] = self.markup["inline_keyboard"] if self.markup else []
        return rows

    def wire(self, chat: Chat, with_reply: bool = True) -> Json:
        """The Bot API's Message; a replied-to message shows no further reply."""
        out: Json = {
            "message_id": self.id,
            "from": self.sender,
            "chat": chat.short,
            "date": unix(self.at),
        }
        if self.edited_at is not None:
            out["edit_date"] = unix(self.edited_at)
        if self.topic is not None:
            out["message_thread_id"] = self.topic
            out["is_topic_message"] = True
        elif self.thread is not None:
            out["message_thread_id"] = self.thread
        if with_reply and (replied := chat.replied_by(self)) is not None:
            out["reply_to_message"] = replied.wire(chat, with_reply=False)
        if self.forwarded is not None:
            out.update(self.forwarded)
        if self.protected:
            out["has_protected_content"] = True
        out.update(self.content)
        if self.markup is not None:
            out["reply_markup"] = self.markup
        return out
