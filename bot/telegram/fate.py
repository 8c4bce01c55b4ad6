"""What becomes of a parcel that Telegram did not take: again later, moved, or given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from storage.inbox import Arrival
from storage.outbox import Parcel

BACKOFF = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 60))
TRIES_FOR_A_BUG = 5
# No customer reads of these; a lost one is written to the log and no more.
QUIET = {"edit", "topic", "topic_state", "drop_topic"}
# The desk is set up wrongly, not the message: staff repair it, and every alert still goes out.
DESK_IS_OUT = (
    *("chat not found", "not enough rights", "no write access", "chat_write_forbidden"),
    *("need administrator rights", "chat_admin_required", "topic_closed"),
)


def told(error: Exception) -> str:
    """Telegram's own words; of any other error its kind alone, for it may quote a message."""
    known = isinstance(error, TelegramError)
    return f"{type(error).__name__}: {error}" if known else type(error).__name__


@dataclass(frozen=True, slots=True)
class Again:
    """Try later."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new number: note it down, then try again."""

    to: int


@dataclass(frozen=True, slots=True)
class GivenUp:
    """For good; the notice tells the dialogue."""

    why: str
    notice: Arrival | None


Fate = Again | Moved | GivenUp


def fate(error: Exception, parcel: Parcel, now: datetime) -> Fate:
    """`BadRequest` comes before `NetworkError`, its base class: a bad message stays bad."""
    why = told(error)
    match error:
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case RetryAfter():
            wait = error.retry_after
            seconds = wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
            return Again(now + seconds, why)
        case Forbidden() if parcel.chat_id > 0:
            return GivenUp(why, _unreachable(parcel, why, now))
        case Forbidden():
            return Again(now + BACKOFF[-1], why)
        case BadRequest():
            return _refused(why, parcel, now)
        case NetworkError():
            return Again(now + _backoff(parcel), why)
        case _ if parcel.attempts + 1 >= TRIES_FOR_A_BUG:
            return GivenUp(why, _undelivered(parcel, why, now))
        case _:
            return Again(now + _backoff(parcel), why)


def _refused(why: str, parcel: Parcel, now: datetime) -> Fate:
    if parcel.chat_id > 0 and "chat not found" in why.lower():
        return GivenUp(why, _unreachable(parcel, why, now))
    if parcel.chat_id < 0 and _is_desk_out(why, parcel):
        return Again(now + BACKOFF[-1], why)
    return GivenUp(why, _undelivered(parcel, why, now))


def _is_desk_out(why: str, parcel: Parcel) -> bool:
    return parcel.body["kind"] not in QUIET and any(sign in why.lower() for sign in DESK_IS_OUT)


def _backoff(parcel: Parcel) -> timedelta:
    return BACKOFF[min(parcel.attempts, len(BACKOFF) - 1)]


def _unreachable(parcel: Parcel, why: str, now: datetime) -> Arrival:
    payload = {"kind": "unreachable", "at": _ms(now), "why": why}
    return Arrival(f"out:{parcel.id}:unreachable", parcel.chat_id, 1, payload)


def _undelivered(parcel: Parcel, why: str, now: datetime) -> Arrival | None:
    """On the line of the case it was about, or of the chat itself."""
    if parcel.body["kind"] in QUIET:
        return None
    case = parcel.body.get("case")
    to = "customer" if parcel.chat_id > 0 else "staff"
    to = "manager" if parcel.body["kind"] == "paper" else to
    payload = {"kind": "undelivered", "at": _ms(now), "outbox_id": parcel.id, "to": to, "why": why}
    line = case[0] if case else parcel.chat_id
    return Arrival(f"out:{parcel.id}:undelivered", line, parcel.lane, payload)


def topic_made(parcel: Parcel, topic: int, now: datetime) -> Arrival | None:
    """A topic that was deleted is there again, and empty: the case's card belongs into it."""
    case = parcel.body.get("case")
    if case is None:
        return None
    payload = {"kind": "topic_made", "at": _ms(now), "case": case}
    return Arrival(f"out:{parcel.id}:topic:{topic}", case[0], parcel.lane, payload)


def _ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
