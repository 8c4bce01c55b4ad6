"""A case that turns out graver than staff were told: danger waits neither for a pause nor a turn.

Rule 1: the topic's name says it; of danger whoever works on it hears at once, and somebody senior.
Rule 2: where no person has the case, the customer hears at once the apology that this needs.
"""

from collections.abc import Mapping

from . import apology
from .case import CLAIM, case_of, posted_letter, rewritten
from .effects import Effect, NameTopic, Param, Post, Say, SetTimer, Step, Word
from .events import Event, MediaReceived, Reading, Severity, TextReceived
from .manner import SENIOR
from .replacing import replace
from .scene import Scene, is_urgent
from .state import Case, CaseStatus, Conversation, Stage, is_open_complaint

ORDER = (Severity.NONE, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL)


def weighed(case: Case, reading: Reading | None, least: Severity = Severity.NONE) -> Case:
    """Never less grave than before; of what was said, harm to a person is the matter."""
    read = reading.severity if reading else Severity.NONE
    severity = max((case.severity, read, least), key=ORDER.index)
    is_harm = reading is not None and reading.harm
    told = reading.problem if reading is not None and is_harm and not case.harm else None
    problem = told or case.problem
    return replace(case, severity=severity, harm=case.harm or is_harm, problem=problem)


def heeded(talk: Conversation, event: Event) -> Conversation:
    """Danger is noted as it is said, at whatever stage."""
    reading = event.reading if isinstance(event, TextReceived | MediaReceived) else None
    if reading is None or reading.severity is not Severity.CRITICAL or not is_open_complaint(talk):
        return talk
    return replace(talk, case=weighed(case_of(talk), reading))


def told(before: Case | None, done: Step, event: Event, scene: Scene) -> Step:
    """The step, and those who were told of something smaller see what it is."""
    talk, case = done.talk, done.talk.case
    if before is None or case is None or not (before.alerted and is_open_complaint(talk)):
        return done
    if ORDER.index(case.severity) <= ORDER.index(before.severity):
        return done
    waits, due_at = case.handler is None, case.due_at
    if waits and is_urgent(case):
        due_at = scene.policy.respond_by(event.at, urgent=True)
        due_at = min(due_at, case.due_at or due_at)
        talk = replace(talk, case=replace(case, due_at=due_at))
    card = rewritten(talk, scene)
    renamed = NameTopic(f"{card.key}_topic", card.params), card
    effects: tuple[Effect, ...] = (*done.effects, *renamed)
    if is_urgent(case):
        talk, words, _ = posted_letter(talk)  # whose rest may follow
        effects = (*effects, *words, _call(case, card.params, scene))
    if is_urgent(case) and waits and due_at is not None:
        effects = (*effects, SetTimer("respond", due_at), *_sorry(talk, done, event, scene))
    return Step(talk, effects, done.ended)


def _call(case: Case, params: Mapping[str, Param], scene: Scene) -> Post:
    """Somebody senior is named, so that Telegram calls them."""
    level = max(case.level, SENIOR)
    news: dict[str, Param] = {
        "severity": params["severity"],
        "people": Word("staff.people_first") if case.harm else "",
        "who": scene.policy.levels[level],
        "by": params["by"],
    }
    return Post("staff.graver", news, CLAIM, level)


def _sorry(talk: Conversation, done: Step, event: Event, scene: Scene) -> tuple[Effect, ...]:
    """While they are still heard out, the apology comes with the pause."""
    said = any(
        isinstance(e, Say) and e.key.startswith(("apology.", "crisis.")) for e in done.effects
    )
    case = case_of(talk)
    if said or talk.stage is Stage.LISTENING or case.status is CaseStatus.RECEIVED:
        return ()
    reading = event.reading if isinstance(event, TextReceived | MediaReceived) else None
    return (apology.said(talk, case, reading, scene),)
