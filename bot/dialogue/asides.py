"""What comes in the middle of the script: news that it is settled, a question, anger about us.

Rule: after a question the script is where it was; after news that it is settled, only the close's
own question is asked.
"""

import re

from . import apology, closing, cues, danger, grief, handling, handover, perils, playback
from .case import alerted, case_of, posted_letter
from .effects import CancelTimer, Effect, Post, Say, Step
from .events import Reading, Sentiment, Severity, TimerFired
from .letters import taken
from .parcels import Letter
from .replacing import replace
from .saying import says_it_is_settled, says_later, says_no_more
from .scene import Scene, about, answer_by
from .state import CaseKind, Conversation, Stage

SCRIPT = frozenset(
    {
        Stage.LISTENING,
        Stage.GATHERING,
        Stage.CONFIRMING,
        Stage.PROPOSING,
        Stage.CONSULTING,
        Stage.WITH_STAFF,
    }
)
ASKS = frozenset({Stage.GATHERING, Stage.CONFIRMING, Stage.CONSULTING})
SPARED = ASKS | {Stage.PROPOSING}
LONGEST = 40  # a longer text tells something besides its question
_RHETORIC = re.compile(
    r"良心|要脸|讲(?:不讲)?理|是人吗|凭什么|什么意思|心里(?:不)?过(?:得|意)|说得过去|对得起"
)
_WISH = re.compile(r"能不能|可不可以|可以|能|行|好不好|应该|怎么样")


def heard(talk: Conversation, event: TimerFired, scene: Scene) -> Step | None:
    """What a letter brings that the stage itself does not wait for; None: nothing of the kind."""
    case = talk.case
    if case is None or case.is_over or case.handler is not None or not talk.letter:
        if talk.stage is Stage.RECEIVING and handling.is_meant(
            talk, talk.letter.text, event.reading
        ):
            return handling.raised(talk, event.at, event.reading, scene)
        return None
    if grief.kind(talk.letter.texts) and not grief.kind(talk.story):
        return mourned(talk, event, scene)
    if talk.stage in SCRIPT and is_settled(talk, event.reading):
        return settled(talk, event, scene)
    if handling.is_meant(talk, talk.letter.text, event.reading):
        return handling.raised(talk, event.at, event.reading, scene)
    if talk.stage in SPARED and talk.letter.texts and says_no_more(talk.letter.texts[-1]):
        posted = posted_letter(talk)
        return handover.spared(taken(posted.talk), event.at, scene, *posted.effects)
    if talk.stage in ASKS and _asks(talk, event.reading):
        return asked(talk, event, scene)
    if talk.stage in SPARED and len(talk.letter.texts) == 1 and says_later(talk.letter.text):
        posted = posted_letter(talk)
        wait = Say("aside.later", about(talk, scene), variant=event.at.minute)
        return Step(replace(posted.talk, letter=Letter()), (*posted.effects, wait))
    return None


def mourned(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """They tell only now that somebody died: nothing is asked, and nothing is a wish."""
    case = case_of(talk)
    severity = max(case.severity, Severity.HIGH, key=danger.ORDER.index)
    talk = replace(talk, case=replace(case, severity=severity))
    sorry = apology.said(talk, case_of(talk), event.reading, scene)
    told = posted_letter(talk) if case.alerted else alerted(talk, event.at, scene)
    return Step(taken(told.talk), (*told.effects, sorry))


def is_settled(talk: Conversation, reading: Reading | None) -> bool:
    """Their last words say so; what was angry before them is over too."""
    texts = talk.letter.texts
    if not texts or talk.letter.media or not says_it_is_settled(texts[-1]):
        return False
    alone = len(texts) == 1
    return not (alone and reading is not None and reading.sentiment is Sentiment.UNHAPPY)


def settled(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Staff hear of it, nobody is called any more, and the customer has the last word."""
    told = posted_letter(talk) if case_of(talk).alerted else alerted(talk, event.at, scene)
    talk = taken(told.talk)
    talk = replace(talk, case=replace(case_of(talk), due_at=None))
    quiet = tuple(CancelTimer(name) for name in ("respond", "alert", "pause"))
    effects: tuple[Effect, ...] = (*told.effects, *quiet)
    if case_of(talk).kind is CaseKind.ENQUIRY:
        return closing.closed(talk, event.at, scene, "customer", *effects)
    done = closing.asked(talk, event.at, scene, *effects)
    return done._replace(effects=(*done.effects, Post("staff.says_settled")))


def _asks(talk: Conversation, reading: Reading | None) -> bool:
    text, media = talk.letter.text, talk.letter.media
    if reading is None or not reading.is_question or media or len(text) > LONGEST:
        return False
    if _RHETORIC.search(text):
        return False
    if reading.sentiment is Sentiment.UNHAPPY or set(reading.requests) - cues.SERVICES:
        return False
    return talk.stage is not Stage.CONSULTING or not _WISH.search(text)


def _hurt(talk: Conversation) -> str:
    """能涂牙膏吗 does not wait for a colleague."""
    if not case_of(talk).harm:
        return ""
    told = "\n".join((*talk.story, *talk.letter.texts))
    return "aside.burn" if perils.kind(told) == "burn" else "aside.harm"


def asked(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """It goes to a person, by a time; what we were talking about goes on."""
    posted = posted_letter(talk, "staff.asks")
    params = {**about(talk, scene), "by": answer_by(talk, event.at, scene)}
    key = _hurt(talk) or f"aside.{talk.stage}"
    rows = playback.rows(talk) if talk.stage is Stage.CONFIRMING else ()
    say = Say(key, params, rows, len(talk.story) + talk.number)
    return Step(replace(posted.talk, letter=Letter()), (*posted.effects, say))
