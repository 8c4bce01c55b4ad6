"""The world: what people do in Telegram, each act making the updates the real one would make."""

import hashlib
import secrets
from pathlib import Path
from typing import Any, Self

from bot.clock import Clock
from bot.sandbox import demo_media, saving, text
from bot.sandbox.chats import Chat
from bot.sandbox.core import BOT_ID, GROUP_ID, TOKEN, Change
from bot.sandbox.errors import Impossible
from bot.sandbox.happenings import Happenings
from bot.sandbox.messages import Message
from bot.sandbox.people import Person, Role
from bot.sandbox.updates import CALLBACK_LIFE
from bot.sandbox.wire import Json, unix

__all__ = ["BOT_ID", "GROUP_ID", "TOKEN", "Change", "World"]


class World(Happenings):
    def join(
        self, name: str, role: Role | str, title: str | None = None, *, announced: bool = False
    ) -> Person:
        """A new person; staff, supervisors and managers sit in every staff group."""
        if any(person.name == name for person in self.people.values()):
            raise Impossible(f"已经有叫「{name}」的人了")
        role = Role(role)
        person = Person(self._new_person_id(role), name, role, title)
        self.people[person.id] = person
        if person.in_staff:
            for chat in [c for c in self.chats.values() if not c.is_private]:
                chat.members[person.id] = person
                if announced:
                    self.announce(chat, person)
        self.notice()
        return person

    def start(self, person: Person, token: str = "") -> Message:
        """Opens an invitation link: sends `/start <token>`."""
        return self.say(person, f"/start {token}".strip())

    def say(
        self,
        person: Person,
        words: str,
        topic: int | None = None,
        in_group: bool = False,
        reply_to: int | None = None,
        group: int | None = None,
    ) -> Message:
        """Writes to the bot, or into the staff group: a topic, or General without one."""
        chat = self._place(person, topic, in_group, group)
        cleaned, entities = text.settle(words)
        if not cleaned:
            raise Impossible("消息是空的")
        if len(cleaned) > text.MOST_TEXT:
            raise Impossible(f"消息太长了,最多 {text.MOST_TEXT} 个字")
        return self._write(person, chat, text.content(cleaned, entities), topic, reply_to)

    def send(
        self,
        person: Person,
        media: str,
        caption: str | None = None,
        topic: int | None = None,
        in_group: bool = False,
        album: str | None = None,
        reply_to: int | None = None,
        group: int | None = None,
        file: tuple[str, bytes] | None = None,
    ) -> Message:
        """Sends a photo, voice, video … ; items with the same `album` belong together."""
        chat = self._place(person, topic, in_group, group)
        content = demo_media.content(self.files, media, file)
        if caption:
            cleaned, entities = text.settle(caption)
            if len(cleaned) > text.MOST_CAPTION:
                raise Impossible(f"说明太长了,最多 {text.MOST_CAPTION} 个字")
            content["caption"] = cleaned
            if entities:
                content["caption_entities"] = entities
        if album:
            content = {"media_group_id": album_id(f"{chat.id}:{album}")} | content
        return self._write(person, chat, content, topic, reply_to)

    def _place(self, person: Person, topic: int | None, in_group: bool, group: int | None) -> Chat:
        if topic is None and not in_group and group is None:
            if person.blocked:
                raise Impossible(f"{person.name}屏蔽了机器人,先解除屏蔽才能发消息")
            return self.private_chat(person)
        chat = self.group_of(person, group)
        if topic is not None and self.topic_of(chat, topic).closed:
            raise Impossible("这个话题已经关闭")
        return chat

    def _write(
        self, person: Person, chat: Chat, content: Json, topic: int | None, reply_to: int | None
    ) -> Message:
        if person.deactivated:
            raise Impossible(f"{person.name}的账号已经注销")
        if reply_to is not None and chat.find(reply_to) is None:
            raise Impossible("要回复的消息已经不在了")
        if chat.is_private:
            person.started = True
        message = self.post(chat, person.user(), content, topic=topic, reply_to=reply_to)
        self.tell(chat, message)
        return message

    def edit(
        self, person: Person, message_id: int, words: str, chat_id: int | None = None
    ) -> Message:
        """Changes the text or the caption of one of their own messages."""
        chat, message = self._message(person, chat_id, message_id)
        if message.sender["id"] != person.id:
            raise Impossible("只能修改自己的消息")
        cleaned, entities = text.settle(words)
        if message.kind == "text":
            fresh = text.content(cleaned, entities)
        else:
            fresh = {k: v for k, v in message.content.items() if k != "caption_entities"}
            fresh["caption"] = cleaned
        if fresh == message.content:
            return message
        message.content, message.edited_at = fresh, self.clock.now()
        self.record(message, "edit", cleaned, person.id)
        self.changed(message)
        self.tell(chat, message, "edited_message")
        return message

    def delete(self, person: Person, message_id: int, chat_id: int | None = None) -> None:
        """Removes a message; the bot never hears of it."""
        _, message = self._message(person, chat_id, message_id)
        message.deleted = True
        self.record(message, "delete", None, person.id)
        self.changed(message)

    def tap(self, person: Person, chat_id: int, message_id: int, data: str) -> str:
        """Presses a button, also one that a stale screen still shows; answers the query's id."""
        chat, message = self._message(person, chat_id, message_id)
        if not message.by_bot or message.is_service:
            raise Impossible("这条消息没有按钮")
        if chat.is_private and person.blocked:
            raise Impossible(f"{person.name}屏蔽了机器人,先解除屏蔽才能点按钮")
        query_id = str(secrets.randbits(62) + 1)
        body: Json = {
            "id": query_id,
            "from": person.user(),
            "message": message.wire(chat),
            "chat_instance": chat.instance,
            "data": data,
        }
        self.queries[query_id] = self.query_deadline()
        self.forget_old_queries()
        self.record(message, "tap", data, person.id)
        self.updates.push("callback_query", f"user:{person.id}", body, CALLBACK_LIFE)
        return query_id

    def react(self, person: Person, chat_id: int, message_id: int, emoji: str | None) -> None:
        """Reacts; the bot hears of it as an administrator who asked for it."""
        chat, _ = self._message(person, chat_id, message_id)
        if chat.bot_status != "administrator":
            return
        new = [{"type": "emoji", "emoji": emoji}] if emoji else []
        body: Json = {
            "chat": chat.short,
            "message_id": message_id,
            "user": person.user(),
            "date": unix(self.clock.now()),
            "old_reaction": [],
            "new_reaction": new,
        }
        self.updates.push("message_reaction", f"reaction:{chat.id}", body)

    def _message(
        self, person: Person, chat_id: int | None, message_id: int
    ) -> tuple[Chat, Message]:
        chat = self.chats.get(person.id if chat_id is None else chat_id)
        if chat is None or (chat.is_private and chat.person is not person):
            raise Impossible("看不到这个对话")
        if not chat.is_private and person.id not in chat.members:
            raise Impossible(f"{person.name}不在这个群里")
        message = chat.find(message_id)
        if message is None:
            raise Impossible("这条消息已经不在了")
        return chat, message

    def to_dict(self, folder: Path | None = None) -> Json:
        """JSON-able; the bytes of files go into `folder`, or along as base64."""
        return saving.save(self, folder)

    @classmethod
    def from_dict(cls, data: Json, clock: Clock, folder: Path | None = None, **more: Any) -> Self:
        """`more` as for a new world: token, switches, keep …"""
        world = cls(clock, **more)
        saving.load(world, data, folder)
        return world


def album_id(label: str) -> str:
    """A media_group_id: a string of digits."""
    return str(int.from_bytes(hashlib.sha256(label.encode()).digest()[:7]) + 10**16)
