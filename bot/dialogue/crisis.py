"""Somebody says that they do not want to live: a person, at once, and nothing else is asked.

Rule 1: no script, no playback, no amends; staff get the words whole, and somebody senior is named.
Rule 2: what can help sooner than we can is named plainly: 110, 120, 12356.
"""

import re

from .case import CLAIM, TOP_LEVEL, alerted, case_of, posted_letter
from .complaint import with_case
from .effects import CancelTimer, Effect, Post, Say, SetTimer, Step
from .events import Severity, TextReceived
from .letters import added, taken
from .replacing import replace
from .scene import Scene, about
from .state import CaseKind, CaseStatus, Conversation, Stage

_WORDS = re.compile(
    r"(?<![你您他她])(?<!你们)(?<!他们)(?<!老板)(?<!是)不想活|活不下去|活着(?:没|还有什么)(?:意思|意义)|想(?:自杀|轻生|寻死|去死|一死了之)|(?:自杀|轻生|寻死|割腕|上吊)(?:算了|的心|了断)"
    r"|(?:死了|跳楼|跳河|一了百了)算了|(?:想|要|去)跳(?:楼|河|江)|结束(?:自己的)?生命|了结自己|不如死了"
)
_NOT_MEANT = re.compile(r"好吃|好看|香|甜|美|爽|笑|可爱|过瘾|便宜")
_TIMERS = ("pause", "alert", "remind", "expire", "close", "follow_up", "follow_up_end", "cause")


def is_heard(text: str) -> bool:
    return _WORDS.search(text) is not None and _NOT_MEANT.search(text) is None


def answered(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """Whatever was under way, this comes first."""
    talk = replace(talk, letter=added(talk.letter, event))
    if talk.case is None or talk.case.kind is CaseKind.ENQUIRY or talk.case.is_over:
        talk = with_case(talk, event.at, event.reading, scene)
    case = replace(case_of(talk), severity=Severity.CRITICAL, harm=True)
    if case.is_over:
        case = replace(case, status=CaseStatus.REOPENED, confirmed_at=None, handler=None)
    talk = replace(talk, case=case)
    called = Step(talk) if case.alerted else alerted(talk, event.at, scene)
    posted = posted_letter(called.talk)
    case = case_of(posted.talk)
    effects: tuple[Effect, ...] = (
        *called.effects,
        *posted.effects,
        *(CancelTimer(name) for name in _TIMERS),
        Say("crisis.said", about(talk, scene), variant=event.message_id),
        Post("staff.crisis", {"who": scene.policy.levels[1]}, CLAIM, TOP_LEVEL),
    )
    if case.handler is None:
        due_at = scene.policy.respond_by(event.at, urgent=True)
        case = replace(case, due_at=due_at)
        effects = (*effects, SetTimer("respond", due_at))
    kept = replace(taken(posted.talk), case=case, stage=Stage.WITH_STAFF, acked=True)
    return Step(kept, effects)
