"""Reading what customers write: `read(text)` says how they feel, about what, and how grave.

`read` never raises, does no I/O and may be called from any thread. It works at once; after
`load()` (blocking, for a background thread) it also hears SnowNLP where its words are silent.
"""

import math

from nlp import rules, second, severity, topics
from nlp.normalise import normalise
from nlp.reading import Reading, Sentiment, Severity

__all__ = ["Reading", "Sentiment", "Severity", "is_ready", "load", "read"]

load = second.load
is_ready = second.is_ready


def read(text: str, unhappy_at: float = 0.65) -> Reading:
    """The reading of one text; at or over `unhappy_at` a customer counts as unhappy."""
    plain = normalise(text)
    grave = severity.gravity(plain)
    signs = rules.signs(plain)
    p = _p_unhappy(plain, signs, grave)
    sentiment = _decide(plain, signs, grave, p, unhappy_at)
    unhappy = sentiment is Sentiment.UNHAPPY
    return Reading(
        sentiment=sentiment,
        p_unhappy=p,
        is_question=signs.question,
        small_talk=signs.small_talk and not unhappy,
        is_complaint=unhappy,
        topic=topics.main_topic(plain) or (topics.OTHER if unhappy else None),
        severity=grave
        if unhappy and grave is not Severity.NONE
        else Severity.NORMAL
        if unhappy
        else Severity.NONE,
    )


def _p_unhappy(text: str, signs: rules.Signs, grave: Severity) -> float:
    if grave is Severity.CRITICAL:
        return 0.98
    if signs.small_talk or not text:
        return 0.05
    if signs.rating is not None and not (signs.unhappy and signs.happy):
        return {0: 0.98, 1: 0.97, 2: 0.92, 3: 0.5, 4: 0.15, 5: 0.04}[signs.rating]
    lean = signs.unhappy - signs.happy + (0.8 if grave is Severity.HIGH else 0.0)
    if signs.unhappy or signs.happy or grave is Severity.HIGH:
        return 1.0 / (1.0 + math.exp(-1.5 * lean))
    if signs.question or signs.plain:
        return 0.2
    other = second.p_unhappy(text)
    # SnowNLP calls most neutral chat unhappy: its opinion alone may not open a case
    return 0.4 if other is None else 0.2 + 0.5 * other


def _decide(
    text: str, signs: rules.Signs, grave: Severity, p: float, unhappy_at: float
) -> Sentiment:
    if p >= unhappy_at:
        return Sentiment.UNHAPPY
    if signs.small_talk or not text:
        return Sentiment.NEUTRAL
    if p <= min(0.35, 1.0 - unhappy_at) and (signs.happy or signs.rating is not None):
        return Sentiment.NEUTRAL if signs.question else Sentiment.HAPPY
    if signs.question or (signs.plain and not signs.unhappy) or signs.rating == 3:
        return Sentiment.NEUTRAL
    return Sentiment.UNSURE if len(text) > 1 else Sentiment.NEUTRAL
