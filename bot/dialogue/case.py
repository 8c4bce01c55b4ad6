"""The case beside the dialogue: called, claimed, relayed, escalated, closed.

Rule 1: while a person holds the case we relay and are otherwise silent.
Rule 2: only the customer's own word, or an audited time-out, closes a case.
"""

from datetime import datetime
from typing import NamedTuple

from . import facts, manner, relay
from .authority import Role, role_of
from .effects import (
    CancelTimer,
    EditPost,
    Effect,
    OpenTopic,
    Param,
    Post,
    RelayMedia,
    Say,
    SetTimer,
    StaffButton,
    Step,
    Word,
)
from .events import Purchase, Staff, StaffAction, StaffSaid, StaffTapped
from .parcels import Letter
from .replacing import replace
from .scene import Scene, about, is_urgent
from .state import Case, CaseKind, CaseStatus, Conversation, Stage

TOP_LEVEL = 2
QUOTED = 600  # longer letters follow in full below the alert
CLAIM = (StaffButton("button.claim", StaffAction.CLAIM),)
ALERT = "alert"  # the button below the alert itself, whose words change when it is tapped
CLAIM_HERE = (StaffButton("button.claim", StaffAction.CLAIM, ALERT),)
OVER = "over"
TAKE_OVER = (StaffButton("button.take_over", StaffAction.CLAIM, OVER),)
MISREAD = (StaffButton("button.misread", StaffAction.MISREAD),)
CLOSE = (StaffButton("button.close", StaffAction.CLOSE),)
_DONE = {Stage.LISTENING: "listening", Stage.GATHERING: "apologised"}
APOLOGISED = "apologised"  # a step of six.py
CRISIS = "crisis:"  # a mark of crisis.py, and what it was
PRESSED = "pressed"  # a customer asked whoever has the case to speak
UNANSWERED = "unanswered"  # a mark: something that whoever has the case should answer
UNHEARD = "unheard"  # a mark for each time that somebody above was called, since they wrote
DANGER = "danger"  # a mark: somebody senior was called for it, since they wrote
WAY = "way"  # another way was announced: it rings until somebody writes
NOTE = (
    *("/", "／", "、、", "（内部）", "(内部)", "【内部】", "[内部]"),
    *("内部：", "内部:", "备注：", "备注:"),
)
"""A staff message that begins so stays in the topic."""


class Posted(NamedTuple):
    talk: Conversation
    effects: tuple[Effect, ...]
    media: Letter  # what the letter held, for the playback


def alerted(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Call staff: a topic, everything they need to begin, and the button to claim."""
    case = case_of(talk)
    critical = is_urgent(case)  # the customer is told that they are called
    due_at = scene.policy.respond_by(at, urgent=critical)
    talk = manner.marked(replace(talk, case=replace(case, alerted=True, due_at=due_at)))
    level = max(case_of(talk).level, int(critical)) or None
    letter, talk = talk.letter, replace(talk, letter=talk.letter.as_told())
    key = alert_key(case)
    params = described(talk, scene)
    effects: list[Effect] = [
        CancelTimer("alert"),
        OpenTopic(f"{key}_topic", params),
        Post(
            key,
            {**params, "by": due_at, "staff": ""},
            (*CLAIM_HERE, *MISREAD),
            level,
            is_alert=True,
        ),
        SetTimer("respond", due_at),
    ]
    if len(letter.text) > QUOTED:
        effects.append(Post("staff.more", {"words": letter.text}))
    if letter.untold.media:
        effects.append(RelayMedia("staff", tuple(id_ for id_, _ in letter.untold.media)))
    return Step(talk, tuple(effects))


def described(talk: Conversation, scene: Scene) -> dict[str, Param]:
    """All that staff should know at a glance; empty parts vanish from the message."""
    case, purchase = case_of(talk), talk.purchase
    words = "\n".join((*talk.story, *talk.letter.texts))
    score = case.score if case.score is not None else (talk.survey.score if talk.survey else None)
    return {
        **about(talk, scene),
        "customer": scene.customer.name or scene.customer.sender,
        "severity": Word(f"severity.{case.severity}"),
        "topic": case.topic or "",
        "order_no": purchase.order_no if purchase else "",
        "amount": _price(purchase),
        "clerk": (purchase.clerk or "") if purchase else "",
        "score": str(score) if score is not None else "",
        "words": words if len(words) <= QUOTED else words[:QUOTED] + "…",
        "because": "、".join(case.because),
        "mismatch": Word("staff.mismatch") if case.mismatch else "",
        "first": Word("staff.first_complaint") if case.nth == 1 else "",
        "complaints": str(case.nth) if case.nth > 1 else "",
        "purchases": str(scene.customer.purchases) if scene.customer.purchases else "",
        **manner.flags(talk, scene),
        "done": Word(f"staff.done_{_DONE.get(talk.stage) or _done_before(talk, case)}"),
    }


def _done_before(talk: Conversation, case: Case) -> str:
    if any(mark.startswith(CRISIS) for mark in talk.asked):
        return "crisis"
    return "before" if case.handling or APOLOGISED in case.steps else "nothing"


def _price(purchase: Purchase | None) -> str:
    if purchase is None:
        return ""
    yuan = purchase.currency == "CNY"
    return f"¥{purchase.amount}" if yuan else f"{purchase.amount} {purchase.currency}"


def posted_letter(talk: Conversation, key: str = "staff.more") -> Posted:
    """What the customer wrote since the alert goes to the topic too."""
    letter, new = talk.letter, talk.letter.untold
    if not new or not case_of(talk).alerted:
        return Posted(talk, (), letter)
    effects: list[Effect] = []
    if new.text:
        effects.append(Post(key, {"words": new.text}))
    if new.media:
        effects.append(RelayMedia("staff", tuple(id_ for id_, _ in new.media)))
    return Posted(replace(talk, letter=letter.as_told()), tuple(effects), letter)


def claimed(talk: Conversation, staff: Staff, at: datetime, scene: Scene) -> Step:
    """A person takes it: the script ends here, what was not yet passed on is passed on."""
    case = case_of(talk)
    held = replace(
        case,
        handler=staff,
        status=CaseStatus.INVESTIGATING,
        claimed_at=case.claimed_at or at,
        due_at=None,
        alerted=True,
    )
    posted = posted_letter(talk) if case.alerted else alerted(talk, at, scene)
    talk = replace(talk, case=held, letter=talk.letter.as_told(), stage=Stage.WITH_STAFF)
    timers = tuple(CancelTimer(name) for name in ("respond", "alert", "remind", "expire"))
    effects = (
        *posted.effects,
        *timers,
        rewritten(talk, scene),
        Post("staff.claimed", {"staff": staff.name, "point": facts.point(talk)}, CLOSE),
        Say("handover.claimed", {**about(talk, scene), **introduced(staff, scene)}),
    )
    return Step(replace(talk, acked=False), effects)


def introduced(staff: Staff, scene: Scene) -> dict[str, Param]:
    """Who it is, and what they are good for, where the shop says so."""
    known = next((c for c in scene.policy.colleagues if c.id == staff.id), None)
    role = known.role if known else ""
    years = str(known.years) if known and known.years else ""
    return {"staff": staff.name, "role": role, "years": years}


def staff_tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    case = case_of(talk)
    if event.action is StaffAction.MISREAD:
        return _misread(talk)
    if case.is_over:
        return Step(talk, (Post("staff.already_closed"),))
    match event.action:
        case StaffAction.CLAIM if is_for_seniors(case, event.staff, scene):
            who = scene.policy.levels[max(case.level, int(Role.SUPERVISOR))]
            return Step(talk, (Post("staff.for_seniors", {"who": who}),))
        case StaffAction.CLAIM if case.handler and case.handler.id == event.staff.id:
            return Step(talk, (Post("staff.yours_already"),))
        case StaffAction.CLAIM if case.handler and not _takes_over(
            case, event.staff, scene, surely=event.arg == OVER
        ):
            return Step(
                talk, (Post("staff.already_claimed", introduced(case.handler, scene), TAKE_OVER),)
            )
        case StaffAction.CLAIM:
            took = claimed(talk, event.staff, event.at, scene)
            by = scene.policy.respond_by(event.at, urgent=is_urgent(case))
            clock = SetTimer(PRESSED, by)  # until they write
            took = took._replace(effects=(*took.effects, clock))
            if event.arg == ALERT:  # rewritten, whichever way it was claimed
                return took
            left = EditPost(event.message_id, CLOSE)
            return took._replace(effects=(left, *took.effects))
        case _:  # about a promise: deciding.py; about the end: closing.py, causes.py
            return Step(talk)


def is_for_seniors(case: Case, staff: Staff, scene: Scene) -> bool:
    """The customer was told that somebody senior takes it: others may write, it is not theirs."""
    authority = scene.policy.authority
    named = authority.supervisors or authority.managers
    return bool(named) and case.handling and role_of(authority, staff) < Role.SUPERVISOR


def _takes_over(case: Case, staff: Staff, scene: Scene, *, surely: bool = False) -> bool:
    """A case that went up, or is grave, is for a senior; else for whoever says so twice."""
    senior = role_of(scene.policy.authority, staff) >= Role.SUPERVISOR
    theirs = case.handler is not None and case.handler.id == staff.id
    return not theirs and (surely or (senior and (case.level > 0 or is_urgent(case))))


def rewritten(talk: Conversation, scene: Scene) -> EditPost:
    """The alert as it now stands: who has it, or by when somebody should."""
    case = case_of(talk)
    held = "" if case.handler is None else case.handler.name
    by = "" if held else case.due_at or ""
    params: dict[str, Param] = {**described(talk, scene), "by": by, "staff": held}
    buttons = (*(CLOSE if held else CLAIM_HERE), *MISREAD)
    return EditPost(0, buttons, alert_key(case), params)


def alert_key(case: Case) -> str:
    return "staff.alert" if case.kind is CaseKind.COMPLAINT else "staff.enquiry"


def card_again(talk: Conversation, scene: Scene) -> Post:
    """For a topic that is empty: short, with who has it and what can be tapped."""
    case = case_of(talk)
    staff = case.handler.name if case.handler else ""
    params: dict[str, Param] = {**described(talk, scene), "staff": staff, "by": case.due_at or ""}
    waits = () if case.handler or case.is_over else CLAIM
    ends = () if case.is_over else CLOSE
    return Post("staff.card", params, (*waits, *ends))


def _misread(talk: Conversation) -> Step:
    """A note for the reader of replies; the case goes its way, since a person has seen it."""
    case = case_of(talk)
    key = "staff.misread_before" if case.misread else "staff.misread"
    return Step(replace(talk, case=replace(case, misread=True)), (Post(key),))


def staff_said(talk: Conversation, event: StaffSaid, scene: Scene) -> Step:
    """A staff message in the topic: a note stays, everything else reaches the customer."""
    if is_note(talk, event):
        return Step(*relay.kept_inside(talk, event))
    talk, effects, _ = answered(talk, event.staff, event.at, scene)
    talk, sent = relay.from_staff(talk, event, scene)
    return Step(talk, (*effects, *sent))


def is_note(talk: Conversation, event: StaffSaid) -> bool:
    return event.text.lstrip().startswith(NOTE) or relay.is_inside(talk, event)


def answered(talk: Conversation, staff: Staff, at: datetime, scene: Scene) -> Step:
    """Somebody writes to the customer: the case is theirs, and what waited for it has come."""
    effects: tuple[Effect, ...] = ()
    held = case_of(talk)
    free = held.handler is None and not is_for_seniors(held, staff, scene)
    if not held.is_over and (free or _takes_over(held, staff, scene)):
        talk, effects, _ = claimed(talk, staff, at, scene)
    case = case_of(talk)
    first = case.first_response_at or at
    spoken = replace(case, first_response_at=first, wrote_at=at)
    marks = tuple(mark for mark in talk.asked if mark not in (UNANSWERED, UNHEARD, DANGER))
    talk = replace(talk, case=spoken, acked=False, asked=marks)
    if (asked := talk.open_grant) is not None:
        talk = talk.with_grant(replace(asked, spoken=True))
    heard = tuple(CancelTimer(name) for name in (PRESSED, WAY) if name in talk.timers)
    return Step(talk, (*effects, *heard))


def matter(talk: Conversation) -> str:
    """The matter in one short line: what was bought, else the customer's first short words."""
    if talk.purchase is not None:
        return talk.purchase.items
    first = next((line.strip() for line in talk.story if line.strip()), "")
    if 2 <= len(first) <= 24:
        return first
    return ""


def said_back(talk: Conversation) -> str:
    """What hurt most, in their words; else what it was about."""
    problem = case_of(talk).problem
    return problem if problem and case_of(talk).kind is CaseKind.COMPLAINT else matter(talk)


def case_of(talk: Conversation) -> Case:
    if talk.case is None:
        raise ValueError(f"conversation {talk.number} in stage {talk.stage} has no case")
    return talk.case
