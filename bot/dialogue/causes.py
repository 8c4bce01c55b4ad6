"""Why a complaint came about: one of eight causes, which the status closed waits for.

Rule: the customer never waits for it: they say that it is right, the shop says why it came.
"""

from datetime import datetime, timedelta

from .case import case_of
from .effects import CancelTimer, Effect, Post, SetTimer, StaffButton, Step, Word
from .events import StaffAction, StaffTapped, TimerFired
from .replacing import replace
from .scene import Scene
from .state import Case, CaseKind, CaseStatus, Conversation

# The eight challenges of service; their names are in the wording, under `cause`.
CODES = ("rising", "failure", "overload", "rivals", "unreasonable", "skill", "peaks", "gap")
NONE = "none"  # closed without one
TIMER = "cause"
AGAIN = timedelta(days=1)
SENIOR = 1
BUTTONS = tuple(StaffButton(f"cause.{code}", StaffAction.CAUSE, code) for code in CODES)


def is_wanted(talk: Conversation) -> bool:
    case = case_of(talk)
    return case.kind is CaseKind.COMPLAINT and not case.cause


def asked(talk: Conversation) -> tuple[Effect, ...]:
    """With 结案, while the customer is asked: one tap, and it can be put right later."""
    return (Post("staff.cause_ask", {}, BUTTONS, in_row=2),) if is_wanted(talk) else ()


def confirmed(talk: Conversation, at: datetime) -> Step:
    """The customer says that it is right: closed now, or as soon as its cause is named."""
    case = replace(case_of(talk), confirmed_at=at)
    if not is_wanted(talk):
        return Step(replace(talk, case=_closed(case, at)))
    waiting = replace(case, status=CaseStatus.RESPONDED)
    post = Post("staff.cause_wanted", {}, BUTTONS, in_row=2)
    return Step(replace(talk, case=waiting), (post, SetTimer(TIMER, at + AGAIN)))


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    case = case_of(talk)
    if event.arg not in CODES or case.kind is CaseKind.ENQUIRY or case.cause == event.arg:
        return Step(talk)
    waits = case.confirmed_at is not None and case.status is not CaseStatus.CLOSED
    case = replace(case, cause=event.arg)
    if waits:
        case = _closed(case, event.at)
    params = {"cause": Word(f"cause.{event.arg}"), "closed": Word("staff.closed") if waits else ""}
    post = Post("staff.cause_noted", {**params, "staff": event.staff.name})
    return Step(replace(talk, case=case), (CancelTimer(TIMER), post))


def reminded(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Day by day, from the second day on with somebody senior, until the case is forgotten."""
    case = case_of(talk)
    if case.confirmed_at is None or not is_wanted(talk):
        return Step(talk)
    again = scene.policy.out_of_quiet(event.at + AGAIN)
    level = SENIOR if event.at - case.confirmed_at > 2 * AGAIN else None
    post = Post("staff.cause_missing", {}, BUTTONS, level, in_row=2)
    return Step(talk, (post, SetTimer(TIMER, again)))


def given_up(talk: Conversation, at: datetime) -> Conversation:
    """Nobody named one in all that time: closed, and the report says so."""
    case = case_of(talk)
    if case.status is CaseStatus.CLOSED:
        return talk
    return replace(talk, case=_closed(replace(case, cause=case.cause or NONE), at))


def _closed(case: Case, at: datetime) -> Case:
    return replace(case, status=CaseStatus.CLOSED, closed_at=at, closed_by="customer")
