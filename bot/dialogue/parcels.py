"""What is on its way across and waits: the pieces of an album, and staff replies that are held."""

from dataclasses import dataclass

from .events import Staff


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
