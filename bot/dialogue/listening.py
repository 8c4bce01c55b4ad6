"""The complaint, step 1: let them speak. We are silent until they pause, or say 说完了."""

from typing import assert_never

from . import survey
from .choice import shown
from .complaint import DONE, SAID, apologised, heard
from .effects import CancelTimer, Say, Step
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
from .letters import finish, taken
from .parcels import Letter
from .replacing import replace
from .saying import asks_whether_we_are_here
from .scene import Scene, about, here
from .state import CaseStatus, Conversation
from .typed import slipped

SURELY_GLAD = 0.25  # beside a low score; whoever is only half read as happy is heard out


def listening(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.RATE):
            return rated_again(talk, event, scene)
        case Tapped(action=Action.DONE):
            ticked = shown(event, DONE)
            if SAID not in talk.asked:
                talk = replace(talk, asked=(*talk.asked, SAID))
            if talk.letter:
                return Step(talk, (*ticked, *finish(talk, event.at).effects))
            told = apologised(talk, event.at, None, scene)
            return told._replace(effects=(*ticked, *told.effects))
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case TextReceived() | MediaReceived():
            return heard(talk, event, scene)
        case TimerFired(name="pause", reading=Reading() as reading) if _takes_back(talk, reading):
            again = Say("listening.glad_after_all", about(talk, scene), survey.scores())
            return Step(replace(taken(talk), checked=True), (again,))
        case TimerFired(name="pause") if _is_mute(talk):
            return Step(replace(talk, letter=Letter()), (_here(talk, event, scene),))
        case TimerFired(name="pause"):
            return apologised(talk, event.at, event.reading, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _is_mute(talk: Conversation) -> bool:
    """。。。: nothing was said yet."""
    return not talk.letter.media and not any(map(str.isalnum, talk.letter.text))


def _here(talk: Conversation, event: TimerFired, scene: Scene) -> Say:
    return Say("listening.here", about(talk, scene), variant=talk.number + event.at.minute)


def _takes_back(talk: Conversation, reading: Reading) -> bool:
    """A low score by mistake: happy words before anybody was called, asked about once."""
    called = talk.case is not None and talk.case.alerted
    glad = reading.sentiment is Sentiment.HAPPY and reading.p_unhappy < SURELY_GLAD
    glad = glad and not reading.requests  # 不用废话，退款
    glad = glad or slipped(talk.letter.text)
    return glad and not talk.checked and not called


def rated_again(talk: Conversation, event: Tapped, scene: Scene) -> Step:
    """A changed mind. Once something was said or staff were called, the case goes its way."""
    case, score = talk.case, int(event.arg)
    said = bool((talk.letter or talk.story) and not talk.checked) or bool(case and case.alerted)
    if score > scene.policy.unhappy_score and not said and case is not None:
        taken_back = replace(
            case, status=CaseStatus.CLOSED, closed_at=event.at, closed_by="customer", score=score
        )
        back = survey.rated(replace(talk, case=taken_back), event, scene)
        return back._replace(effects=(CancelTimer("alert"), *back.effects))
    changed = replace(survey.survey_of(talk), score=score)
    ticked = shown(event, survey.scores(), open_to_change=True)
    return Step(replace(talk, survey=changed), ticked)
