"""人工: whoever asks for a person gets one, in every stage, and is told when."""

from dataclasses import replace

from . import case, enquiry
from .effects import CancelTimer, Post, Say, Step
from .events import TextReceived
from .letters import added, taken
from .scene import Scene, about, answer_by
from .state import Conversation, Stage


def is_possible(talk: Conversation) -> bool:
    """A person who has the case is called by every message anyway."""
    return talk.case is None or (talk.case.handler is None and talk.case.closed_at is None)


def asked(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    if talk.case is None:
        return _as_enquiry(talk, event, scene)
    called = Step(talk) if talk.case.alerted else case.alerted(talk, event.at, scene)
    posted = case.posted_letter(called.talk)
    by = answer_by(posted.talk, event.at, scene)
    effects = (
        *called.effects,
        *posted.effects,
        CancelTimer("pause"),
        Say("handover.asked", {**about(talk, scene), "by": by}),
        Post("staff.person_asked"),
    )
    return Step(replace(taken(posted.talk), stage=Stage.WITH_STAFF, acked=True), effects)


def _as_enquiry(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """No case yet: it goes before staff with what was said."""
    heard = replace(talk, letter=added(talk.letter, event))
    opened = enquiry.opened(heard, event.at, event.reading, scene)
    return opened._replace(effects=(CancelTimer("pause"), *opened.effects))
