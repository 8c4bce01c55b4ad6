"""They would rather speak than type: a call back by a time, or a voice message."""

from . import handover
from .case import PRESSED, case_of, posted_letter
from .effects import Effect, Post, Say, SetTimer, Step
from .events import Reading, TextReceived
from .facts import of_kind
from .letters import added
from .relay import from_customer
from .replacing import replace
from .scene import Scene, about
from .state import Conversation


def asked(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """As for a person, with the number to call, where they gave one."""
    phone = _phone(talk, event.reading)
    if handover.is_held(talk):
        return _asked_of_them(talk, event, phone, scene)
    if talk.case is not None:  # else it is in the letter of the enquiry
        talk = replace(talk, letter=added(talk.letter, event))
    done = handover.asked(talk, event, scene)
    told = tuple(_of_a_call(effect, phone) for effect in done.effects)
    return done._replace(effects=(*told, Post("staff.call_asked", {"phone": phone})))


def _of_a_call(effect: Effect, phone: str) -> Effect:
    if isinstance(effect, Say) and effect.key in ("handover.asked", "enquiry.received"):
        return replace(effect, key="handover.call", params={**effect.params, "phone": phone})
    return effect


def _asked_of_them(talk: Conversation, event: TextReceived, phone: str, scene: Scene) -> Step:
    """Whoever has the case calls, and is reminded soon; who has just written needs no herald."""
    talk, sent = from_customer(talk, event, scene)
    wrote_at, handler = case_of(talk).wrote_at, case_of(talk).handler
    in_touch = wrote_at is not None and event.at - wrote_at < handover.PRESENT
    params = {**about(talk, scene), "staff": handler.name if handler else "", "phone": phone}
    say = () if in_touch else (Say("handover.call_by", params, variant=event.message_id),)
    clock = SetTimer(PRESSED, event.at + scene.policy.respond_within)
    return Step(talk, (*sent, *say, Post("staff.call_asked", {"phone": phone}), clock))


def told_how(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """我不想打字: they may speak, or be called."""
    posted = posted_letter(talk)
    say = Say("handover.speak", about(talk, scene), variant=event.message_id)
    return Step(posted.talk, (*posted.effects, say))


def _phone(talk: Conversation, reading: Reading | None) -> str:
    """The number in these words, else the last one they gave."""
    now = [e.value for e in (reading.entities if reading else ()) if e.kind == "phone"]
    known = [fact.value for fact in of_kind(talk.case, "phone")]
    return (now or known[-1:] or [""])[0]
