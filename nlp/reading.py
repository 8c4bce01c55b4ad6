"""What a text tells us: the value that the rest of the program works with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Sentiment(StrEnum):
    UNHAPPY = "unhappy"
    NEUTRAL = "neutral"  # a question, a fact, an acknowledgement: no opinion
    HAPPY = "happy"
    UNSURE = "unsure"  # an opinion, and we cannot tell which: ask, never guess


class Severity(StrEnum):
    CRITICAL = "critical"  # harm, fire, medicine, law, media, violence, protest, leaked data
    HIGH = "high"  # health risk, cheated, or nobody answers again and again
    NORMAL = "normal"  # an ordinary complaint
    NONE = "none"  # nothing to handle


@dataclass(frozen=True, slots=True)
class Reading:
    sentiment: Sentiment
    p_unhappy: float
    is_question: bool = False
    small_talk: bool = False  # a greeting, thanks or acknowledgement that needs no person
    is_complaint: bool = False
    topic: str | None = None
    severity: Severity = Severity.NONE

    def to_dict(self) -> dict[str, Any]:
        """The `reading` object that travels in the inbox as JSON."""
        return {
            "sentiment": self.sentiment.value,
            "p_unhappy": round(self.p_unhappy, 4),
            "is_question": self.is_question,
            "small_talk": self.small_talk,
            "is_complaint": self.is_complaint,
            "topic": self.topic,
            "severity": self.severity.value,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reading":
        """Unknown keys are ignored, so that an older program can read a newer row."""
        return cls(
            sentiment=Sentiment(data["sentiment"]),
            p_unhappy=float(data["p_unhappy"]),
            is_question=bool(data.get("is_question")),
            small_talk=bool(data.get("small_talk")),
            is_complaint=bool(data.get("is_complaint")),
            topic=data.get("topic"),
            severity=Severity(data.get("severity", "none")),
        )
