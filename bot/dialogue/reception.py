"""Where every event arrives: which conversation is it for, and what follows for the chat.

Buttons carry their conversation. Free text goes to an open complaint, else to the most
recently active conversation, else it opens a new one.
"""

from collections.abc import Callable
from typing import Any, assert_never

from . import (
    advising,
    afterwards,
    amends,
    asides,
    calling,
    causes,
    closing,
    commands,
    complaining,
    complaint,
    crisis,
    desk,
    enquiry,
    escalating,
    followup,
    handling,
    handover,
    holding,
    invitation,
    listening,
    over,
    pledging,
    presence,
    proposing,
    relay,
    returning,
    saying,
    spacing,
    suggesting,
    survey,
    typed,
    with_staff,
)
from . import case as cases
from .addressing import addressed
from .choice import PERSON
from .effects import Deed, Say, Step, Turn
from .events import (
    Action,
    Blocked,
    CommandGiven,
    Event,
    InvitationOpened,
    MediaReceived,
    Noted,
    PurchaseMade,
    Refused,
    StaffSaid,
    StaffTapped,
    StageEvent,
    SuggestionAdopted,
    Tapped,
    TextReceived,
    TimerFired,
    TopicMade,
    Unblocked,
    Undelivered,
)
from .policy import Policy
from .replacing import replace
from .scene import Scene
from .settling import settled
from .state import Chat, Conversation, Stage
from .unsold import put_off, unsold
from .watching import told_apart, watched

Heard = Callable[[Conversation, Any, Scene], Step]
STAGES: dict[Stage, Callable[[Conversation, StageEvent, Scene], Step]] = {
    Stage.RATING: survey.rating,
    Stage.REASON: survey.reason,
    Stage.COMMENT: survey.comment,
    Stage.CHECKING: survey.checking,
    Stage.RECEIVING: enquiry.receiving,
    Stage.LISTENING: listening.listening,
    Stage.GATHERING: complaint.gathering,
    Stage.CONFIRMING: complaint.confirming,
    Stage.PROPOSING: proposing.proposing,
    Stage.CONSULTING: proposing.consulting,
    Stage.WITH_STAFF: with_staff.with_staff,
    Stage.CLOSING: closing.closing,
    Stage.FOLLOWING_UP: followup.following_up,
    Stage.OVER: over.over,
    Stage.RETURNING: returning.returning,
}


def step(chat: Chat, event: Event, policy: Policy) -> Turn:
    """Return the chat as it now stands and what to do about it. Never raises, never waits."""
    turn = unsold(told_apart(chat, _stepped(chat, event, policy)))
    return spacing.noted(advising.asked(turn, policy), event.at)


def _stepped(chat: Chat, event: Event, policy: Policy) -> Turn:
    match event:
        case TextReceived() | MediaReceived():
            return _free(chat, event, policy)
        case Tapped(action=Action.COMPLAIN):
            return complaining.tapped(chat, event, policy)
        case Tapped(action=Action.ADVISE):
            return advising.answered(chat, event)
        case Tapped(conversation=0) if event.action is not Action.PERSON:
            return commands.answered(chat, event)
        case Tapped():
            return _tapped(chat, event, policy)
        case TimerFired(conversation=0, name=suggesting.TIMER):
            return suggesting.told(chat, event.at, policy)
        case TimerFired(conversation=0):
            return invitation.due(chat, event, policy)
        case TimerFired():
            return _rung(chat, event, policy)
        case StaffSaid() | StaffTapped():
            return _staff(chat, event, policy)
        case PurchaseMade():
            return invitation.bought_again(chat, event, policy)
        case SuggestionAdopted():
            return suggesting.adopted(chat, event, policy)
        case InvitationOpened():
            return invitation.opened(chat, event, policy)
        case CommandGiven():
            return commands.given(chat, event, policy)
        case Blocked():
            return presence.lost(chat)
        case Unblocked():
            return presence.back(chat, event.at, policy)
        case Undelivered():
            return presence.undelivered(chat, event)
        case TopicMade():
            return presence.topic_made(chat, event, policy)
        case Refused():
            return commands.refused(chat, event, policy)
        case Noted():
            return Turn(chat)
        case _:
            assert_never(event)


def _free(chat: Chat, event: TextReceived | MediaReceived, policy: Policy) -> Turn:
    """Text and media of the customer, to the conversation that they are for."""
    if event.sender and event.sender != chat.customer.sender:
        chat = replace(chat, customer=replace(chat.customer, sender=event.sender))
    if chat.customer.unreachable:  # they write, so they can be written to
        chat, woken, _ = presence.back(chat, event.at, policy)
    else:
        woken = ()
    if isinstance(event, TextReceived) and saying.asks_to_be_forgotten(event.text):
        return commands.given(chat, CommandGiven(event.at, "delete_me"), policy)
    turn = _said(chat, event, policy)
    return turn._replace(deeds=(*woken, *turn.deeds))


def _said(chat: Chat, event: TextReceived | MediaReceived, policy: Policy) -> Turn:
    talk = addressed(chat, event)
    if isinstance(event, TextReceived):
        if saying.asks_to_be_left_alone(event.text):
            return commands.given(chat, CommandGiven(event.at, "stop"), policy)
        if saying.asks_who_we_are(event.text) and not handover.is_held(talk):
            return commands.given(chat, CommandGiven(event.at, "privacy"), policy)
        if crisis.is_heard(event.text):
            return _converse(chat, talk, event, policy, crisis.answered)
        if (advice := advising.typed(chat, event)) is not None:
            return advising.answered(chat, advice)
        if (named := typed.as_tap(event.text, talk.stage)) is not None:
            return _converse(chat, talk, Tapped(event.at, talk.number, *named), policy)
        if escalating.is_asked_after(talk, event.text):
            return _converse(chat, talk, event, policy, escalating.asked_after)
        if saying.asks_whether_we_are_a_machine(event.text) and not handover.is_held(talk):
            return handover.said_honestly(chat, talk, event)
        another = handling.is_meant(talk, event.text, event.reading)  # 换个人: not the same one
        if saying.asks_for_a_person(event.text) and not another:
            return _person_asked(chat, talk, event, policy)
        if saying.asks_for_a_call(event.text):
            return _person_asked(chat, talk, event, policy, calling.asked)
        if saying.would_rather_speak(event.text) and not handover.is_held(talk):
            return _converse(chat, talk, event, policy, calling.told_how)
        if complaining.is_meant(talk, event):
            return complaining.wanted(chat, event.at, policy)
    return _converse(chat, talk, event, policy)


def _person_asked(
    chat: Chat,
    talk: Conversation,
    event: TextReceived | Tapped,
    policy: Policy,
    step: Heard = handover.asked,
) -> Turn:
    if talk.stage in survey.ASKED:  # the survey stays where it is
        talk = Conversation(chat.next_number, Stage.RECEIVING, chat.customer.latest)
    return _converse(chat, talk, event, policy, step)


def _tapped(chat: Chat, event: Tapped, policy: Policy) -> Turn:
    """A button. One that no longer fits gets a kind word, never an error."""
    talk = chat.talk(event.conversation)
    if event.action is Action.PERSON:  # whatever became of that conversation
        live = next((t for t in reversed(chat.talks) if t.stage is not Stage.OVER), None)
        fresh = Conversation(chat.next_number, Stage.RECEIVING, chat.customer.latest)
        return _person_asked(chat, talk or live or fresh, event, policy)
    if talk is None and event.action is Action.NOT_SOLVED:  # long after the follow-up
        fresh = Conversation(chat.next_number, Stage.LISTENING, chat.customer.latest)
        heard = complaint.invited(fresh, event.at, Scene(policy, chat.customer))
        return settled(chat, None, heard, event.at, policy)
    if talk is None or event.action not in typed.ACCEPTS[talk.stage]:
        return _stale(chat, event)
    if not survey.is_ours(talk, event):
        return _stale(chat, event)
    return _converse(chat, talk, event, policy)


def _stale(chat: Chat, event: Tapped) -> Turn:
    deed = Deed(event.conversation, Say("stale", {}, PERSON, chat.next_number))
    return Turn(chat, (deed,), event.conversation)


def _rung(chat: Chat, event: TimerFired, policy: Policy) -> Turn:
    """A timer. One that was moved or cancelled after it rang is let pass."""
    talk = chat.talk(event.conversation)
    if talk is None or talk.timers.get(event.name) != event.due_at:
        return Turn(chat, (), event.conversation)
    timers = {name: due for name, due in talk.timers.items() if name != event.name}
    before, talk = talk, replace(talk, timers=timers)
    scene = Scene(policy, chat.customer, event.bought)
    match event.name:
        case "respond":
            done = escalating.escalated(talk, event.at, scene)
        case "alert" if talk.case is not None and not talk.case.alerted:
            done = cases.alerted(talk, event.at, scene)
        case _ if (later := put_off(chat, talk, event, policy)) is not None:
            done = later
        case name if name in amends.RINGS:
            done = amends.rung(talk, event, scene)
        case cases.PRESSED:
            done = handover.unheard(talk, event, scene)
        case causes.TIMER:
            done = causes.reminded(talk, event, scene)
        case holding.TIMER:
            done = holding.reminded(talk, event)
        case pledging.TIMER:
            done = pledging.rung(talk, event, scene)
        case "album":
            done = Step(*relay.flushed(talk))
        case "pause" if (old := over.known(chat, talk, event)) is not None:
            done = watched(chat.talk(old.number), over.again(old, event, scene), event, scene)
            return settled(chat.drop(talk.number), old, done, event.at, policy)
        case "pause" if (aside := asides.heard(talk, event, scene)) is not None:
            done = aside
        case _:
            done = STAGES[talk.stage](talk, event, scene)
    done = watched(before, done, event, scene)
    return settled(chat, before, done, event.at, policy, keep_order=True)


def _staff(chat: Chat, event: StaffSaid | StaffTapped, policy: Policy) -> Turn:
    talk = chat.talk(event.conversation)
    if talk is None or talk.case is None:
        return _staff_afterwards(chat, event, policy)
    scene = Scene(policy, chat.customer)
    done = desk.heard(talk, event, scene)
    return settled(chat, talk, done, event.at, policy)


def _staff_afterwards(chat: Chat, event: StaffSaid | StaffTapped, policy: Policy) -> Turn:
    """The conversation is long over: words still reach the customer, buttons do nothing more."""
    scene = Scene(policy, chat.customer)
    match event:
        case StaffSaid():
            effects = afterwards.said(event, scene)
        case StaffTapped():
            effects = afterwards.tapped(event)
    return Turn(chat, tuple(Deed(event.conversation, e) for e in effects), event.conversation)


def _converse(
    chat: Chat, talk: Conversation, event: Any, policy: Policy, step: Heard | None = None
) -> Turn:
    before, scene = chat.talk(talk.number), Scene(policy, chat.customer)
    done = watched(before, (step or STAGES[talk.stage])(talk, event, scene), event, scene)
    return settled(chat, before, done, event.at, policy)
