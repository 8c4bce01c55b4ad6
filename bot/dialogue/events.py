"""What can happen to a customer's chat. Every event carries its own time; nothing here decides."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class Sentiment(StrEnum):
    UNHAPPY = "unhappy"
    NEUTRAL = "neutral"
    HAPPY = "happy"
    UNSURE = "unsure"  # never opens a case by itself: it earns one gentle question


class Severity(StrEnum):
    CRITICAL = "critical"  # harm, danger, law, press: a person is called at once
    HIGH = "high"
    NORMAL = "normal"
    NONE = "none"


class Action(StrEnum):
    """What a button of the customer says; the values travel in the buttons' data."""

    RATE = "rate"
    REASON = "reason"
    SKIP = "skip"
    ALL_WELL = "well"  # the answer to the gentle question: nothing is wrong
    NOT_WELL = "unwell"
    DONE = "done"  # 说完了
    RIGHT = "right"  # 没错: the playback is right
    ADD = "add"  # 我要补充
    CORRECT = "correct"  # 改②: this line is not right
    OPTION = "option"
    RETURN = "return"  # 还是想退: no further words about it
    NONE_FITS = "none"  # 都不合适
    SOLVED = "solved"
    NOT_SOLVED = "unsolved"
    ERASE = "erase"
    KEEP = "keep"
    AGREE = "agree"  # our words may teach the reader of replies
    DECLINE = "decline"
    PERSON = "person"  # 找人工
    COMPLAIN = "complain"  # 有不满意: always one tap away
    ADVISE = "advise"  # willing to be asked for advice, or rather not
    ATTITUDE = "attitude"  # how the person who handled it made them feel, 1 to 5


class StaffAction(StrEnum):
    CLAIM = "claim"
    CLOSE = "close"
    MISREAD = "misread"  # 判断有误: it is no complaint, or it is one
    APPROVE = "approve"  # 批准
    OTHER_WAY = "otherway"  # 换个办法
    FULFILLED = "fulfilled"  # 已办好: the customer has it
    TAKE_BACK = "takeback"  # 撤回: it was not done yet
    POLICY = "policy"  # send the shop's policy in approved words
    CAUSE = "cause"  # the root cause, one of causes.CODES
    INSTEAD = "instead"  # 用建议: the suggestion is sent
    MEND = "mend"  # 我来改: the next message takes its place
    ANYWAY = "anyway"  # 仍然发送: as it was written, and logged
    DROP = "drop"  # 不发了: it is nobody's word any more
    KEPT = "kept"  # 已做到: what was promised in words
    BOOK = "book"  # 记进台账: a sum that was promised in words


@dataclass(frozen=True, slots=True)
class Entity:
    """A thing with a name or a number: order, time, amount, phone, person, rival, promise."""

    kind: str
    text: str  # as it was written
    value: str  # in one spelling: an ISO time, digits, an amount


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, read by nlp before the step."""

    sentiment: Sentiment
    p_unhappy: float
    is_question: bool = False
    small_talk: bool = False
    topic: str | None = None
    severity: Severity = Severity.NONE
    problem: str | None = None  # the clause that hurts most, in the customer's words
    harm: bool = False  # somebody was hurt or may be
    because: tuple[str, ...] = ()  # up to three words that speak for unhappy
    requests: tuple[str, ...] = ()  # 退款, 退货, 换货, 人工 …
    entities: tuple[Entity, ...] = ()
    suggestions: tuple[str, ...] = ()
    handling: str = ""  # a complaint about how a complaint is handled: explicit or implicit


@dataclass(frozen=True, slots=True)
class Purchase:
    id: int
    shop: str
    order_no: str
    items: str
    amount: Decimal
    currency: str
    bought_at: datetime
    clerk: str | None = None
    customer_name: str | None = None
    survey: str | None = None  # "now", "never", or None: as configured


@dataclass(frozen=True, slots=True)
class Staff:
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class TextReceived:
    at: datetime
    text: str
    message_id: int
    reading: Reading | None = None  # None: no model could read it in time
    reply_to: int | None = None
    edited: bool = False
    sender: str = ""  # the name in Telegram: for staff to see, never to address by
    about: int = 0  # the conversation of the message that this one answers


@dataclass(frozen=True, slots=True)
class MediaReceived:
    at: datetime
    media: str
    message_id: int
    caption: str = ""
    album: str | None = None
    reading: Reading | None = None  # of the caption
    reply_to: int | None = None
    edited: bool = False
    sender: str = ""
    about: int = 0


@dataclass(frozen=True, slots=True)
class Tapped:
    """A button, or the words on it typed by hand (then `message_id` is None)."""

    at: datetime
    conversation: int
    action: Action
    arg: str = ""
    message_id: int | None = None


@dataclass(frozen=True, slots=True)
class TimerFired:
    at: datetime
    conversation: int
    name: str
    due_at: datetime
    reading: Reading | None = None  # of the letter that a pause ends
    bought: tuple[Purchase, ...] = ()  # all that this customer bought, where a letter was written


@dataclass(frozen=True, slots=True)
class PurchaseMade:
    """A customer we already know bought again."""

    at: datetime
    purchase: Purchase


@dataclass(frozen=True, slots=True)
class SuggestionAdopted:
    """The shop does what a customer once proposed."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class InvitationOpened:
    at: datetime
    outcome: str  # "yours", "already_yours", "taken", "unknown"
    purchase: Purchase | None = None
    others: tuple[Purchase, ...] = ()  # older unclaimed purchases of the same customer


@dataclass(frozen=True, slots=True)
class CommandGiven:
    at: datetime
    command: str
    args: str = ""
    is_manager: bool = False
    in_group: bool = False


@dataclass(frozen=True, slots=True)
class Blocked:  # we can no longer write to them: they blocked the bot, or Telegram says so
    at: datetime


@dataclass(frozen=True, slots=True)
class Unblocked:
    at: datetime


@dataclass(frozen=True, slots=True)
class Fault:
    """What would hurt in a staff reply, and what could be said in its place."""

    rule: str  # adversative, accusing, refusal, blame, promise; care is a hint and never holds
    words: str
    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Pledged:
    """Something a staff reply promises, with a time still to come."""

    text: str
    due_at: datetime
    corrects: bool = False  # what was promised last
    sure: bool = True  # else staff are reminded, and the customer hears nothing


@dataclass(frozen=True, slots=True)
class StaffSaid:
    at: datetime
    conversation: int
    staff: Staff
    message_id: int
    text: str = ""
    media: str | None = None
    album: str | None = None
    reply_to: int | None = None
    edited: bool = False
    faults: tuple[Fault, ...] = ()  # found at the door, as if it were the first reply
    rewritten: str = ""  # the whole of it, as it could be said
    pledges: tuple[Pledged, ...] = ()
    gives: Decimal | None = None  # a sum, in yuan
    whom: str = ""  # "colleague", or "approve": it grants what is asked
    gives_all: bool = False  # the whole price, without a figure


@dataclass(frozen=True, slots=True)
class StaffTapped:
    at: datetime
    conversation: int
    staff: Staff
    action: StaffAction
    message_id: int
    arg: str = ""  # which grant, which policy, or how much


@dataclass(frozen=True, slots=True)
class Undelivered:
    """Telegram refused a message for good."""

    at: datetime
    to: str  # "customer" or "staff"
    why: str


@dataclass(frozen=True, slots=True)
class TopicMade:
    """A topic that was gone is there again, empty."""

    at: datetime
    conversation: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Somebody did what they may not (permissions.py)."""

    at: datetime
    in_group: bool = False
    conversation: int = 0  # they wrote into the topic that its case has left
    who: str = ""  # colleague, or colleague_manager: they wrote in private


@dataclass(frozen=True, slots=True)
class Noted:  # worth keeping in the log, and asks for no answer (a group that moved)
    at: datetime


Delivery = Blocked | Unblocked | Undelivered | TopicMade
StageEvent = TextReceived | MediaReceived | Tapped | TimerFired
Event = (
    StageEvent
    | StaffSaid
    | StaffTapped
    | PurchaseMade
    | SuggestionAdopted
    | InvitationOpened
    | CommandGiven
    | Delivery
    | Refused
    | Noted
)
