"""What a customer's words add to their survey, and whether they leave a doubt."""

from .events import MediaReceived, Reading, Sentiment, TextReceived, TimerFired
from .replacing import replace
from .state import Conversation

HIGH = 4  # this score or higher is asked what was good, a lower one what was missing


def leaves_doubt(talk: Conversation, reading: Reading) -> bool:
    """Unsure words, or lukewarm ones beside a middling score: not complaining is not content."""
    if talk.checked or reading.is_question:
        return False
    score = talk.survey.score if talk.survey else None
    lukewarm = score is not None and score < HIGH and reading.sentiment is Sentiment.NEUTRAL
    return reading.sentiment is Sentiment.UNSURE or lukewarm


def answered_at_once(talk: Conversation, reading: Reading) -> bool:
    """A happy customer is not kept waiting for the pause; everybody else may have more to say."""
    happy_score = talk.survey is not None and (talk.survey.score or 0) >= HIGH
    return happy_score and reading.sentiment is not Sentiment.UNHAPPY and not talk.letter


def with_comment(
    talk: Conversation, event: TimerFired | TextReceived | MediaReceived, reading: Reading | None
) -> Conversation:
    survey = talk.survey
    if survey is None:
        return talk
    words = "\n".join(filter(None, (survey.comment, talk.letter.text)))
    unhappy = reading is not None and reading.sentiment is Sentiment.UNHAPPY
    return replace(
        talk,
        survey=replace(
            survey,
            comment=words,
            outcome="answered",
            answered_at=survey.answered_at or event.at,
            sentiment=reading.sentiment.value if reading else None,
            p_unhappy=reading.p_unhappy if reading else None,
            mismatch=unhappy and (survey.score or 0) >= HIGH,
        ),
    )
