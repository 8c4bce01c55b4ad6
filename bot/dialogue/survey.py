"""The survey: a score, what made it so, and a few words if the customer likes.

One function per stage; the word of the customer's own tap outranks what their text reads like.
"""

from datetime import datetime
from typing import assert_never

from . import complaint, cues, enquiry, grief, returning, suggesting
from .choice import COMPLAIN, shown
from .comments import HIGH, answered_at_once, leaves_doubt, with_comment
from .effects import Button, CancelTimer, Effect, Rows, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import PAUSE, taken
from .offers import wants_amends
from .parcels import Letter
from .replacing import replace
from .scene import Scene, about
from .state import Conversation, Stage, Survey

SCORES = ("1", "2", "3", "4", "5")
SCORE_ASKED = "score"  # once they have written without one; a second time is too often
REASONS = ("quality", "value", "service")


def asked(talk: Conversation, scene: Scene, *, greeted: bool = False) -> Say:
    """The first question of a survey; who was greeted this moment is not greeted again."""
    key = "survey.ask_known" if greeted else "survey.ask"
    return Say(key, about(talk, scene), scores(), talk.number)


ASKED = frozenset({Stage.RATING, Stage.REASON, Stage.COMMENT, Stage.CHECKING})


def asked_again(talk: Conversation, scene: Scene) -> Say:
    """The question at which the customer left."""
    match talk.stage:
        case Stage.REASON:
            return _asked_why(talk, scene)
        case Stage.COMMENT:
            return Say("survey.ask_comment", about(talk, scene), SKIP, talk.number)
        case Stage.CHECKING:
            return Say("checking.ask", about(talk, scene), enquiry.CHECKS, talk.number)
        case _:
            return asked(talk, scene)


def _asked_why(talk: Conversation, scene: Scene) -> Say:
    survey = survey_of(talk)
    high = (survey.score or HIGH) >= HIGH
    key = "survey.ask_reason_high" if high else "survey.ask_reason_low"
    return Say(key, about(talk, scene), reasons(survey.reason), talk.number)


def scores(chosen: int | None = None) -> Rows:
    return (
        tuple(
            Button("button.score", Action.RATE, str(n), {"score": str(n)}, n == chosen)
            for n in range(1, 6)
        ),
    )


def reasons(chosen: str | None = None) -> Rows:
    return (tuple(Button(f"button.{r}", Action.REASON, r, chosen=r == chosen) for r in REASONS),)


SKIP: Rows = ((Button("button.skip", Action.SKIP),),)


def rating(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RATE):
            return rated(talk, event, scene)
        case TextReceived() | MediaReceived():
            return spoken(talk, event, scene)
        case TimerFired(name="pause"):
            return judged(talk, event, event.reading, scene)
        case TimerFired(name="remind"):
            return reminded(talk, event.at, scene)
        case TimerFired(name="expire"):
            return expired(talk, event.at, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def reminded(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Once, and never at night, however late the timer rang."""
    morning = scene.policy.out_of_quiet(at)
    if morning > at:
        return Step(talk, (SetTimer("remind", morning),))
    survey = replace(survey_of(talk), reminded_at=at)
    say = Say("survey.remind", about(talk, scene), scores(), talk.number)
    return Step(replace(talk, survey=survey), (say,))


def reason(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RATE):
            return rated(talk, event, scene)
        case Tapped(action=Action.REASON, arg=arg):
            before = survey_of(talk)
            survey = replace(before, reason=arg)
            ticked = shown(event, reasons(), open_to_change=True)
            ask = Say("survey.ask_comment", about(talk, scene), SKIP, talk.number)
            again = before.reason == arg and talk.stage is Stage.COMMENT  # tapped twice
            talk = replace(talk, stage=Stage.COMMENT, survey=survey)
            return Step(talk, ticked if again else (*ticked, ask))
        case _:
            return comment(talk, event, scene)


def comment(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RATE):
            return rated(talk, event, scene)
        case Tapped(action=Action.REASON):
            return reason(talk, event, scene)
        case Tapped(action=Action.SKIP):
            return finished(talk, event, scene, *shown(event, SKIP))
        case TextReceived(reading=Reading() as reading) if answered_at_once(talk, reading):
            return judged(talk, event, reading, scene)
        case TextReceived() | MediaReceived():
            return spoken(talk, event, scene)
        case TimerFired(name="pause"):
            return judged(talk, event, event.reading, scene)
        case TimerFired(name="expire"):
            return expired(talk, event.at, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def checking(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    """One gentle question was asked, since the words could be read either way."""
    match event:
        case Tapped(action=Action.RATE):
            return rated(talk, event, scene)
        case Tapped(action=Action.ALL_WELL):
            return finished(talk, event, scene, *shown(event, enquiry.CHECKS))
        case Tapped(action=Action.NOT_WELL):
            return complaint.invited(talk, event.at, scene, *shown(event, enquiry.CHECKS))
        case TextReceived() | MediaReceived():
            return spoken(talk, event, scene)
        case TimerFired(name="pause", reading=Reading() as wish) if wants_amends(wish):
            return complaint.wished(with_comment(talk, event, wish), event.at, wish, scene)
        case TimerFired(name="pause"):
            return judged(talk, event, event.reading, scene)
        case TimerFired(name="expire"):
            return finished(talk, event, scene, quietly=True)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def spoken(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Words are collected; danger calls a person at once, and the survey turns into listening."""
    heard = complaint.heard(talk, event, scene)
    if heard.talk.stage is talk.stage or talk.survey is None:
        return heard
    told = with_comment(heard.talk, event, event.reading)
    case = complaint.with_case(told, event.at, event.reading, scene).case
    return heard._replace(talk=replace(told, case=case))


def rated(talk: Conversation, event: Tapped, scene: Scene) -> Step:
    """A score, new or changed; a low one goes straight to listening."""
    score = int(event.arg)
    before = survey_of(talk)
    survey = replace(before, score=score, outcome="answered", answered_at=event.at)
    talk = replace(talk, survey=survey)
    ticked = shown(event, scores(), open_to_change=True)
    if score == before.score and talk.stage is not Stage.RATING:  # tapped twice
        return Step(talk, ticked)
    if score <= scene.policy.unhappy_score:
        return complaint.invited(talk, event.at, scene, *ticked, CancelTimer("remind"))
    if before.comment:
        return finished(talk, event, scene, *ticked)
    ask = _asked_why(talk, scene)
    return Step(replace(talk, stage=Stage.REASON), (*ticked, CancelTimer("remind"), ask))


def judged(
    talk: Conversation, event: TimerFired | TextReceived, reading: Reading | None, scene: Scene
) -> Step:
    """The pause is over, or one message answers at once: what they wrote is read as a whole."""
    if isinstance(event, TextReceived):
        talk = replace(talk, letter=Letter(texts=(event.text,)))
    talk = with_comment(talk, event, reading)
    if reading is not None and reading.sentiment is Sentiment.UNHAPPY:
        return complaint.apologised(talk, event.at, reading, scene)
    if _is_for_a_person(talk, event, reading):
        return enquiry.opened(talk, event.at, reading, scene)
    if returning.is_wanted(talk, reading):
        return returning.opened(talk, event.at, reading, scene)
    talk, ideas = suggesting.told_of(talk, reading, scene)
    if ideas:
        return finished(taken(talk), event, scene, *ideas, quietly=True)
    if reading is not None and leaves_doubt(talk, reading):
        ask = Say("checking.ask", about(talk, scene), enquiry.CHECKS, talk.number)
        return Step(replace(taken(talk), stage=Stage.CHECKING, checked=True), (ask,))
    if talk.survey is None:
        return enquiry.opened(talk, event.at, reading, scene)
    if talk.survey.score is None and SCORE_ASKED in talk.asked:  # they have something to say
        return enquiry.opened(talk, event.at, reading, scene)
    if talk.survey.score is None:
        talk = replace(talk, asked=(*talk.asked, SCORE_ASKED))
        ask = Say("survey.thanks_and_score", about(talk, scene), scores(), talk.number)
        return Step(taken(talk), (CancelTimer("remind"), ask))
    return finished(taken(talk), event, scene)


def _is_for_a_person(
    talk: Conversation, event: TimerFired | TextReceived, reading: Reading | None
) -> bool:
    """No time for a survey: somebody died, it is not their purchase, or they ask something."""
    asks = isinstance(event, TimerFired) and reading is not None and reading.is_question
    mourns = grief.kind(talk.letter.texts) == grief.PERSON
    return asks or mourns or cues.is_not_the_buyer(talk.letter.text)


def finished(
    talk: Conversation,
    event: Tapped | TimerFired | TextReceived,
    scene: Scene,
    *before: Effect,
    quietly: bool = False,
) -> Step:
    """The survey is over, with thanks. Words that nobody has read yet are read first."""
    if talk.letter:
        return Step(talk, (*before, SetTimer(PAUSE, event.at)))
    survey = talk.survey
    if survey is None:
        glad = () if quietly else (Say("checking.glad", about(talk, scene), COMPLAIN),)
        return Step(talk, (*before, *glad), ended=True)
    answered = replace(survey, outcome="answered", answered_at=survey.answered_at or event.at)
    said = Say(_thanks(survey), about(talk, scene), COMPLAIN, talk.number)
    thanks: tuple[Effect, ...] = () if quietly else (said,)
    return Step(replace(talk, survey=answered), (*before, *thanks), ended=True)


def _thanks(survey: Survey) -> str:
    if (survey.score or HIGH) >= HIGH:
        return "survey.thanks_high"
    return "survey.thanks_low" if survey.comment else "survey.thanks_short"


def expired(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Nobody is asked twice: an unfinished survey ends in silence."""
    if talk.letter:  # not while they are writing
        return Step(talk, (SetTimer("expire", at + scene.policy.expire_after),))
    survey = survey_of(talk)
    unanswered = survey.score is None and not survey.comment
    morning = scene.policy.out_of_quiet(at)
    reaches_out = unanswered and scene.policy.reach_out
    if reaches_out and morning > at:
        return Step(talk, (SetTimer("expire", morning),))
    last = (
        (Say("survey.reach_out", about(talk, scene), COMPLAIN, talk.number),)
        if reaches_out
        else ()
    )
    outcome = "expired" if unanswered else "answered"
    left = replace(survey, outcome=outcome, broken_off=not unanswered)
    return Step(replace(talk, survey=left), last, ended=True)


def survey_of(talk: Conversation) -> Survey:
    if talk.survey is None:
        raise ValueError(f"conversation {talk.number} in stage {talk.stage} has no survey")
    return talk.survey


def is_ours(talk: Conversation, event: Tapped) -> bool:
    """The data of a button can be forged: only what one of our buttons says is taken."""
    match event.action:
        case Action.RATE:
            return talk.survey is not None and event.arg in SCORES
        case Action.REASON:
            return event.arg in REASONS
        case Action.ATTITUDE:
            return talk.case is not None and event.arg in SCORES
        case _:
            return True
