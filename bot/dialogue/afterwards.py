"""What staff write and tap about a conversation that is long over, and no longer remembered.

Rule: words still reach the customer; buttons do nothing more.
"""

from . import holding, relay
from .case import NOTE
from .effects import EditPost, Effect, Post, RecordOverride, RelayMedia, StaffButton
from .events import StaffAction, StaffSaid, StaffTapped
from .inside import OURS
from .replacing import replace
from .scene import Scene
from .state import Conversation, Stage


def said(event: StaffSaid, scene: Scene) -> tuple[Effect, ...]:
    """Long after the case: nothing remembers a held reply, but Telegram can still copy it."""
    if event.text.lstrip().startswith(NOTE):
        return ()
    if event.whom in OURS and event.media is None:
        pass_on = StaffButton("button.pass_on", StaffAction.ANYWAY, str(event.message_id))
        return (Post("staff.kept_inside", {"words": event.text}, (pass_on,)),)
    if holding.is_held(event, scene):
        anyway = StaffButton("button.anyway", StaffAction.ANYWAY, str(event.message_id))
        return (holding.notice(event, (anyway,), "staff.held_late"),)
    over = Conversation(event.conversation, Stage.WITH_STAFF)
    return relay.from_staff(over, replace(event, album=None), scene)[1]


def tapped(event: StaffTapped) -> tuple[Effect, ...]:
    if event.action is not StaffAction.ANYWAY or not event.arg.isdecimal():
        return (Post("staff.already_closed"),)
    number = int(event.arg)
    record = RecordOverride(event.staff.id, (), number, event.at)
    sent, name = RelayMedia("customer", (number,)), event.staff.name
    return EditPost(event.message_id), sent, record, Post("staff.held_anyway", {"staff": name})
