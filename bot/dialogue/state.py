"""Everything we must remember to go on talking with one customer, as frozen values."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from .events import Purchase, Severity, Staff
from .parcels import Album, Held, Letter, Pledge
from .replacing import replace

NO_TOPIC = (None, "其他")  # nobody has told what it is about


class Stage(StrEnum):
    RATING = "rating"  # asked for 1–5
    REASON = "reason"  # asked what made it so
    COMMENT = "comment"  # asked for words
    CHECKING = "checking"  # unsure what the words meant: one gentle question
    RECEIVING = "receiving"  # something came unasked; we wait until they have finished
    LISTENING = "listening"  # an unhappy customer speaks, we are silent
    GATHERING = "gathering"  # after the apology: one open question
    CONFIRMING = "confirming"  # what we understood, played back
    PROPOSING = "proposing"
    CONSULTING = "consulting"  # their own wish
    WITH_STAFF = "with_staff"  # a person has it, or will: we relay
    CLOSING = "closing"  # staff say it is done; the customer has the last word
    FOLLOWING_UP = "following_up"
    OVER = "over"  # closed, and remembered for a while: it may be reopened
    RETURNING = "returning"  # they want to give it back: why, another way, and then gladly


class CaseStatus(StrEnum):
    """ISO 10002:2018, 8.1–8.8."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"  # apologised to
    ASSESSED = "assessed"  # the customer confirmed what happened
    INVESTIGATING = "investigating"  # a person has claimed it
    RESPONDED = "responded"  # staff say it is done
    CLOSED = "closed"
    REOPENED = "reopened"


class CaseKind(StrEnum):
    COMPLAINT = "complaint"
    ENQUIRY = "enquiry"  # no complaint, but it needs a person


@dataclass(frozen=True, slots=True)
class Survey:
    sent_at: datetime
    outcome: str = "sent"  # sent, answered, expired
    score: int | None = None
    reason: str | None = None
    comment: str = ""
    reminded_at: datetime | None = None
    answered_at: datetime | None = None
    sentiment: str | None = None
    p_unhappy: float | None = None
    mismatch: bool = False  # a high score with unhappy words
    broken_off: bool = False  # begun, and never finished


@dataclass(frozen=True, slots=True)
class Fact:
    """What a customer's words say that can be looked up: a time, an amount, a name, a number."""

    kind: str
    text: str
    value: str
    clause: str = ""  # where it was said


@dataclass(frozen=True, slots=True)
class Promise:
    """Somebody said it would be so, as the customer tells it."""

    text: str
    due: str = ""  # ISO; "": nobody knows
    who: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    kind: CaseKind
    opened_at: datetime
    status: CaseStatus = CaseStatus.RECEIVED
    severity: Severity = Severity.NORMAL
    topic: str | None = None
    score: int | None = None
    mismatch: bool = False
    nth: int = 0  # which complaint of this customer; 0: none
    because: tuple[str, ...] = ()  # why we read the words as unhappy
    harm: bool = False  # somebody was hurt, or may have been
    misread: bool = False  # staff say that we read the words wrongly
    level: int = 0  # 0 staff, 1 supervisors, 2 managers
    alerted: bool = False
    handler: Staff | None = None
    words: str = ""
    wish: str = ""
    chosen: str = ""
    claimed_at: datetime | None = None
    first_response_at: datetime | None = None
    wrote_at: datetime | None = None  # when staff last wrote to the customer
    responded_at: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""  # customer, timeout, erased
    reopened: int = 0
    reopened_at: datetime | None = None
    due_at: datetime | None = None  # somebody must have answered by then
    facts: tuple[Fact, ...] = ()
    promises: tuple[Promise, ...] = ()
    breaches: int = 0  # how many promises were broken, as the customer tells it
    excuse: str = ""  # what they were told more than once
    excuses: int = 0  # how often
    standard: str = ""  # what by the customer's own measure would have been right
    problem: str = ""  # the clause that hurts most
    requests: tuple[str, ...] = ()
    vulnerable: str = ""  # one of cues.VULNERABLE
    cause: str = ""  # one of causes.CODES; "none": closed without one
    confirmed_at: datetime | None = None  # the customer said it is right; the cause may follow
    handling: bool = False  # about how a complaint was handled: a supervisor's case
    abusive: bool = False  # harsh words fell; how grave the matter is, stays as it is
    behind: bool = False  # it lies with the seniors, in a group of their own
    detailed: bool = False  # told so well that we can learn from it
    attitude: int | None = None  # 1 to 5, about the person, apart from the solution
    attitude_of: str = ""  # whom it is about
    steps: dict[str, datetime] = field(default_factory=dict)  # when each of the six was taken

    @property
    def is_over(self) -> bool:
        """For the customer; the shop may still owe it a cause."""
        return self.status is CaseStatus.CLOSED or self.confirmed_at is not None


class GrantStatus(StrEnum):
    REQUESTED = "requested"  # somebody with the authority is asked
    GRANTED = "granted"
    REFUSED = "refused"  # another way is looked for
    FULFILLED = "fulfilled"  # the customer has it
    WITHDRAWN = "withdrawn"  # a mind changed, or the person is forgotten


Point = tuple[str, dict[str, str]]  # a key of the wording, and what it is filled with
OPEN_GRANT = (GrantStatus.REQUESTED, GrantStatus.GRANTED)


@dataclass(frozen=True, slots=True)
class Grant:
    """One thing that was promised, or is asked for: a line of the ledger."""

    number: int
    key: str  # of the catalogue; "custom": the customer's own wish
    status: GrantStatus
    requested_at: datetime
    label: str = ""  # never what a customer said: the ledger outlives an erasure
    cost: Decimal | None = None
    level: int = 0  # who is asked: 1 supervisors, 2 managers
    answer_by: datetime | None = None  # told while it is asked for, or again while it is late
    granted_at: datetime | None = None
    granted_by: Staff | None = None  # None: the bot, within what staff may
    due_at: datetime | None = None  # the customer must have it by then
    fulfilled_at: datetime | None = None
    reminded: int = 0  # how often a request was not answered in time
    told: bool = True  # the customer has heard how it was decided
    spoken: bool = False  # a person has written to them while it was asked for


class Return(StrEnum):
    """Where the giving back of a purchase stands."""

    WHY = "why"
    TURN = "turn"  # another way, offered once, with room to refuse
    ACCEPT = "accept"
    REASON = "reason"  # the true one, asked once it is settled
    OTHER_WAY = "other_way"
    COME_BACK = "come_back"  # settled; a reason to come again waits for the recovery


@dataclass(frozen=True, slots=True)
class Conversation:
    number: int
    stage: Stage
    purchase: Purchase | None = None
    survey: Survey | None = None
    case: Case | None = None
    letter: Letter = field(default_factory=Letter)
    story: tuple[str, ...] = ()  # what the customer has told, in order
    sent: tuple[str, ...] = ()  # photos, voice and so on, by kind
    points: tuple[Point, ...] = ()  # what was understood, line by line
    noted: int = 0  # how much of the story is in the points
    heard: int = 0  # how many of the points were read back before the latest letter
    mended: tuple[int, ...] = ()  # points put right, which stay in sight
    correcting: int | None = None  # the point that is being put right
    asked: tuple[str, ...] = ()  # what was asked, and is not asked again
    suggested: tuple[str, ...] = ()  # what was proposed for everybody, and filed
    surveyed: Purchase | None = None  # where the complaint turned out to be about another one
    album: Album | None = None
    held: tuple[Held, ...] = ()  # staff replies that wait for a choice
    pledges: tuple[Pledge, ...] = ()  # what staff promised in their own words, the next one first
    offered: tuple[str, ...] = ()  # keys of the catalogue, as they were last offered
    grants: tuple[Grant, ...] = ()  # at most one of them is open
    told_policies: tuple[str, ...] = ()  # which of the shop's policies staff have sent
    returned: Return | None = None
    checked: bool = False  # the gentle question has been asked
    acked: bool = False  # told that a person will read it, since somebody last did
    timers: dict[str, datetime] = field(default_factory=dict)  # as the rows say: late ones show
    resting: dict[str, datetime] = field(default_factory=dict)  # go on when we may write again

    @property
    def open_grant(self) -> Grant | None:
        return next((grant for grant in self.grants if grant.status in OPEN_GRANT), None)

    @property
    def is_returned(self) -> bool:
        """It was taken back, or will be, whatever else was asked about it since."""
        return self.returned not in (None, Return.WHY, Return.TURN)

    def with_grant(self, grant: Grant) -> "Conversation":
        """Keep this grant as it now stands."""
        others = (g for g in self.grants if g.number != grant.number)
        return replace(self, grants=(*others, grant))


@dataclass(frozen=True, slots=True)
class Customer:
    name: str | None = None  # 称呼, such as 王女士; never guessed
    sender: str = ""  # the name in Telegram
    stopped: bool = False
    unreachable: bool = False
    consented: bool = False  # to teach the reader with their words; revocable at any time
    purchases: int = 0
    complaints: int = 0
    detailed: tuple[int, ...] = ()  # conversations told so well that we can learn from them
    abusive: bool = False  # harsh words fell once
    behind: tuple[int, ...] = ()  # conversations that lie with the seniors, also once forgotten
    advice: str = ""  # asked, willing, declined (advising.py)
    last_asked_at: datetime | None = None
    latest: Purchase | None = None
    apologies: dict[str, int] = field(default_factory=dict)  # how often each was heard
    seed: int = 0  # where their round of variants began


@dataclass(frozen=True, slots=True)
class Chat:
    """One customer's chat: live conversations, the most recently active one last."""

    customer: Customer = Customer()
    waiting: Purchase | None = None  # its survey is due later
    waiting_due: datetime | None = None
    approached_at: datetime | None = None  # when we last wrote first
    adopted: tuple[str, ...] = ()  # suggestions of theirs that they have not been told of yet
    talks: tuple[Conversation, ...] = ()
    next_number: int = 1

    def talk(self, number: int) -> Conversation | None:
        return next((talk for talk in self.talks if talk.number == number), None)

    def put(self, talk: Conversation) -> "Chat":
        """Keep this conversation, as the most recently active one."""
        rest = tuple(other for other in self.talks if other.number != talk.number)
        number = max(self.next_number, talk.number + 1)
        return replace(self, talks=(*rest, talk), next_number=number)

    def keep(self, talk: Conversation) -> "Chat":
        """Keep this conversation where it stands in the order."""
        talks = tuple(talk if t.number == talk.number else t for t in self.talks)
        return replace(self, talks=talks)

    def drop(self, number: int) -> "Chat":
        return replace(self, talks=tuple(t for t in self.talks if t.number != number))


def is_open_complaint(talk: Conversation) -> bool:
    case = talk.case
    return case is not None and case.kind is CaseKind.COMPLAINT and not case.is_over
