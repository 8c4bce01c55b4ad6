"""What a text tells us: the value that the rest of the program works with."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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


class Complaint(StrEnum):
    """What a complaint is about (the product, or its handling), and how it is said."""

    NONE = "none"
    PRODUCT_EXPLICIT = "product_explicit"
    PRODUCT_IMPLICIT = "product_implicit"  # bare facts, irony or hints
    HANDLING_EXPLICIT = "handling_explicit"
    HANDLING_IMPLICIT = "handling_implicit"


@dataclass(frozen=True, slots=True)
class Topic:
    topic: str
    sentiment: Sentiment


@dataclass(frozen=True, slots=True)
class Entity:
    kind: str  # order, time, amount, phone, person, rival or promise
    text: str  # as written
    value: str  # in one spelling: an ISO time, digits, an amount


@dataclass(frozen=True, slots=True)
class Reason:
    word: str
    weight: float  # above 0: speaks for unhappy


@dataclass(frozen=True, slots=True)
class Reading:
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
        return {**asdict(self), "p_unhappy": round(self.p_unhappy, 4)}

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
