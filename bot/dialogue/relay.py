"""Words and media across, both ways; an album arrives in pieces and is passed on whole."""

from datetime import datetime

from .effects import (
    Button,
    CancelTimer,
    Effect,
    RelayMedia,
    RelayText,
    Rows,
    SetTimer,
)
from .events import Action, MediaReceived, StaffSaid, TextReceived
from .parcels import Album
from .replacing import replace
from .scene import Scene
from .state import Conversation

SOLVED: Rows = (
    (Button("button.solved", Action.SOLVED), Button("button.not_solved", Action.NOT_SOLVED)),
)
NOBODY = "nobody"  # where the pieces of an internal album go
Relayed = tuple[Conversation, tuple[Effect, ...]]


def from_staff(talk: Conversation, event: StaffSaid, scene: Scene) -> Relayed:
    if event.media is None:
        return _text(talk, "customer", event.text, event)
    return _media(talk, "customer", event.album, event, event.at, scene)


def kept_inside(talk: Conversation, event: StaffSaid) -> Relayed:
    """A note stays in the topic, and with it the whole album that it stands on."""
    if event.album is None:
        return talk, ()
    if talk.album is not None and talk.album.id == event.album:
        return replace(talk, album=Album(event.album, NOBODY, ())), (CancelTimer("album"),)
    talk, before = flushed(talk)
    return replace(talk, album=Album(event.album, NOBODY, ())), before


def is_inside(talk: Conversation, event: StaffSaid) -> bool:
    album = talk.album
    return album is not None and album.to == NOBODY and album.id == event.album


def from_customer(
    talk: Conversation, event: TextReceived | MediaReceived, scene: Scene
) -> Relayed:
    match event:
        case TextReceived(text=text):
            return _text(talk, "staff", text, event)
        case MediaReceived(album=album):
            return _media(talk, "staff", album, event, event.at, scene)


def flushed(talk: Conversation) -> Relayed:
    """Pass on what is collected of an album."""
    album = talk.album
    if album is None:
        return talk, ()
    if album.to == NOBODY:
        return replace(talk, album=None), ()
    sent = RelayMedia(album.to, album.message_ids)
    return replace(talk, album=None), (CancelTimer("album"), sent)


def _text(talk: Conversation, to: str, text: str, event: TextReceived | StaffSaid) -> Relayed:
    talk, before = flushed(talk)
    return talk, (*before, RelayText(to, text, event.message_id, event.reply_to, event.edited))


def _media(
    talk: Conversation,
    to: str,
    album_id: str | None,
    event: MediaReceived | StaffSaid,
    at: datetime,
    scene: Scene,
) -> Relayed:
    same = talk.album is not None and (talk.album.id, talk.album.to) == (album_id, to)
    before: tuple[Effect, ...] = ()
    if not same:
        talk, before = flushed(talk)
    if album_id is None:
        sent = RelayMedia(to, (event.message_id,), event.reply_to)
        return talk, (*before, sent)
    pieces = talk.album.message_ids if talk.album else ()
    grown = Album(album_id, to, (*pieces, event.message_id))
    timer = SetTimer("album", at + scene.policy.album_wait)
    return replace(talk, album=grown), (*before, timer)
