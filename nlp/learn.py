"""Learning the small models: heads from the chat corpus, formulas from what heads say."""

import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice

from nlp import decide, known, lexicon, rules, severity, topics
from nlp.corpus import Reply, joined
from nlp.features import places, shape
from nlp.heads import HEADS, TOPIC_HEADS, Heads, quantised, unpack
from nlp.linear import Example, fit_dense, fit_rows, seats_of
from nlp.look import Look, look
from nlp.model import Formulas, Weights
from nlp.normalise import normalise
from nlp.reading import Severity
from nlp.words import find, tokens

FOLDS, JOINED = 3, 4200
MOST_PLACES = 70_000
REVIEW_OPINION, REVIEW_POLARITY = 0.15, 2.5
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
            "complaint": reply.sentiment == "unhappy",
            "critical": reply.severity == "critical",
            "mixed": reply.mixed,
        }
        if reply.sentiment != "neutral" and not reply.mixed:
            wanted["unhappy"] = reply.sentiment == "unhappy"
        if _has_topic(reply):
            wanted.update({topic: topic == reply.topic for topic in TOPIC_HEADS})
        yield Lesson(normalise(reply.text), wanted, 1.0 if reply.by_hand else 0.5)


def _has_topic(reply: Reply) -> bool:
    """其他 beside praise or chatter only means that no topic is named."""
    if reply.topic == topics.OTHER and reply.sentiment != "unhappy":
        return reply.shows in ("question", "request")
    return reply.topic not in (None, "-")


def lessons_of_words() -> Iterator[Lesson]:
    """Each word of the lists is a small text of its own."""
    for group in lexicon.load("polarity")["groups"]:
        weight = group["weight"]
        for word in group["words"].split():
            wanted = {"opinion": weight != 0.0}
            if weight:
                wanted["unhappy"] = weight < 0
            wanted["complaint"] = weight < 0
            yield Lesson(normalise(word), wanted, 0.5)
    for topic, lists in lexicon.load("topics").items():
        if topic in TOPIC_HEADS:
            for word in lists["strong"].split():
                yield Lesson(normalise(word), {t: t == topic for t in TOPIC_HEADS}, 0.5)


def lessons_of_reviews(texts: Iterable[str], limit: int = 5000) -> Iterator[Lesson]:
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


def lessons_of_short_reviews(
    reviews: Iterable[tuple[str, bool]], limit: int = 12_000
) -> Iterator[Lesson]:
    """Reviews as short as a reply teach what displeases, in many more words than the corpus."""
    short = ((text, unhappy) for text, unhappy in reviews if len(text) <= 32)
    for text, unhappy in islice(short, limit):
        yield Lesson(text, {"unhappy": unhappy, "complaint": unhappy}, 0.25)


def fit_heads(lessons: Sequence[Lesson]) -> list[dict[int, float]]:
    found = [sorted(places(x.text) | shape(tokens(find(x.text)))) for x in lessons]
    seats = seats_of(found)
    rows = [array("i", sorted(map(seats.__getitem__, places))) for places in found]
    numbers = list(seats)
    heads = []
    for head in HEADS:
        known = [(x, row) for x, row in zip(lessons, rows, strict=True) if head in x.wanted]
        weights = fit_rows(
            [row for _, row in known],
            _examples(head, [x for x, _ in known]),
            len(seats),
            cost=1.5,
            epochs=5,
        )
        heads.append({numbers[seat]: w for seat, w in enumerate(weights) if w})
    return heads


def _examples(head: str, lessons: Sequence[Lesson]) -> list[Example]:
    share = sum(x.wanted[head] for x in lessons) / max(1, len(lessons))
    raised = min(6.0, (1.0 - share) / max(share, 1e-6))
    return [
        Example((), x.wanted[head], x.weight * (raised if x.wanted[head] else 1.0))
        for x in lessons
    ]


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
    parts = _folds(by_hand)
    for fold in range(FOLDS):
        rest = [r for number, part in enumerate(parts) if number != fold for r in part]
        rest += joined(rest, JOINED)
        heads = heads_of(fit_heads([*lessons_of(rest), *patterned, *others]))
        for reply in (*parts[fold], *joined(parts[fold], JOINED // FOLDS)):
            seen = look(normalise(reply.text), weights, heads)
            weight = 1.0 if reply.by_hand else 0.4
            cases.append(Case(seen, reply.sentiment, reply.mixed, weight, reply))
    return cases


def _folds(replies: Sequence[Reply]) -> list[list[Reply]]:
    """Whole sections of the corpus in turn: neighbours are too alike to judge one another."""
    parts: list[list[Reply]] = [[] for _ in range(FOLDS)]
    sections = groupby(replies, lambda r: (r.sentiment, r.topic, r.severity, r.shows))
    for number, (_, section) in enumerate(sections):
        parts[number % FOLDS] += section
    return parts


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
    opinions = [c for c in cases if c.label != "neutral" and not c.mixed]
    chat = [c for c in cases if c.label != "neutral" and c.reply is not None]
    # a review is always an opinion: too many of them would make every question one
    short = [c if c.reply else replace(c, weight=REVIEW_OPINION) for c in cases]
    return Formulas(
        polarity=_fit(
            decide.polarity_row,
            [c if c.reply else replace(c, weight=REVIEW_POLARITY) for c in opinions],
            lambda c: c.label == "unhappy",
        ),
        opinion=_fit(decide.opinion_row, short, lambda c: c.label != "neutral"),
        mixed=_fit(decide.mixed_row, chat, lambda c: c.mixed),
        topic=_fit_topic(cases),
        grave=_fit(decide.grave_row, cases, _is_grave),
    )


def _is_grave(case: Case) -> bool:
    return case.reply is not None and case.reply.severity == "critical"


def _fit_topic(cases: Sequence[Case]) -> tuple[float, ...]:
    """One formula for all topics: every reply says of each topic whether it is the one."""
    rows, right = [], []
    for case in cases:
        if case.reply is None or not _has_topic(case.reply) or case.mixed:
            continue
        named = topics.weights(case.seen.words)
        for topic, row in decide.topic_rows(case.seen.heads, named, every=True).items():
            rows.append(row)
            right.append(topic == case.reply.topic)
    return tuple(fit_dense(rows, right, [1.0] * len(rows)))


def _fit(
    row: Callable[[Look], list[float]], cases: Sequence[Case], positive: Callable[[Case], bool]
) -> tuple[float, ...]:
    rows = [row(c.seen) for c in cases]
    return tuple(fit_dense(rows, [positive(c) for c in cases], [c.weight for c in cases]))
