"""What the dialogue asks the shell to do. An effect is a request to write one row.

Nothing here is ever performed by the dialogue: flow/writer.py stores each
effect in the transaction that stores the new state, or stores none of them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from .events import Action, Purchase, StaffAction
from .state import Case, Chat, Conversation, Grant, Survey


@dataclass(frozen=True, slots=True)
class Button:
    """A customer's button: `key` names its words in the wording file."""

    key: str
    action: Action
    arg: str = ""
    params: dict[str, str] = field(default_factory=dict)
    chosen: bool = False  # shown with a tick


@dataclass(frozen=True, slots=True)
class StaffButton:
    key: str
    action: StaffAction
    arg: str = ""
    params: dict[str, str] = field(default_factory=dict)


class Word(NamedTuple):
    """A parameter that is itself worded: a key of the wording file."""

    key: str


class Lines(NamedTuple):
    """A parameter of several lines, each worded by its key and numbered."""

    items: tuple[tuple[str, dict[str, str]], ...]
    mark: str = ""  # before each line, instead of its number


Param = str | datetime | Word | Lines  # all become words where the message is rendered
Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Say:
    """One message to the customer, named by its key in wording/messages.zh.yaml."""

    key: str
    params: dict[str, Param] = field(default_factory=dict)
    buttons: Rows = ()
    variant: int = 0  # which of the natural variants; counted so that none repeats too soon


@dataclass(frozen=True, slots=True)
class Edit:
    """The message that was tapped keeps its words; its buttons now show the choice."""

    message_id: int
    buttons: Rows = ()


@dataclass(frozen=True, slots=True)
class OpenTopic:
    """A topic of the staff group for this case."""

    key: str
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NameTopic:
    """What the case is called from here on."""

    key: str
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CloseTopic:
    closed: bool = True


@dataclass(frozen=True, slots=True)
class GoBehind:
    """From here on the case lies with the seniors; where it leaves a topic, that gets this line
    and is closed."""

    key: str = ""  # "": there is no topic yet
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Post:
    """One message to the case's topic."""

    key: str
    params: dict[str, Param] = field(default_factory=dict)
    buttons: tuple[StaffButton, ...] = ()
    level: int | None = None  # name the people of this level, so that Telegram calls them
    in_row: int = 1  # so many buttons side by side
    is_alert: bool = False  # the message that calls staff: remembered, to be rewritten


@dataclass(frozen=True, slots=True)
class EditPost:
    message_id: int  # 0: the alert of the case
    buttons: tuple[StaffButton, ...] = ()
    key: str = ""  # new words too
    params: dict[str, Param] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RelayText:
    """A person's own words, across: to the topic, or to the customer."""

    to: str  # "staff" or "customer"
    text: str
    message_id: int
    reply_to: int | None = None
    edited: bool = False
    rough: bool = False  # harsh words: marked, so that nobody is caught off guard
    logged: bool = False  # the log has not heard these words yet: they were held, or suggested


@dataclass(frozen=True, slots=True)
class RelayMedia:
    """Photos, voice, stickers, whole albums: copied by Telegram itself."""

    to: str
    message_ids: tuple[int, ...]
    reply_to: int | None = None
    bare: bool = False  # without its caption, which is said otherwise
    caption: str = ""  # for the log, where it was held before


@dataclass(frozen=True, slots=True)
class SetTimer:
    """Replaces a timer of the same name: a conversation has at most one of each."""

    name: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class CancelTimer:
    name: str


@dataclass(frozen=True, slots=True)
class RecordSurvey:
    """How a purchase's survey stands, for reports; one row per purchase."""

    purchase: Purchase
    outcome: str  # scheduled, sent, answered, expired, suppressed, never
    at: datetime
    survey: Survey | None = None  # None: it was never sent
    why: str = ""


@dataclass(frozen=True, slots=True)
class RecordCase:
    case: Case
    purchase: Purchase | None


@dataclass(frozen=True, slots=True)
class RecordGrant:
    """A line of the ledger as it now stands."""

    grant: Grant
    purchase: Purchase | None
    taken: int = 0  # out of the stock; below 0: back into it


@dataclass(frozen=True, slots=True)
class FileSuggestion:
    """What a customer proposed for everybody, in their words."""

    text: str


@dataclass(frozen=True, slots=True)
class RecordOverride:
    """A member of staff had a reply sent that was held: who and why, no words."""

    staff_id: int
    rules: tuple[str, ...]
    message_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """A line of the ledger: their words may teach the reader, or may no longer."""

    given: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class SendPaper:
    """A report or an export, made when it is sent so that a turn never waits for it."""

    paper: str
    args: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SendAgain:
    """They are back: what a person wrote to them meanwhile, and the question that stands."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Everything personal about this customer, now; their topics go too."""

    open_cases: int = 0  # staff are told that these end


Effect = (
    Say
    | Edit
    | OpenTopic
    | NameTopic
    | CloseTopic
    | GoBehind
    | Post
    | EditPost
    | RelayText
    | RelayMedia
    | SetTimer
    | CancelTimer
    | RecordSurvey
    | RecordCase
    | RecordGrant
    | RecordOverride
    | RecordConsent
    | FileSuggestion
    | SendPaper
    | SendAgain
    | Erase
)


class Step(NamedTuple):
    """What a stage returns: the conversation as it now stands, and what to do about it."""

    talk: Conversation
    effects: tuple[Effect, ...] = ()
    ended: bool = False  # nothing more to remember: its rows tell the rest


class Turn(NamedTuple):
    """What a whole step returns; `heard` is the conversation that the event went to."""

    chat: Chat
    deeds: tuple["Deed", ...] = ()
    heard: int = 0


class Deed(NamedTuple):
    """An effect and the conversation that it belongs to (0: the chat as a whole)."""

    conversation: int
    effect: Effect
