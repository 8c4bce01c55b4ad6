"""What seldom happens: topics made by staff, a group that migrates, a bot that loses its seat."""

from collections.abc import Iterable

from bot.sandbox.chats import RIGHTS, Chat, Topic
from bot.sandbox.core import OWNER, Core
from bot.sandbox.errors import Impossible
from bot.sandbox.messages import Message
from bot.sandbox.people import Person
from bot.sandbox.wire import Json, unix

DEFAULT_COLOR = 0x6FB9F0


class Happenings(Core):
    # Topics

    def open_topic(self, chat: Chat, by: Json, name: str, color: int = DEFAULT_COLOR) -> Topic:
        """A new topic; its id is that of its service message, which the bot hears of."""
        number = chat.last_id + 1
        content = {"forum_topic_created": {"name": name, "icon_color": color}}
        opening = self.post(chat, by, content, topic=number)
        topic = Topic(number, name, color, by["id"], opening)
        topic.ids.append(number)
        chat.topics[number] = topic
        self.tell(chat, opening)
        return topic

    def rename_topic(self, chat: Chat, topic: Topic, by: Json, fields: Json) -> None:
        topic.name = fields.get("name", topic.name)
        self.post_service(chat, by, {"forum_topic_edited": fields}, topic.id)

    def set_closed(self, chat: Chat, topic: Topic, by: Json, closed: bool) -> None:
        topic.closed = closed
        kind = "forum_topic_closed" if closed else "forum_topic_reopened"
        self.post_service(chat, by, {kind: {}}, topic.id)

    def drop_topic(self, chat: Chat, topic: Topic) -> None:
        """All of its messages vanish, and nobody is told."""
        for message_id in topic.ids:
            message = chat.messages.get(message_id)
            if message is not None:
                message.deleted = True
                self.changed(message)
        del chat.topics[topic.id]
        self.notice(chat.id, topic.id)

    def create_topic(self, person: Person, name: str, group: int | None = None) -> Topic:
        return self.open_topic(self.group_of(person, group), person.user(), name)

    def close_topic(self, person: Person, topic: int, group: int | None = None) -> None:
        chat = self.group_of(person, group)
        self.set_closed(chat, self.topic_of(chat, topic), person.user(), True)

    def reopen_topic(self, person: Person, topic: int, group: int | None = None) -> None:
        chat = self.group_of(person, group)
        self.set_closed(chat, self.topic_of(chat, topic), person.user(), False)

    def delete_topic(self, person: Person, topic: int, group: int | None = None) -> None:
        chat = self.group_of(person, group)
        self.drop_topic(chat, self.topic_of(chat, topic))

    def group_of(self, person: Person, group: int | None = None) -> Chat:
        chat = self.chats.get(group) if group is not None else self.group
        if chat is None or person.id not in chat.members:
            raise Impossible(f"{person.name}不在这个群里")
        return chat

    def topic_of(self, chat: Chat, topic: int) -> Topic:
        found = chat.topics.get(topic)
        if found is None:
            raise Impossible("这个话题已经不在了")
        return found

    # The bot's seat

    def member(self, chat: Chat) -> Json:
        """The bot's own ChatMember."""
        seat: Json = {"user": self.bot_user, "status": chat.bot_status}
        if chat.bot_status == "kicked":
            seat["until_date"] = 0
        if chat.bot_status == "administrator":
            seat |= {"can_be_edited": False, "is_anonymous": False}
            seat |= {right: right in chat.bot_rights for right in RIGHTS}
            seat["can_manage_tags"] = False
            if chat.kind == "group":
                del seat["can_manage_topics"]
        return seat

    def seat_bot(
        self,
        chat: Chat,
        status: str,
        rights: Iterable[str] | None = None,
        by: Json = OWNER,
    ) -> None:
        """administrator, member, left or kicked; the bot hears of it by my_chat_member."""
        before = self.member(chat)
        chat.bot_status = status
        if rights is not None:
            chat.bot_rights = frozenset(rights)
        self._my_chat_member(chat, by, before, self.member(chat))

    def _my_chat_member(self, chat: Chat, by: Json, before: Json, after: Json) -> None:
        body: Json = {
            "chat": chat.short,
            "from": by,
            "date": unix(self.clock.now()),
            "old_chat_member": before,
            "new_chat_member": after,
        }
        self.updates.push("my_chat_member", f"my:{chat.id}", body)
        self.notice(chat.id)

    def block(self, person: Person) -> None:
        self._set_blocked(person, True)

    def unblock(self, person: Person) -> None:
        self._set_blocked(person, False)

    def _set_blocked(self, person: Person, blocked: bool) -> None:
        if not person.started:
            raise Impossible(f"{person.name}还没有打开过与机器人的对话")
        if person.blocked == blocked:
            raise Impossible(f"{person.name}{'已经屏蔽了' if blocked else '没有屏蔽'}机器人")
        person.blocked = blocked
        chat = self.private_chat(person)
        free: Json = {"user": self.bot_user, "status": "member"}
        kept_out: Json = {"user": self.bot_user, "status": "kicked", "until_date": 0}
        before, after = (free, kept_out) if blocked else (kept_out, free)
        self._my_chat_member(chat, person.user(), before, after)

    def deactivate(self, person: Person) -> None:
        """Their account is gone; no update says so."""
        person.deactivated = True
        self.notice(person.id)

    # Migration

    def migrate(self, group: Chat | None = None) -> Chat:
        """The group becomes a new supergroup: another id, message ids and topics from anew."""
        old = group or self.group
        new = self.add_group(old.title)
        new.bot_status, new.bot_rights = old.bot_status, old.bot_rights
        old.kind, old.forum, old.moved_to = "group", False, new.id
        old.__dict__.pop("short", None)
        old.topics.clear()
        if old is self.group:
            self.group = new
        self.post_service(old, OWNER, {"migrate_to_chat_id": new.id}, None)
        self.post_service(new, OWNER, {"migrate_from_chat_id": old.id}, None)
        return new

    def announce(self, chat: Chat, person: Person) -> Message:
        """`person` joins, and the group is told."""
        content = {"new_chat_members": [person.user()]}
        return self.post_service(chat, person.user(), content, None)
