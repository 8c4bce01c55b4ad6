"""What every stage may look at besides its own conversation, and the words all stages share."""

from dataclasses import dataclass
from datetime import datetime

from .effects import Param, Say
from .events import Purchase, Severity, TextReceived
from .policy import Policy
from .state import Case, Conversation, Customer


@dataclass(frozen=True, slots=True)
class Scene:
    policy: Policy
    customer: Customer
    bought: tuple[Purchase, ...] = ()  # all of theirs, where a letter has just been read


def about(talk: Conversation, scene: Scene) -> dict[str, Param]:
    """The parameters that most messages use: who, where, what."""
    purchase = talk.purchase
    return {
        "name": scene.customer.name or "",
        "shop": purchase.shop if purchase else "",
        "items": purchase.items if purchase else "",
    }


def answer_by(talk: Conversation, at: datetime, scene: Scene) -> datetime:
    """When somebody will have answered: the case's own deadline while it lies ahead."""
    case = talk.case
    if case is not None and case.due_at is not None and case.due_at > at:
        return case.due_at
    return scene.policy.respond_by(at, urgent=case is not None and is_urgent(case))


def is_urgent(case: Case) -> bool:
    """Danger knows no night."""
    return case.severity is Severity.CRITICAL


def here(talk: Conversation, event: TextReceived, scene: Scene) -> Say:
    """人呢? is answered at once."""
    return Say("listening.here", about(talk, scene), variant=event.message_id)
