"""One turn: inbox rows in, new states and their rows out, or nothing at all.

Rule 1: a batch is one transaction. One that breaks is tried again row by row.
Rule 2: a row that fails five times is parked and told to staff; its chat goes on.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

import structlog

from bot.config import Settings
from bot.dialogue import Chat, Policy, from_dict, step, to_dict
from bot.dialogue.effects import Deed, Effect, Erase, RelayMedia, RelayText, SendAgain, Turn
from bot.dialogue.events import Event, StaffSaid
from bot.dialogue.replacing import replace
from bot.dialogue.state import Conversation
from bot.flow.batch import Batch
from bot.flow.booking import book_erasure
from bot.flow.faults import told
from bot.flow.intake import Facts, gather, to_event
from bot.flow.records import heard_row
from bot.flow.writer import Writer
from bot.wording.catalog import Catalog
from storage import audit, erasure, grants, inbox, lost, outbox
from storage.database import Connection, Database, Unavailable
from storage.inbox import Head, Taken

log = structlog.get_logger()

AT_ONCE = 64  # storage costs a fifth per turn at 64 of what it costs at 1
BACKOFF = (1, 5, 30, 120)  # seconds between the tries of a row that fails


@dataclass(slots=True)
class Turns:
    database: Database
    settings: Settings
    policy: Policy
    wording: Catalog
    now: Callable[[], datetime]
    managers: Collection[int]
    soonest: datetime | None = None  # the first timer that the last batch set
    took: Callable[[float, int], None] = lambda seconds, turns: None

    async def take_turns(self, n: int = AT_ONCE) -> int:
        """Handle up to n heads, one per chat. Returns how many: 0 means nothing was due."""
        begun = perf_counter()
        done = await self._taken(n)
        if done:
            self.took(perf_counter() - begun, done)
        return done

    async def _taken(self, n: int) -> int:
        held: list[int] = []
        try:
            return await self.database.write(lambda conn: self._batch(conn, n, held))
        except Unavailable:
            raise
        except Exception as error:
            log.warning("batch_broke", error=type(error).__name__, chats=len(held))
        for chat_id in held:
            await self._alone(chat_id)
        return len(held)

    def _batch(self, conn: Connection, n: int, held: list[int]) -> int:
        now = self.now()
        taken = inbox.take(conn, now, n)
        held[:] = taken.chats
        self._turn(conn, taken, now)
        return len(taken.chats)

    async def _alone(self, chat_id: int) -> None:
        """One chat by itself; the row that fails is put off, or parked after the fifth time."""
        try:
            await self.database.write(lambda conn: self._one_chat(conn, chat_id))
        except Unavailable:
            raise
        except Exception as error:
            why = told(error)
            await self.database.write(lambda conn: self._failed(conn, chat_id, why))

    def _one_chat(self, conn: Connection, chat_id: int) -> None:
        now = self.now()
        self._turn(conn, inbox.take_one(conn, chat_id, now), now)

    def _failed(self, conn: Connection, chat_id: int, why: str) -> None:
        now = self.now()
        for head in inbox.take_one(conn, chat_id, now).heads:
            log.error("turn_failed", inbox_id=head.id, attempts=head.attempts + 1, why=why)
            if head.attempts < len(BACKOFF):
                until = now + timedelta(seconds=BACKOFF[head.attempts])
                inbox.put_off(conn, head, until, why)
                continue
            batch = Batch()
            group = self._staff_of(head)
            if group is not None:
                writer = self._writer(batch, head, Chat(), now)
                writer.to_general(group, "staff.dead", {"number": str(head.id)})
            inbox.bury(conn, head, why, now)
            outbox.queue(conn, batch.outgoing, now)

    def _staff_of(self, head: Head) -> int | None:
        """The group of the customer's shop, or whatever group there is to tell."""
        try:
            latest = from_dict(head.state).customer.latest
        except Exception:  # perhaps it is the document that cannot be read
            latest = None
        group = self.settings.group_of(latest.shop if latest else None)
        return group if group is not None else min(self.settings.groups, default=None)

    def _turn(self, conn: Connection, taken: Taken, now: datetime) -> None:
        batch = Batch(stock=self.stock)
        staff = self.settings.staff
        ours = frozenset(person.id for person in staff.people)
        facts = gather(conn, taken.heads, self.managers, now, staff.senior_group, ours)
        policy = self._policy_now(conn)
        for head in taken.heads:
            self._step(conn, head, facts, policy, batch, now)
        batch.store(conn)
        inbox.finish(conn, taken, now)
        audit.add(conn, batch.booked, now)
        outbox.queue(conn, batch.outgoing, now)
        self.soonest = batch.soonest

    @property
    def stock(self) -> dict[str, int]:
        """How many there are of what is limited."""
        catalogue = self.policy.compensations
        return {each.key: each.stock for each in catalogue if each.stock is not None}

    def _policy_now(self, conn: Connection) -> Policy:
        """What has run out is not promised; a turn that loses a race for it is taken again."""
        gone = grants.gone(conn, self.stock)
        return replace(self.policy, gone=gone) if gone else self.policy

    def _step(
        self,
        conn: Connection,
        head: Head,
        facts: Facts,
        policy: Policy,
        batch: Batch,
        now: datetime,
    ) -> None:
        event = to_event(head, facts)
        before = introduced(from_dict(head.state), head)
        turn = step(before, event, policy)
        heard = turn.chat.talk(turn.heard) or before.talk(turn.heard)
        known = _both(before, turn.chat)
        writer = self._writer(batch, head, known, now)
        writer.behind |= set(before.customer.behind)
        erased = next((d.effect for d in turn.deeds if isinstance(d.effect, Erase)), None)
        if erased is not None:
            self._erase(conn, writer, turn, erased, now)
        else:
            purchase = heard.purchase if heard else None
            row = heard_row(
                head,
                event,
                turn.heard,
                purchase.id if purchase else None,
                held=_is_held(event, heard),
            )
            if any(isinstance(deed.effect, SendAgain) for deed in turn.deeds):
                writer.lost = lost.lost(conn, head.chat_id)
            place = _place(event, turn.deeds)
            writer.write(turn.deeds[:place])
            if row is not None:
                batch.messages.append(row)
            writer.write(turn.deeds[place:])
        if turn.chat != before or head.state is None:
            batch.chats[head.chat_id] = to_dict(turn.chat)

    def _erase(
        self, conn: Connection, writer: Writer, turn: Turn, erased: Erase, now: datetime
    ) -> None:
        """The last records first, so that the figures stay right; then nothing personal stays."""
        early = Batch(stock=self.stock)
        records = self._writer_for(writer, early)
        records.write(deed for deed in turn.deeds if not isinstance(deed.effect, Erase))
        early.messages.clear()
        early.store(conn)
        writer.batch.booked += [*early.booked, book_erasure(erased)]
        for group, topic_id in erasure.erase(conn, writer.chat_id, now):
            writer.drop_topic(group, topic_id)
        general = self.settings.staff.group
        if erased.open_cases and general is not None:
            writer.to_general(general, "staff.erased", {"count": str(erased.open_cases)})
        for outgoing in early.outgoing:
            writer.requeue(outgoing)

    def _writer(self, batch: Batch, head: Head, chat: Chat, now: datetime) -> Writer:
        return Writer(batch, self.settings, self.wording, head.id, head.chat_id, chat, now)

    def _writer_for(self, other: Writer, batch: Batch) -> Writer:
        return Writer(
            batch,
            self.settings,
            self.wording,
            other.inbox_id,
            other.chat_id,
            other.chat,
            other.now,
        )


def _is_held(event: Event, heard: Conversation | None) -> bool:
    """A staff reply that did not go out in this turn."""
    if not isinstance(event, StaffSaid) or heard is None:
        return False
    return any(event.message_id in (held.key, *held.message_ids) for held in heard.held)


def _place(event: Event, deeds: Sequence[Deed]) -> int:
    """Where in the log the words stand that were heard: in the order in which people read them.

    A reply that takes the case is read after the line that says who writes.
    """
    if not isinstance(event, StaffSaid):
        return 0
    crossing = (n for n, (_, effect) in enumerate(deeds) if _reaches_the_customer(effect))
    return next(crossing, len(deeds))


def _reaches_the_customer(effect: Effect) -> bool:
    return isinstance(effect, RelayText | RelayMedia) and effect.to == "customer"


def introduced(chat: Chat, head: Head) -> Chat:
    """The name in Telegram, from whatever the customer does; staff see it, nobody is called so."""
    sender = head.payload.get("from") or {}
    name = sender.get("name") if sender.get("id") == head.chat_id else None
    if not name or name == chat.customer.sender:
        return chat
    return replace(chat, customer=replace(chat.customer, sender=name))


def _both(before: Chat, after: Chat) -> Chat:
    """The chat as it now is, with the conversations that ended in this turn still known."""
    ended = tuple(t for t in before.talks if after.talk(t.number) is None)
    return Chat(after.customer, talks=(*ended, *after.talks))
