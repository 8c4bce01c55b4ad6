"""The hot path: a normalised text and a model in, a judgement out. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from nlp import complaints, decide, details, rules, topics
from nlp.because import because
from nlp.decide import Chances
from nlp.heads import HEADS
from nlp.hearing import probability
from nlp.look import Look, look
from nlp.model import Model
from nlp.reading import Reading, Sentiment, Severity, Topic

HAPPY_BELOW, UNHAPPY_AT = decide.UNSURE
_SAID = {
    "unhappy": Chances(0.96, 0.01, 0.03),
    "neutral": Chances(0.03, 0.94, 0.03),
    "happy": Chances(0.03, 0.01, 0.96),
}
_UNHAPPY, _NEUTRAL = 0, 1  # of Chances
_GRAVE, _CHATTER, _NO_CHATTER = 0.93, 0.95, 0.8
_CLAUSE_UNHAPPY = 0.25
_MIXED_AT, _MIXED_FROM, _MIXED_LONGEST = 0.15, 0.4, 80
_SHORT = 16
_CRITICAL_HEAD, _CRITICAL_FROM = HEADS.index("critical"), -1.1
_GRAVE_MATCHED, _GRAVE_AT, _GRAVE_CLAUSE = 0.03, 0.1, 0.4
_TOO_LITTLE, _GRAVE_LITTLE = 4, 0.2
"""Of four characters (轮子断了) the head knows too little to call somebody at once."""
_MIXED_HEAD, _MIXED_FAR = HEADS.index("mixed"), -0.5
_TOPIC_AT, _MOST_TOPICS = 0.2, 3


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
        seen = look(text, self.model.hearing)
        grave = self._is_grave(seen)
        chances = self.chances(seen, grave)
        p = decide.p_unhappy(chances)
        mixed = chances.neutral < 0.5 and self._mixed(seen)
        if mixed and p >= _MIXED_FROM and len(text) <= _MIXED_LONGEST:
            sentiment = Sentiment.UNHAPPY  # praise hides no complaint
        else:
            sentiment = _sentiment(p, chances, unhappy_at)
        unhappy = sentiment is Sentiment.UNHAPPY
        chatter = seen.signs.small_talk and not unhappy
        about = () if chatter else self.topics(seen, sentiment, mixed)
        return Reading(
            sentiment=sentiment,
            p_unhappy=p,
            is_question=seen.signs.question and not (unhappy and not seen.signs.asks),
            small_talk=chatter,
            is_complaint=unhappy,
            topic=about[0].topic if about else topics.OTHER if unhappy else None,
            severity=_severity(seen, grave, unhappy),
            mixed=mixed,
            complaint=complaints.kind_of(seen, [t.topic for t in about]) if unhappy else
            complaints.NONE,
            topics=about,
            requests=details.requests(text, seen.words),
            suggestions=details.suggestions(text),
            entities=details.entities(text, seen.words, now),
            because=because(text, self.model) if why else (),
            harm=seen.harm and grave and sentiment in (Sentiment.UNHAPPY, Sentiment.UNSURE),
        )  # fmt: skip

    def chances(self, seen: Look, grave: bool) -> Chances:
        if not grave and (said := _said(seen)) is not None:
            return _SAID[said]
        found = decide.chances(self.model.formulas, seen, self.model.shift)
        if grave:
            return decide.at_least(found, _UNHAPPY, _GRAVE)
        if seen.signs.small_talk and found.unhappy < _NO_CHATTER:
            return decide.at_least(found, _NEUTRAL, _CHATTER)
        return found

    def _is_grave(self, seen: Look) -> bool:
        """By a pattern that the rest does not speak against, or by the head alone."""
        matched = seen.grave is Severity.CRITICAL
        if seen.sure and not (seen.signs.asks or seen.signs.supposed):
            return True
        if not matched and seen.heads[_CRITICAL_HEAD] < _CRITICAL_FROM:
            return False
        p = probability(self.model.formulas.grave, decide.grave_row(seen))
        alone = _GRAVE_LITTLE if len(seen.text) <= _TOO_LITTLE else _GRAVE_AT
        if p >= (_GRAVE_MATCHED if matched else alone):
            return True
        return (
            matched and len(seen.clauses) > 1 and any(map(self._is_grave_alone, self._parts(seen)))
        )

    def _parts(self, seen: Look) -> Iterator[Look]:
        """The clauses, each looked at as if nothing had been said besides."""
        for clause in seen.clauses:
            yield look(seen.text[clause.start : clause.end], self.model.hearing)

    def _is_grave_alone(self, clause: Look) -> bool:
        """写错了用量,还好我看了说明书: what eases it does not undo it."""
        if clause.grave is not Severity.CRITICAL:
            return False
        row = decide.grave_row(clause)
        return probability(self.model.formulas.grave, row) >= _GRAVE_CLAUSE

    def _mixed(self, seen: Look) -> bool:
        if len(seen.clauses) == 1 and seen.heads[_MIXED_HEAD] < _MIXED_FAR:
            return False
        if len(seen.clauses) > 1 and seen.worst <= 0.0 and seen.signs.unhappy == 0.0:
            return False  # no clause complains
        return probability(self.model.formulas.mixed, decide.mixed_row(seen)) >= _MIXED_AT

    def topics(self, seen: Look, whole: Sentiment, mixed: bool) -> tuple[Topic, ...]:
        """Strongest first; in mixed texts each topic feels as its own clause does."""
        if not mixed:
            named = topics.weights(seen.words)
            scores = self._topic_scores(seen.heads, named)
            return tuple(Topic(topic, whole) for topic, _ in _ranked(scores)[:_MOST_TOPICS])
        scores, leans = defaultdict[str, float](float), dict[str, float]()
        for clause in seen.clauses:
            named = topics.weights(seen.words, clause.start, clause.end)
            # what is complained about comes before what is praised
            raised = 1.0 if clause.lean > _CLAUSE_UNHAPPY else 0.0
            for topic, score in self._topic_scores(clause.heads, named).items():
                if score + raised > scores.get(topic, 0.0):
                    scores[topic], leans[topic] = score + raised, clause.lean
        return tuple(Topic(t, _felt(leans[t])) for t, _ in _ranked(scores)[:_MOST_TOPICS])

    def _topic_scores(self, heads: list[float], named: dict[str, float]) -> dict[str, float]:
        weights = self.model.formulas.topic
        rows = decide.topic_rows(heads, named).items()
        return {topic: p for topic, row in rows if (p := probability(weights, row)) >= _TOPIC_AT}


def _said(seen: Look) -> str | None:
    """What a short reply of emoji alone says, or one that is a rating."""
    if len(seen.text) > _SHORT:
        return None
    return rules.only_emoji(seen.text) if seen.signs.emoji else _rated(seen)


def _rated(seen: Look) -> str | None:
    """A short reply that is a rating: what the number says."""
    rating, words = seen.signs.rating, seen.signs.unhappy - seen.signs.happy
    if rating is None or len(seen.clauses) > 2:
        return None
    if rating <= 2.25:
        return "unhappy"
    if rating >= 4:
        return "happy" if words <= 0 else None
    return "neutral" if seen.signs.unhappy == 0.0 and len(seen.text) <= 12 else None


def _ranked(scores: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(scores.items(), key=itemgetter(1), reverse=True)


def _sentiment(p: float, chances: Chances, unhappy_at: float) -> Sentiment:
    unhappy, neutral, happy = chances
    if p >= unhappy_at:
        return Sentiment.UNHAPPY
    if neutral >= max(unhappy, happy):
        return Sentiment.NEUTRAL
    return Sentiment.HAPPY if unhappy < HAPPY_BELOW * (unhappy + happy) else Sentiment.UNSURE


def _severity(seen: Look, grave: bool, unhappy: bool) -> Severity:
    if not unhappy:
        return Severity.NONE
    if grave:
        return Severity.CRITICAL
    return Severity.NORMAL if seen.grave is Severity.NONE else Severity.HIGH


def _felt(lean: float) -> Sentiment:
    return Sentiment.UNHAPPY if lean > 0 else Sentiment.HAPPY
