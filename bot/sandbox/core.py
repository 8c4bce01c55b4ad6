"""The ground of the world: its people, chats, files, updates, and how a message comes to be."""

import asyncio
import itertools
import secrets
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.chats import GIVEN_RIGHTS, Chat
from bot.sandbox.errors import Impossible
from bot.sandbox.faults import Faults
from bot.sandbox.files import Files
from bot.sandbox.ledger import Entry, new_ledger
from bot.sandbox.limits import RateLimits
from bot.sandbox.messages import Message
from bot.sandbox.people import FIRST_ID, Person, Role
from bot.sandbox.switches import Switches
from bot.sandbox.updates import DAY, UpdateQueue
from bot.sandbox.wire import Json

BOT_ID = 424242
TOKEN = "424242:AA-the-sandbox-token-is-no-secret-0"
GROUP_ID = -1001000000001
OWNER: Json = {"id": 8000, "is_bot": False, "first_name": "店主", "language_code": "zh-hans"}


@dataclass(frozen=True, slots=True)
class Change:
    """Something became different; the page fetches what it shows of it."""

    seq: int
    chat_id: int | None
    topic: int | None


class Core:
    def __init__(
        self,
        clock: Clock,
        *,
        token: str = TOKEN,
        bot_name: str = "回访",
        username: str = "huifang_bot",
        group_title: str = "客服工作群",
        keep: int | None = None,
        switches: Switches | None = None,
        first_update_id: int | None = None,
    ) -> None:
        self.clock = clock
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.bot_user: Json = {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": bot_name,
            "username": username,
        }
        self.keep = keep
        self.switches = switches or Switches()
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.files = Files()
        self.faults = Faults()
        self.limits = RateLimits(clock)
        self.updates = UpdateQueue(clock, first_update_id, self.switches.week_restart)
        self.ledger = new_ledger(keep)
        self.commands: dict[str, list[Json]] = {}
        self.reactions: dict[tuple[int, int], list[Json]] = {}
        self.queries: dict[str, float] = {}
        self.logged_out = False
        self.is_stopping = False
        self.seq = 0
        self.owed = 0.0
        """Seconds that the call under way still has to wait for the rate limits."""
        self.on_stop: list[Callable[[], None]] = []
        self.on_message: list[Callable[[Message], None]] = []
        """Called at once with every message that is new or different, before it changes again."""
        self._watchers: set[asyncio.Queue[Change]] = set()
        self.group = self.add_group(group_title, chat_id=GROUP_ID)

    # Who and where

    def person(self, who: str | int) -> Person:
        """By id or by name."""
        found = self.people.get(who) if isinstance(who, int) else None
        if found is None:
            found = next((p for p in self.people.values() if p.name == str(who)), None)
        if found is None:
            raise Impossible(f"这里没有叫「{who}」的人")
        return found

    def add_group(
        self,
        title: str,
        *,
        chat_id: int | None = None,
        kind: str = "supergroup",
        forum: bool = True,
    ) -> Chat:
        """A group with the bot as administrator; a shop may have one of its own."""
        number = next(n for n in itertools.count(1) if self._group_id(kind, n) not in self.chats)
        chat = Chat(
            id=chat_id if chat_id is not None else self._group_id(kind, number),
            kind=kind,
            title=title,
            forum=forum and kind == "supergroup",
            instance=_instance(),
            keep=self.keep,
            last_id=1,  # its own creation: 1 is never the id of a topic but stands for General
            bot_status="administrator",
            bot_rights=GIVEN_RIGHTS,
        )
        chat.members |= {p.id: p for p in self.people.values() if p.in_staff}
        self.chats[chat.id] = chat
        return chat

    @staticmethod
    def _group_id(kind: str, number: int) -> int:
        return -1001000000000 - number if kind == "supergroup" else -4000 - number

    def _new_person_id(self, role: Role) -> int:
        first = FIRST_ID[Role.CUSTOMER if role is Role.CUSTOMER else Role.STAFF]
        return next(n for n in itertools.count(first) if n not in self.people)

    def chat(self, chat_id: int) -> Chat | None:
        """A chat the bot can know of: a group, or someone who wrote or shares a group."""
        found = self.chats.get(chat_id)
        if found is not None:
            return found
        person = self.people.get(chat_id)
        if person is None or not self._shares_a_group(person):
            return None
        return self.private_chat(person)

    def _shares_a_group(self, person: Person) -> bool:
        return any(
            person.id in chat.members for chat in self.chats.values() if not chat.is_private
        )

    def chat_named(self, name: str) -> Chat | None:
        """`@name` reaches public groups only, never people."""
        wanted = name.removeprefix("@").lower()
        groups = (c for c in self.chats.values() if not c.is_private and c.username)
        return next((c for c in groups if str(c.username).lower() == wanted), None)

    def private_chat(self, person: Person) -> Chat:
        chat = self.chats.get(person.id)
        if chat is None:
            chat = Chat(
                id=person.id,
                kind="private",
                title=person.name,
                person=person,
                instance=_instance(),
                keep=self.keep,
            )
            self.chats[person.id] = chat
        return chat

    # Messages

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Json,
        *,
        topic: int | None = None,
        reply_to: int | None = None,
        markup: Json | None = None,
        plain_keyboard: bool = False,
        protected: bool = False,
        forwarded: Json | None = None,
    ) -> Message:
        """Puts a message into a chat; a person's, and every service message, is an update."""
        chat.last_id += 1
        message = Message(
            id=chat.last_id,
            chat_id=chat.id,
            sender=sender,
            at=self.clock.now(),
            content=content,
            topic=topic,
            reply_to=reply_to,
            markup=markup,
            plain_keyboard=plain_keyboard,
            protected=protected,
            forwarded=forwarded,
        )
        if reply_to is not None and chat.kind == "supergroup" and not chat.forum:
            replied = chat.find(reply_to)
            message.thread = (replied.thread or replied.id) if replied else None
        chat.add(message)
        self.record(message, message.kind, message.text or message.caption)
        self.changed(message)
        return message

    def post_service(self, chat: Chat, sender: Json, content: Json, topic: int | None) -> Message:
        message = self.post(chat, sender, content, topic=topic)
        self.tell(chat, message)
        return message

    def tell(self, chat: Chat, message: Message, kind: str = "message") -> None:
        """The bot hears of a message, if it is still in the chat."""
        if chat.bot_status in {"left", "kicked"} or (chat.person and chat.person.blocked):
            return
        self.updates.push(kind, f"chat:{chat.id}", message.wire(chat), DAY)

    def record(
        self, message: Message, kind: str, text: str | None, sender_id: int | None = None
    ) -> None:
        by = message.sender["id"] if sender_id is None else sender_id
        direction = "out" if by == self.bot_id else "in"
        now = self.clock.now()
        place = (message.chat_id, message.topic, message.id)
        self.ledger.append(Entry(now, direction, *place, by, kind, text))

    def changed(self, message: Message) -> None:
        self.seq += 1
        message.changed = self.seq
        for heard in self.on_message:
            heard(message)
        self._announce(message.chat_id, message.topic)

    def notice(self, chat_id: int | None = None, topic: int | None = None) -> None:
        """Something other than a message changed: a person, a topic, the clock."""
        self.seq += 1
        self._announce(chat_id, topic)

    def _announce(self, chat_id: int | None, topic: int | None) -> None:
        if self._watchers:
            change = Change(self.seq, chat_id, topic)
            for watcher in self._watchers:
                watcher.put_nowait(change)

    async def watch(self) -> AsyncIterator[Change]:
        """Every change from now on, until the iterator is closed."""
        changes: asyncio.Queue[Change] = asyncio.Queue()
        self._watchers.add(changes)
        try:
            while True:
                yield await changes.get()
        finally:
            self._watchers.discard(changes)

    def messages(self, chat_id: int, topic: int | None = None) -> list[Message]:
        """What stands in a chat, or in one of its topics, oldest first."""
        chat = self.chats.get(chat_id)
        if chat is None:
            return []
        found = list(chat.messages.values()) if topic is None else chat.in_topic(topic)
        return [message for message in found if not message.deleted]

    def undelivered(self) -> int:
        """How many updates the bot has not confirmed."""
        return self.updates.undelivered()

    def throttle(self, chat: Chat) -> None:
        if self.switches.rate_limits:
            patience = self.switches.patience
            self.owed += self.limits.spend(chat.id, not chat.is_private, patience)

    def stop(self) -> None:
        """The server is going down: whoever waits is sent away."""
        self.is_stopping = True
        for stop in self.on_stop:
            stop()

    def query_deadline(self) -> float:
        return (self.clock.now() + self.switches.query_life).timestamp()

    def forget_old_queries(self, more_than: int = 10_000) -> None:
        while len(self.queries) > more_than:
            del self.queries[next(iter(self.queries))]


def _instance() -> str:
    return str(secrets.randbits(63) - 2**62)
