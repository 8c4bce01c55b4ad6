"""Danger that is told while a case is under way: the safety word at once, whoever has the case.

Rule 1: each kind of danger has its word once; after that, one that we are there and call again,
unless one of us has just written.
Rule 2: each time somebody senior is named, a level higher while nobody writes.
"""

import re
from datetime import datetime

from . import perils
from .case import CLAIM, DANGER, PRESSED, TOP_LEVEL, UNANSWERED, case_of
from .effects import Effect, Post, Say, SetTimer, Step
from .events import Event, MediaReceived, Reading, Severity, TextReceived
from .replacing import replace
from .scene import Scene, about
from .state import Conversation, Stage, is_open_complaint

SENIOR = 1
TOLD = "safety:"  # a mark, and the kind of danger that has had its word
_TREATED = re.compile(r"医院|急诊|救护车|120|住院|抢救|医生|大夫|病房|洗胃|包扎|挂[号水]|ICU|icu")


def answered(before: Conversation | None, done: Step, event: Event, scene: Scene) -> Step:
    """The step, and the word that may keep somebody from harm."""
    if (
        before is None
        or before.case is None
        or not isinstance(event, TextReceived | MediaReceived)
    ):
        return done
    talk, text = done.talk, event.text if isinstance(event, TextReceived) else event.caption
    if not before.case.alerted or not is_open_complaint(talk) or talk.stage is Stage.LISTENING:
        return done
    kind = _kind(text, "\n".join(before.story), event.reading)
    if not kind or _is_said(done, "crisis.") or _is_seen_to(before, kind, text, event.at, scene):
        return done
    rest = _is_in_one_breath(before, event.at, scene)
    called = Step(talk) if rest else _called(talk, event.at, scene, is_said=_is_graver(done))
    said = _word(talk, kind, event, scene, rest=rest)
    told = replace(called.talk, asked=tuple(dict.fromkeys((*called.talk.asked, TOLD + kind))))
    return Step(told, (*done.effects, *said, *called.effects), done.ended)


def marked(talk: Conversation, key: str) -> Conversation:
    """The first question after the apology may have been a safety word."""
    section, _, kind = key.partition(".")
    kind = "harm" if key == "gathering.ask_harm" else kind
    is_one = section == "safety" or kind == "harm"
    return replace(talk, asked=(*talk.asked, TOLD + kind)) if is_one else talk


def _kind(text: str, told: str, reading: Reading | None) -> str:
    """Told now of something that goes on now; nothing where nobody is in danger."""
    harm = reading is not None and reading.harm and reading.severity is Severity.CRITICAL
    peril = perils.kind_now(text, told)
    if perils.is_now(text):
        return peril or ("harm" if harm else "power")
    if not harm:
        return ""
    return "treated" if _TREATED.search(text) else peril or "harm"


def _is_seen_to(before: Conversation, kind: str, text: str, at: datetime, scene: Scene) -> bool:
    """The script asked how they are, and this answers it; or one of us writes with them, and they
    are with a doctor.
    """
    if perils.is_now(text):
        return False
    if before.case is not None and before.case.handler is None:
        return any(mark.startswith(TOLD) for mark in before.asked) or perils.is_over(text)
    return kind == "treated" and _in_touch(before, at, scene)


def _in_touch(talk: Conversation, at: datetime, scene: Scene) -> bool:
    wrote_at = case_of(talk).wrote_at
    return wrote_at is not None and at - wrote_at < scene.policy.within(urgent=True)


def _word(
    talk: Conversation,
    kind: str,
    event: TextReceived | MediaReceived,
    scene: Scene,
    *,
    rest: bool,
) -> tuple[Say, ...]:
    params = about(talk, scene)
    if TOLD + kind not in talk.asked:
        return (Say(f"safety.{kind}", params, variant=event.message_id),)
    if rest or _in_touch(talk, event.at, scene):
        return ()
    return (Say("safety.still", params, variant=event.message_id),)


def _is_in_one_breath(before: Conversation, at: datetime, scene: Scene) -> bool:
    last = before.letter.last_at
    return last is not None and at - last < scene.policy.listen_pause


def _called(talk: Conversation, at: datetime, scene: Scene, *, is_said: bool) -> Step:
    """By name; whoever has the case is reminded soon, and then somebody above them."""
    case, policy = case_of(talk), scene.policy
    level = min(max(case.level + (DANGER in talk.asked), SENIOR), TOP_LEVEL)
    post = Post("staff.danger", {"who": policy.levels[level]}, CLAIM, level)
    soon = at + policy.within(urgent=True)
    clock = "respond" if case.handler is None else PRESSED
    due_at = min(soon, talk.timers.get(clock, soon))
    case = replace(case, level=level)
    if case.handler is None:
        case = replace(case, due_at=min(due_at, case.due_at or due_at))
    marks = tuple(dict.fromkeys((*talk.asked, DANGER, UNANSWERED)))
    effects: tuple[Effect, ...] = (SetTimer(clock, due_at),)
    effects = effects if is_said else (post, *effects)
    return Step(replace(talk, case=case, asked=marks), effects)


def _is_graver(done: Step) -> bool:
    return any(isinstance(e, Post) and e.key == "staff.graver" for e in done.effects)


def _is_said(done: Step, section: str) -> bool:
    return any(isinstance(e, Say) and e.key.startswith(section) for e in done.effects)
