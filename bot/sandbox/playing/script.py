"""Reads the steps of a scenario, one function a kind; whoever is named must be known."""

from collections.abc import Callable
from typing import Literal
from zoneinfo import ZoneInfo

from yaml import SequenceNode

from bot.config.values import duration
from bot.dialogue.events import Severity
from bot.dialogue.state import CaseStatus, GrantStatus
from bot.sandbox.people import Role
from bot.sandbox.playing.expectations import Wanted
from bot.sandbox.playing.fields import Fields, amount, meant, moment, one_of, scalar, shown
from bot.sandbox.playing.steps import (
    BEHIND,
    CASE,
    STAFF,
    Adopt,
    Block,
    Edit,
    Expect,
    ExpectCase,
    ExpectLedger,
    ExpectOverride,
    Nothing,
    Open,
    Purchase,
    Say,
    Send,
    Step,
    Tap,
    Unblock,
    Wait,
    Where,
)

MEDIA = ("photo", "voice", "video", "document", "sticker", "location")
WITHOUT_CAPTION = ("sticker", "location")
TEXTS = ("contains", "any", "absent", "buttons")
ORDER = ("order_no", "items", "amount", "shop", "clerk", "campaign", "currency", "survey")
RENAMED = {"name": "customer_name", "role": "customer_role"}

OF_A_CASE = (
    *("status", "severity", "topic", "level", "reopened", "closed_by"),
    *("cause", "handling", "abusive", "attitude", "attitude_of", "steps"),
)


class Script:
    """The steps so far: who there is, and whose purchases came before."""

    def __init__(self, people: dict[str, Role], zone: ZoneInfo) -> None:
        self.people = people
        self.zone = zone
        self.buyers: set[str] = set()
        self.number = 0

    def steps(self, fields: Fields) -> tuple[Step, ...]:
        node = fields.need("steps")
        if not isinstance(node, SequenceNode):
            raise fields.fault("steps must be a list", node)
        return tuple(self._step(Fields(item, fields.path, "step")) for item in node.value)

    def _step(self, step: Fields) -> Step:
        self.number += 1
        step.allow(*_KINDS)
        if len(step.values) != 1:
            raise step.fault("a step is one key, such as wait, and what it needs")
        ((kind, value),) = step.values.items()
        where = Where(step.node.start_mark.line + 1, f"{kind}: {shown(value)}")
        return _KINDS[kind](self, where, step)

    def purchase(self, where: Where, step: Fields) -> Purchase:
        fields = step.inner("purchase", "customer", "bought_at", *ORDER, *RENAMED)
        customer = self._person(fields, "customer")
        self.buyers.add(customer)
        order = {
            "order_no": f"P{self.number:04}",
            "items": "商品一件",
            "amount": "100.00",
            "shop": "本店",
            "customer": customer,
        }
        order |= {name: fields.text(name) for name in ORDER if fields.has(name)}
        order |= {to: fields.text(name) for name, to in RENAMED.items() if fields.has(name)}
        if fields.has("amount"):
            fields.parsed("amount", amount)
        if fields.has("survey"):
            fields.parsed("survey", one_of("now", "never"))
        if fields.has("bought_at"):
            order["bought_at"] = fields.parsed("bought_at", moment(self.zone)).isoformat()
        return Purchase(where, customer, order)

    def open(self, where: Where, step: Fields) -> Open:
        if scalar(step.need("open")) is not None:
            who = of = self._person(step, "open")
        else:
            fields = step.inner("open", "who", "invitation_of")
            who = self._person(fields, "who")
            of = self._person(fields, "invitation_of") if fields.has("invitation_of") else who
        if of not in self.buyers:
            raise step.fault(f"{of} has bought nothing so far, so there is no invitation")
        return Open(where, who, of)

    def wait(self, where: Where, step: Fields) -> Wait:
        return Wait(where, step.parsed("wait", duration))

    def expect(self, where: Where, step: Fields) -> Expect:
        return Expect(where, *self._wanted(step, "expect"))

    def nothing(self, where: Where, step: Fields) -> Nothing:
        return Nothing(where, *self._wanted(step, "nothing"))

    def _wanted(self, step: Fields, kind: str) -> tuple[str, Wanted]:
        fields = step.inner(kind, "to", "document", *TEXTS)
        to, places = fields.text("to"), (*self.people, STAFF, CASE, BEHIND)
        if to not in places:
            raise fields.fault(f"unknown place {to}{meant(to, places)}", fields.need("to"))
        texts = {name: fields.texts(name) for name in TEXTS}
        return to, Wanted(**texts, document=fields.maybe("document"))

    def expect_case(self, where: Where, step: Fields) -> ExpectCase:
        fields = step.inner("expect_case", *OF_A_CASE)
        for name, known in (("status", CaseStatus), ("severity", Severity)):
            if fields.has(name):
                fields.parsed(name, one_of(*known))
        return ExpectCase(where, {name: fields.text(name) for name in fields.values})

    def expect_ledger(self, where: Where, step: Fields) -> ExpectLedger:
        fields = step.inner("expect_ledger", "status", "key", "cost", "lines")
        if fields.has("status"):
            fields.parsed("status", one_of(*GrantStatus))
        return ExpectLedger(where, {name: fields.text(name) for name in fields.values})

    def expect_override(self, where: Where, step: Fields) -> ExpectOverride:
        fields = step.inner("expect_override", "rules", "lines")
        return ExpectOverride(where, {name: fields.text(name) for name in fields.values})

    def tap(self, where: Where, step: Fields) -> Tap:
        fields = step.inner("tap", "who", "button", "times")
        times = fields.parsed("times", int) if fields.has("times") else 1
        return Tap(where, self._person(fields, "who"), fields.text("button"), times)

    def say(self, where: Where, step: Fields) -> Say:
        fields = step.inner("say", "who", "to", "text", "texts", "shuffled", "answers")
        who = self._person(fields, "who")
        texts = fields.texts("texts") or (fields.text("text"),)
        shuffled = fields.has("shuffled") and fields.plain("shuffled") is True
        answers = fields.maybe("answers") or ""
        return Say(where, who, texts[0], self._place(fields, who), texts[1:], shuffled, answers)

    def send(self, where: Where, step: Fields) -> Send:
        fields = step.inner("send", "who", "to", "caption", "album", *MEDIA)
        who = self._person(fields, "who")
        media = [name for name in MEDIA if fields.has(name)]
        if len(media) != 1 or fields.plain(media[0]) is not True:
            raise fields.fault(f"send: one of {', '.join(MEDIA)}, with true after it")
        if fields.has("caption") and media[0] in WITHOUT_CAPTION:
            raise fields.fault(f"send: a {media[0]} has no caption", fields.need("caption"))
        caption, album = fields.maybe("caption"), fields.maybe("album")
        return Send(where, who, media[0], caption, self._place(fields, who), album)

    def edit(self, where: Where, step: Fields) -> Edit:
        fields = step.inner("edit", "who", "text", "was")
        who = self._person(fields, "who")
        return Edit(where, who, fields.text("text"), fields.maybe("was") or "")

    def block(self, where: Where, step: Fields) -> Block:
        return Block(where, self._person(step, "block"))

    def unblock(self, where: Where, step: Fields) -> Unblock:
        return Unblock(where, self._person(step, "unblock"))

    def adopt(self, where: Where, step: Fields) -> Adopt:
        return Adopt(where, self._person(step, "adopt"))

    def _person(self, fields: Fields, name: str) -> str:
        who = fields.text(name)
        if who not in self.people:
            known = meant(who, tuple(self.people))
            raise fields.fault(f"unknown person {who}{known}", fields.need(name))
        return who

    def _place(self, fields: Fields, who: str) -> Literal["private", "staff", "case", "behind"]:
        """Everybody writes to the bot; those in the staff group write there too."""
        to = fields.maybe("to")
        if to is None or to == who:
            return "private"
        if to not in (STAFF, CASE, BEHIND):
            places = meant(to, (who, STAFF, CASE, BEHIND))
            raise fields.fault(f"{who} cannot write to {to}{places}", fields.need("to"))
        if self.people[who] is Role.CUSTOMER:
            raise fields.fault(f"{who} is not in the staff group", fields.need("to"))
        return "staff" if to == STAFF else "behind" if to == BEHIND else "case"


_KINDS: dict[str, Callable[[Script, Where, Fields], Step]] = {
    "purchase": Script.purchase,
    "open": Script.open,
    "wait": Script.wait,
    "expect": Script.expect,
    "nothing": Script.nothing,
    "expect_case": Script.expect_case,
    "expect_ledger": Script.expect_ledger,
    "expect_override": Script.expect_override,
    "tap": Script.tap,
    "say": Script.say,
    "send": Script.send,
    "edit": Script.edit,
    "block": Script.block,
    "unblock": Script.unblock,
    "adopt": Script.adopt,
}
