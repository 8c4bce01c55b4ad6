"""Learning the small models: heads from the chat corpus, formulas from what heads say."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from nlp import decide, known, lexicon, rules, severity, topics
from nlp.corpus import Reply
from nlp.features import places
from nlp.heads import HEADS, TOPIC_HEADS, Heads, quantised, unpack
from nlp.linear import Example, fit_dense, fit_places
from nlp.look import Look, look
from nlp.model import Formulas, Weights
from nlp.normalise import normalise
from nlp.reading import Severity
from nlp.words import find

FOLDS = 3
MOST_PLACES = 70_000
REVIEW_OPINION = 0.15
_CLAUSE = re.compile(r"[,.!?~…;\s]+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text with what each head should say; None: this head learns nothing from it."""

    text: str
    wanted: Mapping[str, bool]
    weight: float = 1.0


def lessons_of(replies: Iterable[Reply]) -> Iterator[Lesson]:
    for reply in replies:
        wanted = {
            "opinion": reply.sentiment != "neutral",
            "critical": reply.severity == "critical",
            "mixed": reply.mixed,
        }
        if reply.sentiment != "neutral":
            wanted["unhappy"] = reply.sentiment == "unhappy"
        if reply.topic not in (None, "-", topics.OTHER):
            wanted.update({topic: topic == reply.topic for topic in TOPIC_HEADS})
        yield Lesson(normalise(reply.text), wanted, 1.0 if reply.by_hand else 0.5)


def lessons_of_words() -> Iterator[Lesson]:
    """Each word of the lists is a small text of its own."""
    for group in lexicon.load("polarity")["groups"]:
        weight = group["weight"]
        for word in group["words"].split():
            wanted = {"opinion": weight != 0.0}
            if weight:
                wanted["unhappy"] = weight < 0
            yield Lesson(normalise(word), wanted, 0.5)
    for topic, lists in lexicon.load("topics").items():
        if topic in TOPIC_HEADS:
            for word in lists["strong"].split():
                yield Lesson(normalise(word), {t: t == topic for t in TOPIC_HEADS}, 0.5)


def lessons_of_reviews(texts: Iterable[str], limit: int = 9000) -> Iterator[Lesson]:
    """Clauses of reviews are opinions; where one topic alone is named, they teach its company."""
    clauses = (c for text in texts for c in _CLAUSE.split(text) if 4 <= len(c) <= 30)
    for clause in islice(clauses, limit):
        wanted = {"mixed": False}
        if severity.gravity(clause) is not Severity.CRITICAL:
            wanted["critical"] = False
        words = find(clause)
        seen = rules.signs(clause, words)
        if seen.happy or seen.unhappy:
            wanted["opinion"] = True
        named = topics.weights(words)
        if len(named) == 1 and max(named.values()) >= 3 and topics.OTHER not in named:
            wanted.update({topic: topic in named for topic in TOPIC_HEADS})
        yield Lesson(clause, wanted, 0.25)


def fit_heads(lessons: Sequence[Lesson]) -> list[dict[int, float]]:
    found = [places(lesson.text) for lesson in lessons]
    return [_fit_head(head, lessons, found) for head in HEADS]


def _fit_head(head: str, lessons: Sequence[Lesson], found: Sequence[set[int]]) -> dict[int, float]:
    known = [(x, p) for x, p in zip(lessons, found, strict=True) if head in x.wanted]
    share = sum(x.wanted[head] for x, _ in known) / max(1, len(known))
    raised = min(6.0, (1.0 - share) / max(share, 1e-6))

    def weight(lesson: Lesson) -> float:
        return lesson.weight * (raised if lesson.wanted[head] else 1.0)

    return fit_places([Example(list(p), x.wanted[head], weight(x)) for x, p in known], epochs=6)


def pruned(weights: Sequence[Mapping[int, float]]) -> list[dict[int, float]]:
    """Only the places that say most: a smaller file that loads faster, and the same figures."""
    tops = [max(map(abs, w.values())) for w in weights]
    worth: Counter[int] = Counter()
    for head, top in zip(weights, tops, strict=True):
        for place, weight in head.items():
            worth[place] = max(worth[place], round(1000 * abs(weight) / top))
    kept = {place for place, _ in worth.most_common(MOST_PLACES)}
    return [{place: w for place, w in head.items() if place in kept} for head in weights]


def heads_of(weights: Sequence[Mapping[int, float]]) -> Heads:
    return unpack(*quantised(weights))


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its true answer and what weights that never learned from it see."""

    seen: Look
    label: str  # unhappy, neutral, happy
    mixed: bool = False
    weight: float = 1.0
    reply: Reply | None = None


def chat_cases(replies: Sequence[Reply], others: Sequence[Lesson], weights: Weights) -> list[Case]:
    """Hand-written replies, each seen by heads that were trained without it."""
    cases: list[Case] = []
    by_hand = [r for r in replies if r.by_hand]
    patterned = list(lessons_of(r for r in replies if not r.by_hand))
    for fold in range(FOLDS):
        rest = [r for i, r in enumerate(by_hand) if i % FOLDS != fold]
        heads = heads_of(fit_heads([*lessons_of(rest), *patterned, *others]))
        for reply in by_hand[fold::FOLDS]:
            seen = look(normalise(reply.text), weights, heads)
            cases.append(Case(seen, reply.sentiment, reply.mixed, reply=reply))
    return cases


def known_replies(replies: Sequence[Reply]) -> dict[str, str]:
    """Short hand-written replies, and the words of the lists, which the replies outrank."""
    said = known.table((normalise(r.text), r.sentiment) for r in replies if r.by_hand)
    words = known.table(
        (normalise(word), "unhappy" if group["weight"] < 0 else "happy")
        for group in lexicon.load("polarity")["groups"]
        if group["weight"]
        for word in group["words"].split()
    )
    return {**words, **said}


def fit_formulas(cases: Sequence[Case]) -> Formulas:
    opinions = [c for c in cases if c.label != "neutral"]
    chat = [c for c in opinions if c.reply is not None]
    # a review is always an opinion: too many of them would make every question one
    short = [c if c.reply else replace(c, weight=REVIEW_OPINION) for c in cases]
    return Formulas(
        polarity=_fit(decide.polarity_row, opinions, lambda c: c.label == "unhappy"),
        opinion=_fit(decide.opinion_row, short, lambda c: c.label != "neutral"),
        mixed=_fit(decide.mixed_row, chat, lambda c: c.mixed),
    )


def _fit(
    row: Callable[[Look], list[float]], cases: Sequence[Case], positive: Callable[[Case], bool]
) -> tuple[float, ...]:
    rows = [row(c.seen) for c in cases]
    return tuple(fit_dense(rows, [positive(c) for c in cases], [c.weight for c in cases]))
