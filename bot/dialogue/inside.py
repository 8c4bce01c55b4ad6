"""Words of staff that sound as if meant for each other: they stay in the topic.

Rule 1: one tap sends them all the same; nothing is lost, and it is no answer to the customer yet.
Rule 2: 同意 of somebody who may decide is no decision: the buttons come again, for one tap.
"""

from . import amends
from .authority import asked_role, role_of
from .case import is_note
from .effects import Param, Post, StaffButton, Step
from .events import StaffAction, StaffSaid
from .parcels import Held
from .replacing import replace
from .scene import Scene
from .state import Conversation, Grant, GrantStatus

COLLEAGUE, APPROVE, OPEN = "colleague", "approve", "open"
APPROVES = (APPROVE, "approve_them")
OURS = (COLLEAGUE, "approve_them")  # whoever says it
LONGEST = 200  # characters that are quoted


def kept(talk: Conversation, event: StaffSaid, scene: Scene) -> Step | None:
    """The step where it stays in the topic; None where it is for the customer."""
    asked = talk.open_grant
    is_asked = asked is not None and asked.status is GrantStatus.REQUESTED
    beside = event.whom in (APPROVE, OPEN) and _is_another(talk, event)
    meant = event.whom in OURS or beside or (event.whom == APPROVE and is_asked)
    if not meant or event.media is not None or is_note(talk, event) or _is_known(talk, event):
        return None
    held = Held(
        event.message_id,
        (event.message_id,),
        event.staff,
        event.text,
        (),
        reply_to=event.reply_to,
        pledges=event.pledges,
        gives=event.gives,
        inside=True,
    )
    talk = replace(talk, held=(*talk.held, held))
    pass_on = StaffButton("button.pass_on", StaffAction.ANYWAY, str(held.key))
    if event.whom in APPROVES and is_asked and asked is not None:
        return Step(talk, (_asked_to_tap(talk, asked, event, scene, pass_on),))
    words = event.text if len(event.text) <= LONGEST else event.text[: LONGEST - 1] + "…"
    return Step(talk, (Post("staff.kept_inside", {"words": words}, (pass_on,)),))


def _is_another(talk: Conversation, event: StaffSaid) -> bool:
    """Somebody has the case, and this is somebody else."""
    handler = talk.case.handler if talk.case is not None else None
    return handler is not None and handler.id != event.staff.id


def _is_known(talk: Conversation, event: StaffSaid) -> bool:
    """An edit of what went out, or what takes the place of a held reply, is for the customer."""
    return event.edited or any(held.mender == event.staff.id for held in talk.held)


def _asked_to_tap(
    talk: Conversation, grant: Grant, event: StaffSaid, scene: Scene, pass_on: StaffButton
) -> Post:
    authority, option = scene.policy.authority, amends.option_of(grant, scene)
    needed = asked_role(authority, option, talk.purchase, scene.customer)
    params: dict[str, Param] = {
        **amends.named(talk, grant, scene),
        "staff": event.staff.name,
        "who": scene.policy.levels[needed],
    }
    if role_of(authority, event.staff) < needed:
        return Post("staff.approved_by_another", params, (pass_on,), int(needed) or None)
    return Post("staff.approve_by_tap", params, (*amends.request_buttons(grant, scene), pass_on))
