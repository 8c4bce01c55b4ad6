"""How the person made them feel, asked once and apart from the solution; nobody has to answer."""

from .case import case_of
from .choice import shown
from .effects import Button, Effect, Rows, Say, Step
from .events import Action, Tapped
from .replacing import replace
from .scene import Scene, about
from .state import CaseKind, Conversation

SCORES = ("1", "2", "3", "4", "5")
ROWS: Rows = (tuple(Button("button.score", Action.ATTITUDE, s, {"score": s}) for s in SCORES),)


def asked(talk: Conversation, scene: Scene) -> tuple[Effect, ...]:
    """Only of somebody who wrote to them, and never where they are tired of questions."""
    case, customer = case_of(talk), scene.customer
    met = case.handler is not None and case.first_response_at is not None
    is_spared = case.abusive or customer.abusive or customer.stopped or case.reopened > 0
    if case.kind is not CaseKind.COMPLAINT or not met or is_spared or case.attitude is not None:
        return ()
    name = case.handler.name if case.handler else ""
    return (Say("closing.attitude", {**about(talk, scene), "staff": name}, ROWS, talk.number),)


def given(talk: Conversation, event: Tapped, scene: Scene) -> Step:
    """A changed mind is welcome; thanks are said once."""
    case, ticked = case_of(talk), shown(event, ROWS, open_to_change=True)
    name = case.attitude_of or (case.handler.name if case.handler else "")
    said = (
        () if case.attitude is not None else (Say("closing.attitude_thanks", about(talk, scene)),)
    )
    noted = replace(case, attitude=int(event.arg), attitude_of=name)
    return Step(replace(talk, case=noted), (*ticked, *said))
