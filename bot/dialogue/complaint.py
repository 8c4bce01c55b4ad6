"""The complaint, steps 1 to 3: hear them, apologise and care, gather what happened.

Rule 1: the apology precedes any question.
Rule 2: nothing is asked while the customer speaks.
"""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from . import offers, proposing
from .case import alerted, posted_letter
from .choice import shown
from .effects import Button, CancelTimer, Effect, Rows, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    Severity,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect, finish, taken
from .playback import played_back
from .scene import Scene, about, here
from .state import Case, CaseKind, CaseStatus, Conversation, Letter, Return, Stage
from .typed import asks_whether_we_are_here

DONE: Rows = ((Button("button.done", Action.DONE),),)
RIGHT: Rows = ((Button("button.right", Action.RIGHT), Button("button.add", Action.ADD)),)
TOPICS = {
    "物流": "delivery",
    "品质": "quality",
    "服务": "service",
    "专业": "profession",
    "价格": "price",
    "环境": "place",
    "售后": "aftersale",
}


def invited(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """A low score: say that we listen, and no more."""
    opened = replace(with_case(talk, at, None, scene), stage=Stage.LISTENING)
    effects = (
        *before,
        CancelTimer("remind"),
        CancelTimer("expire"),
        Say("listening.invite", about(talk, scene), DONE, scene.customer.complaints),
        SetTimer("alert", at + scene.policy.alert_within),
    )
    return Step(opened, effects)


def with_case(
    talk: Conversation, at: datetime, reading: Reading | None, scene: Scene
) -> Conversation:
    """Open the case, or add what the latest letter tells: it never grows less severe."""
    score = talk.survey.score if talk.survey else None
    mismatch = talk.survey.mismatch if talk.survey else False
    case = talk.case
    nth = (case.nth if case else 0) or scene.customer.complaints + 1
    if case is None or case.status is CaseStatus.CLOSED:  # closed: a low score taken back
        case = Case(CaseKind.COMPLAINT, at, nth=nth)
    elif case.kind is CaseKind.ENQUIRY:
        case = replace(
            case,
            kind=CaseKind.COMPLAINT,
            status=CaseStatus.RECEIVED,
            severity=Severity.NORMAL,
            nth=nth,
        )
    severity = max((case.severity, reading.severity if reading else Severity.NONE), key=_weight)
    topic = case.topic or (reading.topic if reading else None)
    told = replace(
        case,
        score=score,
        mismatch=mismatch,
        severity=severity,
        topic=topic,
        words=case.words or talk.letter.text,
        harm=case.harm or (reading is not None and reading.harm),
        because=case.because or (reading.because if reading else ()),
    )
    wants_back = talk.returned or (Return.WHY if offers.wants_back(reading) else None)
    return replace(talk, case=told, returned=wants_back)


def heard(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Collect; danger does not wait for the pause: a person is called while we listen."""
    grown, timers, _ = collect(talk, event, scene)
    reading = event.reading
    if reading is None or reading.severity is not Severity.CRITICAL:
        return Step(grown, timers)
    grown = with_case(grown, event.at, reading, scene)
    if grown.case is not None and grown.case.alerted:
        return Step(grown, timers)
    called = alerted(replace(grown, stage=Stage.LISTENING), event.at, scene)
    quiet = (CancelTimer("remind"), CancelTimer("expire"))
    return Step(called.talk, (*timers, *quiet, *called.effects))


def apologised(talk: Conversation, at: datetime, reading: Reading | None, scene: Scene) -> Step:
    """The problem named, the three parts of care, and only then the open question."""
    letter, talk = talk.letter, with_case(talk, at, reading, scene)
    case = talk.case
    assert case is not None
    talk = replace(talk, case=replace(case, status=CaseStatus.ACKNOWLEDGED), stage=Stage.GATHERING)
    apology = Say(
        _apology(reading, letter, case.severity),
        {**about(talk, scene), "problem": (reading.problem or "") if reading else ""},
        variant=case.nth,
    )
    told = posted_letter(talk) if case.alerted else alerted(talk, at, scene)
    timers = tuple(CancelTimer(name) for name in ("remind", "expire", "pause"))
    effects = (*timers, apology, *told.effects, _question(told.talk, reading, scene))
    return Step(taken(told.talk), effects)


def gathering(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case TextReceived() | MediaReceived():
            return heard_more(talk, event, scene)
        case Tapped(action=Action.DONE):
            if talk.letter:
                return finish(talk, event.at)
            if event.message_id is not None:  # a second tap on the button of listening
                return Step(talk)
            return Step(*confirmed_or_asked(talk, event.at, scene))
        case TimerFired(name="pause", reading=Reading(small_talk=True)) if not talk.letter.media:
            posted = posted_letter(talk)  # 谢谢, 你好: nothing to play back
            return Step(replace(posted.talk, letter=Letter()), posted.effects)
        case TimerFired(name="pause"):
            return Step(*confirmed_or_asked(talk, event.at, scene, event.reading))
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def heard_more(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """As when listening, but the stage stays."""
    listened = heard(talk, event, scene)
    return listened._replace(talk=replace(listened.talk, stage=talk.stage))


def confirmed_or_asked(
    talk: Conversation, at: datetime, scene: Scene, reading: Reading | None = None
) -> tuple[Conversation, tuple[Effect, ...]]:
    """Say back what was understood; the customer has the word before any solution."""
    talk = with_case(talk, at, reading, scene)
    posted = posted_letter(talk)
    talk = replace(taken(posted.talk), stage=Stage.CONFIRMING)
    points = played_back(talk, scene.policy.zone)
    if not points.items:  # not one word was said: there is nothing to say back
        told, effects, _ = proposing.proposed(talk, at, scene, *posted.effects)
        return told, effects
    params = {**about(talk, scene), "points": points}
    say = Say("confirming.ask", params, RIGHT, len(talk.story))
    return talk, (*posted.effects, say)


def confirming(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RIGHT):
            return proposing.proposed(talk, event.at, scene, *shown(event, RIGHT))
        case Tapped(action=Action.ADD):
            more = Say("gathering.go_on", about(talk, scene), variant=len(talk.story))
            return Step(replace(talk, stage=Stage.GATHERING), (*shown(event, RIGHT), more))
        case _:
            return gathering(talk, event, scene)


def _apology(reading: Reading | None, letter: Letter, severity: Severity) -> str:
    if reading is not None and reading.harm:
        return "apology.harm"
    if severity is Severity.CRITICAL:
        return "apology.urgent"
    if reading is not None and reading.problem:
        return "apology.named"
    unhappy = reading is not None and reading.sentiment is Sentiment.UNHAPPY
    if unhappy and reading is not None and reading.topic in TOPICS:
        return f"apology.{TOPICS[reading.topic]}"
    return "apology.media" if letter.media else "apology.unnamed"


def _question(talk: Conversation, reading: Reading | None, scene: Scene) -> Say:
    """Only what is missing is asked: a purchase we know already tells order and shop."""
    if reading is not None and reading.harm:
        key = "gathering.ask_harm"
    elif talk.purchase is None:
        key = "gathering.ask_with_order"
    else:
        key = "gathering.ask"
    return Say(key, about(talk, scene), variant=talk.case.nth if talk.case else 0)


def _weight(severity: Severity) -> int:
    return (Severity.NONE, Severity.NORMAL, Severity.HIGH, Severity.CRITICAL).index(severity)
