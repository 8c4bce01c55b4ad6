"""The hot path: a normalised text and a model in, a judgement out. Pure."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from nlp import complaints, decide, details, known, topics
from nlp.because import because
from nlp.heads import HEADS, TOPIC_HEADS
from nlp.look import Clause, Look, look
from nlp.model import Model
from nlp.reading import Reading, Sentiment, Severity, Topic

UNHAPPY_AT = 0.65
HAPPY_BELOW = 0.45
_KNOWN_CHANCES = {"unhappy": (0.95, 0.98), "neutral": (0.3, 0.08), "happy": (0.04, 0.98)}
_CLAUSE_UNHAPPY = 0.25
_GRAVE_FACT, _GRAVE_QUESTION = 0.15, 0.4
_MIXED_AT = 0.25
_CRITICAL_HEAD, _CRITICAL_AT = HEADS.index("critical"), -0.2
_MIXED_HEAD = -0.5


@dataclass(frozen=True, slots=True)
class Reader:
    model: Model

    def read(
        self,
        text: str,
        unhappy_at: float = UNHAPPY_AT,
        now: datetime | None = None,
        why: bool = False,
    ) -> Reading:
        """The reading of a normalised text."""
        if not text:
            return Reading(Sentiment.NEUTRAL, 0.05)
        seen = look(text, self.model.weights, self.model.heads)
        polarity, opinion = self.chances(seen)
        p = decide.p_unhappy(polarity, opinion)
        sentiment = _sentiment(seen, p, polarity, opinion, unhappy_at)
        unhappy = sentiment is Sentiment.UNHAPPY
        mixed = opinion > 0.5 and self._mixed(seen)
        about = self.topics(seen, sentiment, mixed)
        return Reading(
            sentiment=sentiment,
            p_unhappy=p,
            is_question=seen.signs.question and not (unhappy and not seen.signs.asks),
            small_talk=seen.signs.small_talk and not unhappy,
            is_complaint=unhappy,
            topic=about[0].topic if about else topics.OTHER if unhappy else None,
            severity=_severity(seen, unhappy),
            mixed=mixed,
            complaint=complaints.kind_of(seen, [t.topic for t in about]) if unhappy else
            complaints.NONE,
            topics=about,
            requests=details.requests(text, seen.words),
            suggestions=details.suggestions(text),
            entities=details.entities(text, seen.words, now),
            because=because(text, self.model) if why else (),
            harm=seen.harm and sentiment in (Sentiment.UNHAPPY, Sentiment.UNSURE),
        )  # fmt: skip

    def chances(self, seen: Look) -> tuple[float, float]:
        """(unhappy if it is an opinion, an opinion at all)."""
        formulas, shift = self.model.formulas, self.model.shift
        polarity = decide.probability(formulas.polarity, decide.polarity_row(seen), shift)
        opinion = decide.probability(formulas.opinion, decide.opinion_row(seen))
        if seen.grave is Severity.CRITICAL and polarity > self._grave_above(seen):
            return max(polarity, 0.93), max(opinion, 0.95)
        if (known := self._known(seen)) is not None:
            return known
        if seen.signs.small_talk and polarity * opinion < 0.8:
            opinion = min(opinion, 0.05)
        return polarity, opinion

    @staticmethod
    def _grave_above(seen: Look) -> float:
        """A calm fact is grave unless it sounds like praise; a question needs more than that."""
        return _GRAVE_QUESTION if seen.signs.supposed or seen.signs.asks else _GRAVE_FACT

    def _known(self, seen: Look) -> tuple[float, float] | None:
        if len(seen.text) > 2 * known.LONGEST or seen.signs.emoji:
            return None
        said = self.model.known.get(known.core(seen.text))
        return None if said is None else _KNOWN_CHANCES[said]

    def _mixed(self, seen: Look) -> bool:
        if len(seen.clauses) == 1 and seen.heads[3] < _MIXED_HEAD:
            return False
        return decide.probability(self.model.formulas.mixed, decide.mixed_row(seen)) >= _MIXED_AT

    def topics(self, seen: Look, whole: Sentiment, mixed: bool) -> tuple[Topic, ...]:
        """Strongest first; in mixed texts each topic feels as its own clause does."""
        weights: defaultdict[str, float] = defaultdict(float)
        leans: defaultdict[str, float] = defaultdict(float)
        for clause in seen.clauses:
            named = _topics_of(seen, clause)
            # what is complained about comes before what is praised
            raised = 2.0 if mixed and clause.lean > _CLAUSE_UNHAPPY else 1.0
            for topic, weight in named.items():
                weights[topic] += weight * raised
                leans[topic] += weight * clause.lean
        ranked = sorted(weights.items(), key=lambda item: -item[1])
        order = [topic for topic, weight in ranked[:4] if weight >= 1.0]
        return tuple(Topic(t, _felt(leans[t], whole, mixed)) for t in order)


def _topics_of(seen: Look, clause: Clause) -> dict[str, float]:
    found = topics.weights(seen.words, clause.start, clause.end)
    margins = clause.heads[-len(TOPIC_HEADS) :]
    for topic, margin in zip(TOPIC_HEADS, margins, strict=True):
        if margin > -0.6 or topic in found:
            found[topic] = found.get(topic, 0.0) + 3.0 * (margin + 0.6)
    return {topic: weight for topic, weight in found.items() if weight > 0.0}


def _sentiment(
    seen: Look, p: float, polarity: float, opinion: float, unhappy_at: float
) -> Sentiment:
    if p >= unhappy_at:
        return Sentiment.UNHAPPY
    if opinion < 0.5:
        return Sentiment.NEUTRAL
    return Sentiment.HAPPY if polarity < HAPPY_BELOW else Sentiment.UNSURE


def _severity(seen: Look, unhappy: bool) -> Severity:
    if not unhappy:
        return Severity.NONE
    if seen.heads[_CRITICAL_HEAD] > _CRITICAL_AT:
        return Severity.CRITICAL
    return Severity.NORMAL if seen.grave is Severity.NONE else seen.grave


def _felt(lean: float, whole: Sentiment, mixed: bool) -> Sentiment:
    if not mixed:
        return whole
    return Sentiment.UNHAPPY if lean > 0 else Sentiment.HAPPY
