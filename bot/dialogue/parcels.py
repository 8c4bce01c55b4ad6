"""What is on its way and waits: a customer's letter, albums, held replies, staff's promises."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from .events import Pledged, Staff
from .replacing import replace


@dataclass(frozen=True, slots=True)
class Letter:
    """What a customer wrote since the last pause: several quick messages are one letter."""

    texts: tuple[str, ...] = ()
    media: tuple[tuple[int, str], ...] = ()  # message id, kind
    told: tuple[int, int] = (0, 0)  # how many texts and media staff have already
    ids: tuple[int, ...] = ()  # the message of each text
    edits: tuple[int, ...] = ()  # of these: messages that had been read, and were written anew
    last_at: datetime | None = None  # when the latest of them came

    @property
    def text(self) -> str:
        return "\n".join(self.texts)

    @property
    def untold(self) -> "Letter":
        texts, media = self.told
        return Letter(self.texts[texts:], self.media[media:])

    def as_told(self) -> "Letter":
        return replace(self, told=(len(self.texts), len(self.media)))

    def __bool__(self) -> bool:
        return bool(self.texts or self.media)


@dataclass(frozen=True, slots=True)
class Album:
    """Pieces of one album arrive one by one and are relayed whole."""

    id: str
    to: str
    message_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A staff reply that was not passed on yet, whole: nobody has to write it twice."""

    key: int  # the message that the buttons mean
    message_ids: tuple[int, ...]  # more than one: an album
    staff: Staff
    text: str
    rules: tuple[str, ...]
    rewritten: str = ""
    media: str | None = None
    album: str | None = None
    bare: bool = False  # its caption was written anew
    reply_to: int | None = None
    edited: bool = False  # of a message that had been sent
    mender: int = 0  # whose next message takes its place
    reminded: int = 0
    pledges: tuple[Pledged, ...] = ()
    gives: Decimal | None = None
    inside: bool = False  # meant for colleagues, as it sounds: nobody is reminded of it


@dataclass(frozen=True, slots=True)
class Pledge:
    """What a member of staff promised the customer, and by when."""

    key: int  # the message that said it
    text: str
    due_at: datetime  # when it is looked at next
    staff: Staff
    first_due: datetime | None = None  # what was promised, once it was put off
    reminded: bool = False
    silent: bool = True  # no word of staff since
    sure: bool = True  # its words name an act of ours

    @property
    def promised_for(self) -> datetime:
        return self.first_due or self.due_at
