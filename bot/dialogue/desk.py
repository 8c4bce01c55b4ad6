"""What staff write and tap in a case's topic: buttons by their table, words to the customer.

Rule: a button's words typed by hand are that button, never a message to the customer.
"""

from collections.abc import Callable

from . import case as cases
from . import causes, closing, deciding, giving, holding, inside, pledging
from .case import ALERT
from .effects import Post, Step
from .events import StaffAction, StaffSaid, StaffTapped
from .scene import Scene
from .state import Conversation

TAPS: dict[StaffAction, Callable[[Conversation, StaffTapped, Scene], Step]] = {
    StaffAction.CLAIM: cases.staff_tapped,
    StaffAction.CLOSE: closing.tapped,
    StaffAction.MISREAD: cases.staff_tapped,
    StaffAction.APPROVE: deciding.tapped,
    StaffAction.OTHER_WAY: deciding.tapped,
    StaffAction.FULFILLED: deciding.tapped,
    StaffAction.TAKE_BACK: deciding.tapped,
    StaffAction.POLICY: deciding.tapped,
    StaffAction.CAUSE: causes.tapped,
    StaffAction.INSTEAD: holding.tapped,
    StaffAction.MEND: holding.tapped,
    StaffAction.ANYWAY: holding.tapped,
    StaffAction.DROP: holding.tapped,
    StaffAction.KEPT: pledging.tapped,
    StaffAction.BOOK: giving.tapped,
}
TYPED = {"认领": StaffAction.CLAIM, "结案": StaffAction.CLOSE}
ONLY_TAPPED = frozenset(
    ("已办好", "批准", "换个办法", "仍然发送", "不发了", "用建议", "判断有误", "已做到", "撤回")
)
"""Which of several is meant, only the button knows."""


def heard(talk: Conversation, event: StaffSaid | StaffTapped, scene: Scene) -> Step:
    if isinstance(event, StaffTapped):
        return TAPS[event.action](talk, event, scene)
    words = event.text.strip(" 。.!！")
    if (action := TYPED.get(words)) is not None:
        tap = StaffTapped(
            event.at, event.conversation, event.staff, action, event.message_id, ALERT
        )
        return TAPS[action](talk, tap, scene)
    if words in ONLY_TAPPED:
        return Step(talk, (Post("staff.tap_instead", {"words": words}),))
    event = giving.priced(talk, event)
    if (kept := inside.kept(talk, event, scene)) is not None:
        return kept
    done = holding.said(talk, event, scene)
    if scene.customer.unreachable and done.effects:
        return done._replace(effects=(*done.effects, Post("staff.unreachable")))
    return done
