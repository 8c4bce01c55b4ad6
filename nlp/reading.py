"""What a text tells us: the values that the rest of the program works with.

Named tuples: a frozen dataclass of this width takes four microseconds to make.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple


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


class Complaint(StrEnum):
    """What a complaint is about (the product, or its handling), and how it is said."""

    NONE = "none"
    PRODUCT_EXPLICIT = "product_explicit"
    PRODUCT_IMPLICIT = "product_implicit"  # bare facts, irony or hints
    HANDLING_EXPLICIT = "handling_explicit"
    HANDLING_IMPLICIT = "handling_implicit"


class Topic(NamedTuple):
    topic: str
    sentiment: Sentiment


class Entity(NamedTuple):
    kind: str  # order, time, amount, phone, person, rival or promise
    text: str  # as written
    value: str  # in one spelling: an ISO time, digits, an amount


class Reason(NamedTuple):
    word: str
    weight: float  # above 0: speaks for unhappy


class Reading(NamedTuple):
    sentiment: Sentiment
    p_unhappy: float
    is_question: bool = False
    small_talk: bool = False  # a greeting, thanks or acknowledgement that needs no person
    is_complaint: bool = False
    topic: str | None = None  # the strongest of topics
    severity: Severity = Severity.NONE
    mixed: bool = False  # praise and complaint in one
    complaint: Complaint = Complaint.NONE
    topics: tuple[Topic, ...] = ()
    requests: tuple[str, ...] = ()  # 退款, 换货, 人工 …
    entities: tuple[Entity, ...] = ()
    suggestions: tuple[str, ...] = ()
    harm: bool = False  # somebody was hurt, or may be: people come before goods
    because: tuple[Reason, ...] = ()  # only where an explanation was asked for

    def to_dict(self) -> dict[str, Any]:
        """The `reading` object that travels in the inbox and out of `huifang score` as JSON."""
        return {
            **self._asdict(),
            "p_unhappy": round(self.p_unhappy, 4),
            "topics": [topic._asdict() for topic in self.topics],
            "entities": [entity._asdict() for entity in self.entities],
            "because": [reason._asdict() for reason in self.because],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reading":
        """Unknown keys are ignored and missing ones empty, so that old rows stay readable."""
        return cls(
            sentiment=Sentiment(data["sentiment"]),
            p_unhappy=float(data["p_unhappy"]),
            is_question=bool(data.get("is_question")),
            small_talk=bool(data.get("small_talk")),
            is_complaint=bool(data.get("is_complaint")),
            topic=data.get("topic"),
            severity=Severity(data.get("severity", "none")),
            mixed=bool(data.get("mixed")),
            complaint=Complaint(data.get("complaint", "none")),
            topics=tuple(
                Topic(t["topic"], Sentiment(t["sentiment"])) for t in data.get("topics", ())
            ),
            requests=tuple(data.get("requests", ())),
            entities=tuple(Entity(**e) for e in data.get("entities", ())),
            suggestions=tuple(data.get("suggestions", ())),
            harm=bool(data.get("harm")),
            because=tuple(Reason(**r) for r in data.get("because", ())),
        )
