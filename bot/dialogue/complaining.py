"""有不满意: always one tap away; who is heard already is told where it stands."""

from datetime import datetime

from . import complaint, tracking
from .choice import COMPLAIN, shown
from .effects import Effect, Turn
from .events import Tapped, TextReceived
from .policy import Policy
from .saying import asks_to_complain
from .scene import Scene
from .settling import settled
from .state import Chat, Conversation, Stage, is_open_complaint
from .survey import ASKED

FIRST = (*ASKED, Stage.RECEIVING)  # what was begun here goes on as the complaint


def is_meant(talk: Conversation, event: TextReceived) -> bool:
    """The words of the button, typed before anything else was said."""
    return talk.stage in FIRST and not talk.letter and asks_to_complain(event.text)


def tapped(chat: Chat, event: Tapped, policy: Policy) -> Turn:
    return wanted(chat, event.at, policy, *shown(event, COMPLAIN))


def wanted(chat: Chat, at: datetime, policy: Policy, *before: Effect) -> Turn:
    if any(is_open_complaint(talk) for talk in chat.talks):
        return tracking.told(chat, at, policy)
    begun = next((talk for talk in reversed(chat.talks) if talk.stage in FIRST), None)
    fresh = Conversation(chat.next_number, Stage.RECEIVING, chat.customer.latest)
    heard = complaint.invited(begun or fresh, at, Scene(policy, chat.customer), *before)
    return settled(chat, begun, heard, at, policy)
