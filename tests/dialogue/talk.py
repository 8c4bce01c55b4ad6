"""A conversation in a test: `Talk` feeds events to `step`, keeps the timers and hears the answer.

Every turn is rendered with the shipped wording and stored as JSON and read back, so that no test
passes with words that nobody could read or a chat that nobody could store.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.dialogue import Chat, Policy, Stage, from_dict, step, to_dict
from bot.dialogue import effects as do
from bot.dialogue import events as happened
from bot.dialogue.effects import Deed, Effect
from bot.dialogue.events import Action, Purchase, Reading, Staff, StaffAction
from bot.dialogue.state import Case, Conversation
from tests.dialogue.aloud import words_of
from tests.dialogue.scenery import *  # noqa: F403 (tests speak of t.UNHAPPY)
from tests.dialogue.scenery import (
    CATALOG,
    GIVE_BACK,
    LI,
    NEUTRAL,
    NOON,
    POLICY,
    QUESTION,
    STRICT,
    UNHAPPY,
    WANG,
    bought,
)


@dataclass
class Talk:
    """One customer's chat and the clock beside it. The last turn's effects are in `deeds`."""

    policy: Policy = POLICY
    now: datetime = NOON
    chat: Chat = field(default_factory=Chat)
    deeds: tuple[Deed, ...] = ()
    heard: int = 0  # the conversation that the last event went to
    everything: list[Deed] = field(default_factory=list)
    alarms: dict[tuple[int, str], datetime] = field(default_factory=dict)
    letters: Reading | None = None  # how the letter reads that the next pause ends
    next_message: int = 100
    owned: tuple[Purchase, ...] = ()

    def happen(self, event: happened.Event) -> "Talk":
        self.chat, self.deeds, self.heard = step(self.chat, event, self.policy)
        self.everything += self.deeds
        for number, effect in self.deeds:
            self._keep_alarm(number, effect)
            words_of(effect, self.now)
        assert from_dict(json.loads(json.dumps(to_dict(self.chat)))) == self.chat
        return self

    def _keep_alarm(self, number: int, effect: Effect) -> None:
        match effect:
            case do.SetTimer(name=name, due_at=due_at):
                self.alarms[number, name] = due_at
            case do.CancelTimer(name=name):
                self.alarms.pop((number, name), None)
            case do.Erase():
                self.alarms.clear()

    def buys(self, purchase: Purchase | None = None) -> "Talk":
        return self.happen(happened.PurchaseMade(self.now, purchase or bought(at=self.now)))

    def opens(
        self, purchase: Purchase | None = None, *others: Purchase, outcome: str = "yours"
    ) -> "Talk":
        purchase = purchase or bought(at=self.now)
        return self.happen(happened.InvitationOpened(self.now, outcome, purchase, others))

    def owns(self, *purchases: Purchase) -> "Talk":
        """What the database knows this customer to have bought."""
        self.owned = purchases
        return self

    def says(self, text: str, reading: Reading | None = NEUTRAL, **more: Any) -> "Talk":
        self.letters = reading
        message = self._message()
        return self.happen(happened.TextReceived(self.now, text, message, reading, **more))

    def sends(self, media: str = "photo", caption: str = "", **more: Any) -> "Talk":
        return self.happen(
            happened.MediaReceived(self.now, media, self._message(), caption, **more)
        )

    def taps(self, action: Action, arg: str = "", number: int | None = None) -> "Talk":
        number = self.last.number if number is None else number
        return self.happen(happened.Tapped(self.now, number, action, arg, self._message()))

    def rates(self, score: int, number: int | None = None) -> "Talk":
        return self.taps(Action.RATE, str(score), number)

    def commands(self, command: str, args: str = "", *, manager: bool = False) -> "Talk":
        return self.happen(happened.CommandGiven(self.now, command, args, manager))

    def blocks(self) -> "Talk":
        return self.happen(happened.Blocked(self.now))

    def unblocks(self) -> "Talk":
        return self.happen(happened.Unblocked(self.now))

    def staff_says(
        self, text: str = "", staff: Staff = LI, number: int | None = None, **more: Any
    ) -> "Talk":
        number = self.last.number if number is None else number
        message = self._message()
        return self.happen(happened.StaffSaid(self.now, number, staff, message, text, **more))

    def edits(self, text: str, message: int, staff: Staff = LI, **more: Any) -> "Talk":
        """A member of staff changes a message of theirs."""
        number = self.last.number
        more["edited"] = True
        return self.happen(happened.StaffSaid(self.now, number, staff, message, text, **more))

    def claims(self, staff: Staff = LI, number: int | None = None) -> "Talk":
        return self._staff_tap(StaffAction.CLAIM, staff, number)

    def closes(self, staff: Staff = LI, number: int | None = None) -> "Talk":
        return self._staff_tap(StaffAction.CLOSE, staff, number)

    def marks_misread(self, staff: Staff = LI, number: int | None = None) -> "Talk":
        return self._staff_tap(StaffAction.MISREAD, staff, number)

    def decides(
        self, action: StaffAction, arg: str = "1", staff: Staff = WANG, number: int | None = None
    ) -> "Talk":
        """批准, 换个办法, 已办好 of the first promise, or one of the shop's policies."""
        return self._staff_tap(action, staff, number, arg)

    def names(self, cause: str = "failure", number: int | None = None) -> "Talk":
        """The root cause, in one tap."""
        return self._staff_tap(StaffAction.CAUSE, LI, number, cause)

    def _staff_tap(
        self, action: StaffAction, staff: Staff, number: int | None, arg: str = ""
    ) -> "Talk":
        number = self.last.number if number is None else number
        message = self._message()
        return self.happen(happened.StaffTapped(self.now, number, staff, action, message, arg))

    def waits(self, time: timedelta = timedelta(0)) -> "Talk":
        """Let the time pass; every alarm rings at its moment. `deeds` holds all that follows."""
        until, heard = self.now + time, list[Deed]()
        while due := [(at, key) for key, at in self.alarms.items() if at <= until]:
            at, key = min(due)
            self.now = max(self.now, at)
            self.rings(*key)
            heard += self.deeds
        self.now, self.deeds = until, tuple(heard)
        return self

    def pauses(self, reading: Reading | None = None) -> "Talk":
        """The customer falls silent, long enough for a letter."""
        self.letters = reading or self.letters
        due = [at for (_, name), at in self.alarms.items() if name == "pause"]
        return self.waits(max(due, default=self.now + self.policy.listen_pause) - self.now)

    def rings(self, number: int, name: str) -> "Talk":
        due_at = self.alarms.pop((number, name))
        letter = self.letters if name == "pause" else None
        bought = self.owned if letter else ()
        return self.happen(happened.TimerFired(self.now, number, name, due_at, letter, bought))

    def _message(self) -> int:
        self.next_message += 1
        return self.next_message

    @property
    def last(self) -> Conversation:
        """The conversation that was active most recently."""
        return self.chat.talks[-1]

    @property
    def stage(self) -> Stage:
        return self.last.stage

    @property
    def case(self) -> Case:
        assert self.last.case is not None
        return self.last.case

    def all(self, kind: type[Any]) -> list[Any]:
        return [effect for _, effect in self.deeds if isinstance(effect, kind)]

    @property
    def said(self) -> list[str]:
        """The keys of what the customer is told, in order."""
        return [effect.key for effect in self.all(do.Say)]

    @property
    def posted(self) -> list[str]:
        """The keys of what staff read in the topic, in order."""
        return [effect.key for effect in self.all(do.Post)]

    @property
    def relayed(self) -> list[str]:
        return [effect.text for effect in self.all(do.RelayText)]

    @property
    def copied(self) -> list[tuple[int, ...]]:
        return [effect.message_ids for effect in self.all(do.RelayMedia)]

    @property
    def words(self) -> str:
        """All that anybody reads of the last turn."""
        return "\n".join(filter(None, (words_of(effect, self.now) for _, effect in self.deeds)))

    @property
    def ticked(self) -> list[str]:
        """What the tapped message shows as chosen."""
        rows = [row for edit in self.all(do.Edit) for row in edit.buttons]
        return [CATALOG.render(b.key, b.params, self.now) for row in rows for b in row if b.chosen]

    def rings_at(self, name: str, number: int | None = None) -> datetime | None:
        number = self.last.number if number is None else number
        return self.alarms.get((number, name))

    @property
    def surveys(self) -> list[tuple[str, str, str]]:
        """What is recorded of surveys: order number, outcome, why."""
        return [(r.purchase.order_no, r.outcome, r.why) for r in self.all(do.RecordSurvey)]

    @property
    def outcome(self) -> str:
        """What the reports will know of the survey."""
        records = [e for _, e in self.everything if isinstance(e, do.RecordSurvey)]
        return str(records[-1].outcome)


def asked(purchase: Purchase | None = None, policy: Policy = POLICY) -> Talk:
    """A customer who has opened the link and has just got the survey."""
    return Talk(policy=policy).opens(purchase).waits(policy.delay)


def rated(score: int, purchase: Purchase | None = None) -> Talk:
    return asked(purchase).rates(score)


def apologised(reading: Reading = UNHAPPY) -> Talk:
    """A low score, a letter, the apology; the question is out."""
    return rated(1).says("杯子漏水，烫到手了", reading).pauses()


def confirming() -> Talk:
    return apologised().says("昨天第一次用就漏了", NEUTRAL).pauses()


def proposed() -> Talk:
    return confirming().taps(Action.RIGHT)


def chosen() -> Talk:
    return proposed().taps(Action.OPTION, "part")


def requested() -> Talk:
    """A choice above what staff may: the supervisor is asked."""
    talk = proposed()
    talk.policy = STRICT
    return talk.taps(Action.OPTION, "refund")


def returning(policy: Policy = POLICY) -> Talk:
    """They want to give it back, and are asked why."""
    talk = Talk(policy=policy).opens(bought(survey="never"))
    return talk.says("我想退货", GIVE_BACK).pauses()


def claimed() -> Talk:
    return chosen().claims()


def closing() -> Talk:
    return claimed().decides(StaffAction.FULFILLED).closes()


def solved() -> Talk:
    return closing().taps(Action.SOLVED)


def followed_up() -> Talk:
    return solved().waits(POLICY.follow_up_after)


def enquiry() -> Talk:
    return Talk().says("你们几点关门？", QUESTION).pauses()
