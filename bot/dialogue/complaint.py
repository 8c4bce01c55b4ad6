"""The complaint, steps 1 to 3: hear them, apologise and care, gather what happened.

Rule 1: the apology precedes any question.
Rule 2: nothing is asked while the customer speaks.
"""

from datetime import datetime
from typing import assert_never

from . import (
    apology,
    cards,
    correcting,
    cues,
    danger,
    discreet,
    editing,
    facts,
    handover,
    offers,
    perils,
    playback,
    proposing,
    safety,
    suggesting,
)
from . import gathering as questions
from .authority import is_loyal
from .case import alerted, case_of, posted_letter, rewritten
from .choice import shown
from .effects import Button, CancelTimer, Effect, Rows, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Severity,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect, finish, taken
from .parcels import Letter
from .playback import RIGHT
from .replacing import replace
from .saying import asks_whether_we_are_here, says_no_more
from .scene import Scene, about, here
from .state import NO_TOPIC, Case, CaseKind, CaseStatus, Conversation, Return, Stage

DONE: Rows = ((Button("button.done", Action.DONE),),)
OFFERED = "done"  # 说完了 stands before them, once in a conversation
SAID = "done_said"  # 说完了 was tapped while we listened
ASKED = "done below the question"  # and not below the invitation to speak


def invited(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """A low score: say that we listen, and no more."""
    opened = replace(with_case(talk, at, None, scene), stage=Stage.LISTENING)
    opened = replace(opened, asked=(*opened.asked, OFFERED))
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
    talk = questions.about_which(talk, talk.letter.text, scene)
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
    said = reading.topic if reading else None
    told = replace(
        danger.weighed(case, reading, _owed_to(talk, scene)),
        score=score,
        mismatch=mismatch,
        topic=said or case.topic if case.topic in NO_TOPIC else case.topic,
        words=case.words or talk.letter.text,
        because=case.because or (reading.because if reading else ()),
    )
    told = facts.learned(told, talk.letter.text, reading, at, scene.policy.zone)
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
    bought, text = talk.purchase, talk.letter.text
    talk = with_case(talk, at, reading, scene)
    case = replace(case_of(talk), status=CaseStatus.ACKNOWLEDGED)
    talk = replace(talk, case=case, stage=Stage.GATHERING)
    sorry = apology.said(talk, case, reading, scene)
    told = posted_letter(talk) if case.alerted else alerted(talk, at, scene)
    again = (rewritten(talk, scene),) if case.alerted else ()  # it said: nothing said yet
    more = (*again, *questions.moved(bought, talk), *cards.card(talk, text, scene))
    quiet = tuple(CancelTimer(name) for name in ("remind", "expire", "pause"))
    talk, ideas = suggesting.filed(told.talk, text, reading)
    talk, kept = discreet.heard(talk, text, scene)
    effects = (*quiet, sorry, *told.effects, *more, *ideas, *kept)
    if talk.letter.texts and says_no_more(talk.letter.texts[-1]):
        return handover.spared(taken(talk), at, scene, *effects)
    talk, ask = _first_question(talk, reading, scene)
    return Step(taken(talk), (*effects, ask))


def wished(talk: Conversation, at: datetime, reading: Reading, scene: Scene) -> Step:
    """Was there anything? 能换吗: there was, and they had said it before."""
    before = facts.short(talk.story[-1], facts.A_LINE) if talk.story else ""
    told = replace(reading, problem=before or reading.problem)
    return apologised(talk, at, told, scene)


def _first_question(
    talk: Conversation, reading: Reading | None, scene: Scene
) -> tuple[Conversation, Say]:
    """Open; 说完了 stands below it where it has not been offered yet."""
    ask = questions.opened(talk, reading, scene)
    talk = safety.marked(talk, ask.key)
    if OFFERED in talk.asked:
        return talk, ask
    return replace(talk, asked=(*talk.asked, ASKED, OFFERED)), replace(ask, buttons=DONE)


def gathering(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case TextReceived(text=text) if perils.makes_a_spark("\n".join(talk.story), text):
            return _warned(talk, event, scene)
        case TextReceived() | MediaReceived():
            return heard_more(talk, event, scene)
        case Tapped(action=Action.DONE):
            if talk.letter:
                return finish(talk, event.at)
            if event.message_id is not None and SAID in talk.asked and ASKED not in talk.asked:
                return Step(talk)  # a second tap on the button of listening
            done = confirmed_or_asked(talk, event.at, scene)
            return done._replace(effects=(*shown(event, DONE), *done.effects))
        case TimerFired(name="pause", reading=Reading(small_talk=True)) if not talk.letter.media:
            posted = posted_letter(talk)  # 谢谢, 你好: nothing to play back
            return Step(replace(posted.talk, letter=Letter()), posted.effects)
        case TimerFired(name="pause"):
            return confirmed_or_asked(talk, event.at, scene, event.reading)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _warned(talk: Conversation, event: TextReceived, scene: Scene) -> Step:
    """Stopped at once; it is no point to play back."""
    warned = Say("safety.warn_gas", about(talk, scene), variant=event.message_id)
    posted = posted_letter(heard_more(talk, event, scene).talk)
    return Step(replace(posted.talk, letter=Letter()), (warned, *posted.effects))


def heard_more(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """As when listening, but the stage stays."""
    listened = heard(talk, event, scene)
    return listened._replace(talk=replace(listened.talk, stage=talk.stage))


def confirmed_or_asked(
    talk: Conversation, at: datetime, scene: Scene, reading: Reading | None = None
) -> Step:
    """What is missing is asked, one thing at a time; then it is said back, before any solution."""
    before, bought, text = talk.case, talk.purchase, talk.letter.text
    posted = posted_letter(talk)
    talk, anew = editing.applied(posted.talk, reading, at, scene)
    talk, mended = correcting.applied(talk, reading, at, scene)
    talk = with_case(talk, at, reading, scene)
    news = (*questions.moved(bought, talk), *cards.news(talk, before, text, scene))
    talk, ideas = suggesting.filed(talk, text, reading)
    talk, thanks = suggesting.thanked(talk, scene)
    talk, kept = discreet.heard(talk, text, scene)
    told = (
        *posted.effects,
        *news,
        *anew,
        *mended,
        *ideas,
        *thanks,
        *kept,
    )
    cares = _cares(talk, text)
    talk = playback.noted(taken(talk), at, scene)
    if perils.is_now(text):  # they have a safety word, and see to that first
        return Step(replace(talk, stage=Stage.GATHERING), told)
    if cares:  # whoever looks after somebody reads no list; it comes when they say so
        say = Say("gathering.cared", about(talk, scene), DONE, len(talk.story))
        return Step(replace(talk, stage=Stage.GATHERING), (*told, say))
    what = questions.missing(talk) if text and talk.stage is Stage.GATHERING else None
    if what is not None:
        talk, ask = questions.asked(talk, what, scene)
        return Step(talk, (*told, ask))
    points = playback.played_back(talk)
    if not points.items:  # not one word was said: there is nothing to say back
        return proposing.proposed(talk, at, scene, *told)
    params = {**about(talk, scene), "points": points}
    say = Say("confirming.ask", params, playback.rows(talk), len(talk.story))
    return Step(replace(talk, stage=Stage.CONFIRMING), (*told, say))


def _cares(talk: Conversation, text: str) -> bool:
    """They tell how somebody fares, as we asked."""
    return case_of(talk).harm and cues.tells_of_health(text)


def confirming(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RIGHT):
            return proposing.proposed(talk, event.at, scene, *shown(event, RIGHT))
        case Tapped(action=Action.ADD):
            more = Say("gathering.go_on", about(talk, scene), variant=len(talk.story))
            return Step(replace(talk, stage=Stage.GATHERING), (*shown(event, RIGHT), more))
        case Tapped(action=Action.CORRECT):
            talk, ask = correcting.tapped(talk, event, scene)
            return Step(talk, (ask,))
        case _:
            return gathering(talk, event, scene)


def _owed_to(talk: Conversation, scene: Scene) -> Severity:
    """A long letter of somebody who has come often is heard before its words are weighed."""
    loyal = is_loyal(scene.policy.authority, scene.customer)
    return Severity.HIGH if loyal and len(talk.letter.text) >= cards.LONG else Severity.NONE
