"""Plays a scenario through the whole stack and stops at the first thing that does not hold.

Rule: it knows only what people can do and see, the till, the clock, and the newest case.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.errors import Impossible
from bot.sandbox.messages import Message
from bot.sandbox.people import Person, Role
from bot.sandbox.playing.expectations import Seen, button, matches, told
from bot.sandbox.playing.journal import Journal, Report, labels
from bot.sandbox.playing.steps import (
    BEHIND,
    CASE,
    STAFF,
    Act,
    Adopt,
    Block,
    Edit,
    Expect,
    Expectation,
    ExpectCase,
    ExpectLedger,
    ExpectOverride,
    Nothing,
    Open,
    Purchase,
    Say,
    Scenario,
    Send,
    Step,
    Tap,
    Unblock,
    Wait,
)
from bot.sandbox.rig import Rig

ACTS_IN_GROUP = (Role.STAFF, Role.SUPERVISOR)
TOPICS = {CASE: ("group_id", "topic_id"), BEHIND: ("senior_group_id", "senior_topic_id")}


@dataclass(frozen=True, slots=True)
class Failure:
    """The step that did not hold."""

    path: Path
    line: int
    step: str
    expected: str
    came: str

    def __str__(self) -> str:
        """On one line."""
        expected = f"expected {self.expected}; " if self.expected else ""
        return f"{self.path}:{self.line}: {self.step}: {expected}came: {self.came}"


@dataclass(frozen=True, slots=True)
class Verdict:
    failure: Failure | None = None

    @property
    def holds(self) -> bool:
        return self.failure is None


async def play(scenario: Scenario, rig: Rig, report: Report) -> Verdict:
    """The people of the scenario are in the rig's world by the same names."""
    journal = Journal(rig.world, scenario.zone, report)
    player = _Player(scenario, rig, journal)
    with journal.listening():
        for step in scenario.steps:
            try:
                await player.take(step)
            except _Broken as broken:
                expected, came = broken.expected, broken.came
            except Impossible as error:
                expected, came = "", str(error)
            except TimeoutError:
                expected, came = "everything to come to rest", "no end"
            else:
                continue
            where = step.where
            return Verdict(Failure(scenario.path, where.line, where.text, expected, came))
    return Verdict()


class _Broken(Exception):
    def __init__(self, expected: str, came: str) -> None:
        super().__init__(expected, came)
        self.expected = expected
        self.came = came


@dataclass(slots=True)
class _Player:
    scenario: Scenario
    rig: Rig
    journal: Journal
    tokens: dict[str, str] = field(default_factory=dict)
    """The newest invitation of each customer."""
    since_act: int = 0
    """How much was seen before the last act."""
    since_block: int = 0
    """How much was seen up to the previous block of expectations."""
    block_ends: int = 0

    async def take(self, step: Step) -> None:
        match step:
            case Expect() | Nothing() | ExpectCase() | ExpectLedger() | ExpectOverride():
                self.block_ends = len(self.journal.seen)
                await self._check(step)
                return
            case Wait():
                self.since_block = self.block_ends
                self.journal.note(step.where.text)
                await self.rig.move(step.time)
            case _:
                self.since_block = self.block_ends
                self.since_act = len(self.journal.seen)
                await self._act(step)
                await self.rig.settle()

    # What is expected

    async def _check(self, step: Expectation) -> None:
        match step:
            case Expect(to=to, wanted=wanted):
                came = await self._seen_at(to, self.since_block)
                if not any(matches(wanted, seen) for seen in came):
                    raise _Broken(f"a {wanted}", told(came))
            case Nothing(to=to, wanted=wanted):
                came = await self._seen_at(to, self.since_act)
                if bad := [s for s in came if not s.is_edit and matches(wanted, s)]:
                    raise _Broken(f"no {wanted}", told(bad))
            case ExpectCase(fields=fields):
                _same_row(await self.rig.newest_case(), fields, "no case")
            case ExpectLedger(fields=fields):
                _same_row(await self.rig.newest_grant(), fields, "no line")
            case ExpectOverride(fields=fields):
                _same_row(await self.rig.newest_override(), fields, "no line")

    async def _seen_at(self, to: str, since: int) -> list[Seen]:
        is_there = await self._place(to)
        return [seen for seen in self.journal.seen[since:] if is_there(seen)]

    async def _place(self, to: str) -> Callable[[Seen], bool]:
        if to == STAFF:
            return lambda seen: not self.rig.world.chats[seen.chat_id].is_private
        if to in TOPICS:
            row = await self.rig.newest_case() or {}
            topic = tuple(row.get(name) for name in TOPICS[to])
            return lambda seen: seen.topic is not None and (seen.chat_id, seen.topic) == topic
        person = self._person(to)
        return lambda seen: seen.chat_id == person.id

    # What people do

    async def _act(self, step: Act) -> None:
        world = self.rig.world
        match step:
            case Purchase():
                await self._buy(step)
            case Open(who=who, invitation_of=of):
                world.start(self._person(who), self.tokens[of])
            case Tap(who=who, button=label, times=times):
                self._tap(self._person(who), label, times)
            case Say(who=who, text=text, to=to, more=more, shuffled=shuffled, answers=answers):
                target = await self._target(to) | self._answering(self._person(who), answers)
                if shuffled:
                    world.faults.add("reordered_updates")
                for words in (text, *more):
                    world.say(self._person(who), words, **target)
            case Send(who=who, media=media, caption=caption, to=to, album=album):
                target = await self._target(to)
                world.send(self._person(who), media, caption, album=album, **target)
            case Edit(who=who, text=text, was=was):
                person = self._person(who)
                message = self._own(person, was)
                world.edit(person, message.id, text, message.chat_id)
            case Adopt(who=who):
                self.journal.note(step.where.text)
                if not await self.rig.adopt(self._person(who).id):
                    raise _Broken("a suggestion of theirs", "none")
            case Block(who=who):
                self.journal.note(step.where.text)
                world.block(self._person(who))
            case Unblock(who=who):
                self.journal.note(step.where.text)
                world.unblock(self._person(who))

    async def _buy(self, step: Purchase) -> None:
        order = step.order
        self.journal.note(
            f"{step.customer} buys {order['items']} at {order['shop']}, order {order['order_no']}"
        )
        answer = await self.rig.purchase(order)
        self.tokens[step.customer] = parse_qs(urlsplit(answer["link"]).query)["start"][0]

    def _tap(self, person: Person, wanted: str, times: int) -> None:
        """The newest message with such a button; managers also sit in the staff group."""
        in_group, own = self._messages(person, private=False), self._messages(person, private=True)
        places = [own] if person.role is Role.CUSTOMER else [own, in_group]
        if person.role in ACTS_IN_GROUP:
            places = [in_group]
        for messages in places:
            for message in messages:
                found = button(wanted, labels(message))
                if found is not None:
                    self._press(person, message, found, times)
                    return
        there = [label for messages in places for message in messages for label in labels(message)]
        raise _Broken(f"a button {wanted}", " ".join(f"[{label}]" for label in there) or "none")

    def _messages(self, person: Person, private: bool) -> Sequence[Message]:
        """What they have before them, newest first."""
        world = self.rig.world
        chats = (
            [world.private_chat(person)]
            if private
            else [c for c in world.chats.values() if not c.is_private and person.id in c.members]
        )
        found = [message for chat in chats for message in world.messages(chat.id)]
        return sorted(found, key=lambda message: (message.at, message.id), reverse=True)

    def _press(self, person: Person, message: Message, number: int, times: int) -> None:
        """Several times: faster than the bot can change the button."""
        pressed = [one for row in message.buttons for one in row][number]
        self.journal.tapped(person.name, pressed["text"], message)
        data = pressed.get("callback_data", "")
        for _ in range(times):
            self.rig.world.tap(person, message.chat_id, message.id, data)

    async def _target(self, to: str) -> dict[str, Any]:
        """Where a message goes, as the world's acts take it."""
        if to not in TOPICS:
            return {"in_group": to == STAFF}
        row, (group, topic) = await self.rig.newest_case(), TOPICS[to]
        if row is None or row[topic] is None:
            raise _Broken("a topic of the newest case", "no case" if row is None else "no topic")
        return {"topic": row[topic], "group": row[group]}

    def _answering(self, person: Person, words: str) -> dict[str, Any]:
        """The newest message in their own chat that says so."""
        if not words:
            return {}
        found = (m for m in self._messages(person, private=True) if words in (m.text or ""))
        message = next(found, None)
        if message is None:
            raise _Broken(f"a message with {words} to answer", "none")
        return {"reply_to": message.id}

    def _own(self, person: Person, words: str) -> Message:
        """The newest message of theirs that says so."""
        both = (*self._messages(person, True), *self._messages(person, False))
        own = [message for message in both if message.sender["id"] == person.id]
        found = [m for m in own if words in (m.text or m.caption or "")]
        if not found:
            raise _Broken(f"a message of {person.name} with {words}", "none")
        return max(found, key=lambda message: (message.at, message.id))

    def _person(self, name: str) -> Person:
        return self.rig.world.person(name)


def _same_row(row: Mapping[str, Any] | None, fields: dict[str, str], none: str) -> None:
    found = {name: str(row[name]) for name in fields} if row is not None else {}
    if found != fields:
        raise _Broken(_listed(fields), _listed(found) or none)


def _listed(fields: dict[str, str]) -> str:
    return ", ".join(f"{name}: {value}" for name, value in fields.items())
