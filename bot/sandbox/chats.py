"""Chats: private ones, groups and supergroups with their topics, members and messages."""

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property

from bot.sandbox.messages import Message
from bot.sandbox.people import Person
from bot.sandbox.wire import Json

GENERAL = 1
RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
)
GIVEN_RIGHTS = frozenset(
    {
        "can_manage_chat",
        "can_delete_messages",
        "can_invite_users",
        "can_pin_messages",
        "can_manage_topics",
    }
)


@dataclass(slots=True, eq=False)
class Topic:
    id: int
    name: str
    icon_color: int
    creator: int
    opening: Message
    """Its forum_topic_created message, which every message in it replies to."""
    closed: bool = False
    ids: deque[int] = field(default_factory=deque)


@dataclass(eq=False)
class Chat:
    id: int
    kind: str
    """private, group or supergroup."""
    title: str
    forum: bool = False
    person: Person | None = None
    username: str | None = None
    instance: str = ""
    keep: int | None = None
    """How many messages are remembered; None means all."""
    bot_status: str = "member"
    """administrator, member, left or kicked."""
    bot_rights: frozenset[str] = frozenset()
    moved_to: int | None = None
    deleted: bool = False
    general_closed: bool = False
    last_id: int = 0
    messages: dict[int, Message] = field(default_factory=dict)
    topics: dict[int, Topic] = field(default_factory=dict)
    members: dict[int, Person] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)

    @property
    def is_private(self) -> bool:
        return self.kind == "private"

    @cached_property
    def short(self) -> Json:
        """The Bot API's Chat."""
        if self.person is not None:
            chat: Json = {"id": self.id, "first_name": self.person.name, "type": "private"}
            return chat
        chat = {"id": self.id, "title": self.title, "type": self.kind}
        if self.username:
            chat["username"] = self.username
        if self.forum:
            chat["is_forum"] = True
        if self.kind == "group":
            chat["all_members_are_administrators"] = False
        return chat

    def add(self, message: Message) -> None:
        self.messages[message.id] = message
        if message.topic is not None and (topic := self.topics.get(message.topic)) is not None:
            topic.ids.append(message.id)
        if self.keep is not None and len(self.messages) > self.keep:
            self._forget_oldest()

    def _forget_oldest(self) -> None:
        oldest = self.messages.pop(next(iter(self.messages)))
        topic = self.topics.get(oldest.topic) if oldest.topic is not None else None
        if topic is not None and topic.ids and topic.ids[0] == oldest.id:
            topic.ids.popleft()

    def find(self, message_id: int) -> Message | None:
        """A message that is still there for the bot to see."""
        message = self.messages.get(message_id)
        if message is None and (topic := self.topics.get(message_id)) is not None:
            message = topic.opening
        return None if message is None or message.deleted else message

    def replied_by(self, message: Message) -> Message | None:
        """What it replies to; in a topic, for want of anything else, the topic's opening."""
        if message.reply_to is not None and (replied := self.find(message.reply_to)) is not None:
            return replied
        topic = self.topics.get(message.topic) if message.topic is not None else None
        return topic.opening if topic is not None and topic.id != message.id else None

    def in_topic(self, topic_id: int) -> list[Message]:
        topic = self.topics.get(topic_id)
        found = (self.messages.get(i) for i in topic.ids) if topic is not None else ()
        return [message for message in found if message is not None]

    def has_right(self, right: str) -> bool:
        return self.bot_status == "administrator" and right in self.bot_rights
