"""A customer who blocks the bot, comes back, or cannot be written to."""

from datetime import datetime

from . import amends
from .case import card_again
from .effects import Deed, Post, Say, SendAgain, Turn
from .events import TopicMade, Undelivered
from .policy import Policy
from .replacing import replace
from .rest import put_to_rest, woken
from .scene import Scene
from .state import Chat, Stage


def lost(chat: Chat) -> Turn:
    """Timers that would write to the customer stop; staff are told where a case is open."""
    if chat.customer.unreachable:
        return Turn(chat)
    chat, deeds, _ = put_to_rest(replace(chat, customer=replace(chat.customer, unreachable=True)))
    return Turn(chat, (*deeds, *_told(chat, "staff.unreachable")))


def back(chat: Chat, at: datetime, policy: Policy) -> Turn:
    """What had stopped goes on where it was."""
    if not chat.customer.unreachable:
        return Turn(chat)
    chat = replace(chat, customer=replace(chat.customer, unreachable=False))
    chat, deeds, _ = woken(chat, at, policy)
    chat, decided, _ = _decided_meanwhile(chat, policy)
    again = tuple(Deed(number, SendAgain()) for number in _open(chat)[-1:])
    return Turn(chat, (*deeds, *decided, *_told(chat, "staff.reachable"), *again))


def _decided_meanwhile(chat: Chat, policy: Policy) -> Turn:
    """What was promised to them while they were away."""
    deeds: list[Deed] = []
    for talk in chat.talks:
        told, said, _ = amends.retold(talk, Scene(policy, chat.customer))
        chat = chat.keep(told)
        deeds += [Deed(talk.number, effect) for effect in said]
    return Turn(chat, tuple(deeds))


def _told(chat: Chat, key: str) -> tuple[Deed, ...]:
    return tuple(Deed(number, Post(key)) for number in _open(chat))


def _open(chat: Chat) -> list[int]:
    """Where somebody of the shop looks; what is over needs no news."""
    known = (talk for talk in chat.talks if talk.stage is not Stage.OVER)
    return [talk.number for talk in known if talk.case and talk.case.alerted]


def undelivered(chat: Chat, event: Undelivered) -> Turn:
    """Telegram refused a message for good: whoever waits for an answer should know."""
    if event.to == "manager":
        key = "report.too_big" if "too big" in event.why.lower() else "report.undelivered"
        return Turn(chat, (Deed(0, Say(key, {"why": event.why})),))
    if event.to != "customer":
        return Turn(chat)
    held = next((t for t in reversed(chat.talks) if t.case and t.case.alerted), None)
    if held is None:
        return Turn(chat)
    return Turn(chat, (Deed(held.number, Post("staff.undelivered", {"why": event.why})),))


def topic_made(chat: Chat, event: TopicMade, policy: Policy) -> Turn:
    """Staff deleted the topic: what it was about, in short, and the buttons that fit now."""
    talk = chat.talk(event.conversation)
    if talk is None or talk.case is None:
        return Turn(chat, (), event.conversation)
    card = card_again(talk, Scene(policy, chat.customer))
    return Turn(chat, (Deed(talk.number, card),), talk.number)
