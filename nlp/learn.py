"""Learning the small models: heads from the chat corpus, formulas from what heads say."""

import math
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from nlp import decide, topics
from nlp.corpus import AUTHORS, JUDGES, Reply, joined
from nlp.features import reply_places, shape
from nlp.heads import HEADS, SENTIMENTS, TOPIC_HEADS
from nlp.hearing import Hearing
from nlp.linear import Example, fit_dense, fit_rows, seats_of
from nlp.look import Look, look
from nlp.model import Formulas
from nlp.normalise import normalise
from nlp.words import find, kinds

JOINED = 4200
MOST_PLACES = 470_000
ORDINARY = 3.0
SHORT_REVIEW, MOST_REVIEWS, REVIEW_LESSON = 36, 40_000, 0.5
LONG_REVIEW, MOST_REGISTER = 60, 24_000


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text with what each head should say; None: this head learns nothing from it."""

    text: str
    wanted: Mapping[str, bool]
    weight: float = 1.0


def lessons_of(replies: Iterable[Reply]) -> Iterator[Lesson]:
    for reply in replies:
        wanted = {label: label == reply.sentiment for label in SENTIMENTS}
        wanted |= {"critical": reply.severity == "critical", "mixed": reply.mixed}
        wanted["review"] = False
        if _has_topic(reply):
            wanted.update({topic: topic == reply.topic for topic in TOPIC_HEADS})
        yield Lesson(normalise(reply.text), wanted, 1.0 if reply.by_hand else 0.5)


def _has_topic(reply: Reply) -> bool:
    """其他 beside praise or chatter only means that no topic is named."""
    if reply.topic == topics.OTHER and reply.sentiment != "unhappy":
        return reply.shows in ("question", "request")
    return reply.topic not in (None, "-")


def lessons_of_reviews(reviews: Sequence[tuple[str, bool]]) -> Iterator[Lesson]:
    """Reviews as short as a reply teach what displeases, in many more words than the corpus;
    these and longer ones, how people write who review.
    """
    short = [review for review in reviews if len(review[0]) <= SHORT_REVIEW]
    for text, unhappy in _spread(short, MOST_REVIEWS):
        yield Lesson(text, {"unhappy": unhappy, "happy": not unhappy}, REVIEW_LESSON)
    longer = [review for review in reviews if len(review[0]) <= LONG_REVIEW]
    yield from (Lesson(text, {"review": True}) for text, _ in _spread(longer, MOST_REGISTER))


def _spread(reviews: Sequence[tuple[str, bool]], most: int) -> Sequence[tuple[str, bool]]:
    """So many from the whole length: the first ones are of one source."""
    return reviews[:: -(-len(reviews) // most) or 1]


def fit_heads(lessons: Sequence[Lesson]) -> list[dict[int, float]]:
    found = [
        sorted(reply_places(x.text) | shape([k for _, k in kinds(find(x.text))])) for x in lessons
    ]
    met = Counter(chain.from_iterable(found))
    seats = seats_of(met)
    rows = [array("i", sorted(map(seats.__getitem__, places))) for places in found]
    heads = []
    for head in HEADS:
        known = [(x, row) for x, row in zip(lessons, rows, strict=True) if head in x.wanted]
        weights = fit_rows(
            [row for _, row in known],
            _examples(head, [x for x, _ in known]),
            len(seats),
            cost=3.0,
            epochs=6,
        )
        heads.append(weights)
    return pruned(heads, list(seats), [met[place] for place in seats])


def _examples(head: str, lessons: Sequence[Lesson]) -> list[Example]:
    share = sum(x.wanted[head] for x in lessons) / max(1, len(lessons))
    raised = min(6.0, (1.0 - share) / max(share, 1e-6))
    return [
        Example((), x.wanted[head], x.weight * (raised if x.wanted[head] else 1.0))
        for x in lessons
    ]


def pruned(
    heads: Sequence[Sequence[float]], places: Sequence[int], met: Sequence[int]
) -> list[dict[int, float]]:
    """Only the places that say most, and are met most: half of them are met once.

    120,000 by weight alone cost two points of three labels on new authors; these, next to none.
    """
    loudest = [0.0] * len(places)
    for name, head in zip(HEADS, heads, strict=True):
        unit = (2.0 if name in SENTIMENTS else 1.0) / (max(map(abs, head)) or 1.0)
        loudest = list(map(max, loudest, (unit * abs(weight) for weight in head)))
    worth = [loud * math.log1p(count) for loud, count in zip(loudest, met, strict=True)]
    order = sorted(range(len(places)), key=lambda seat: (-worth[seat], places[seat]))
    kept = sorted(order[:MOST_PLACES])
    return [{places[seat]: head[seat] for seat in kept if head[seat]} for head in heads]


@dataclass(frozen=True, slots=True)
class Case:
    """A text with its true answer and what weights that never learned from it see."""

    seen: Look
    label: str  # unhappy, neutral, happy
    mixed: bool = False
    weight: float = 1.0
    reply: Reply | None = None


def split(replies: Sequence[Reply]) -> tuple[list[Reply], list[Reply]]:
    """(to learn from, to be judged by), by author: an author's lines are too alike.

    A formula that judges heads on the hands they know trusts them too much on any other.
    """
    learned = [reply for reply in replies if reply.author not in JUDGES]
    return learned, [reply for reply in replies if reply.author in JUDGES]


def chat_cases(judged: Sequence[Reply], hearing: Hearing) -> list[Case]:
    """Replies as they are seen by heads that were trained without them."""
    replies = [*judged, *joined(judged, JOINED // 3)]
    return [
        Case(
            look(normalise(r.text), hearing),
            r.sentiment,
            r.mixed,
            _weight(r),
            r,
        )
        for r in replies
    ]


def _weight(reply: Reply) -> float:
    """What most customers write counts more than what was written to be hard."""
    if not reply.by_hand:
        return 0.4
    return ORDINARY if reply.author not in AUTHORS else 1.0


def fit_formulas(cases: Sequence[Case]) -> Formulas:
    chat, reviews = [c for c in cases if c.reply], [c for c in cases if not c.reply]
    unhappy, neutral, happy = (
        _fit(decide.reply_row, chat, lambda c, label=label: c.label == label)  # type: ignore[misc]
        for label in SENTIMENTS
    )
    return Formulas(
        register=_fit(decide.register_row, [*chat, *_as_much(reviews, chat)], _is_review),
        review=_fit(decide.review_row, reviews, lambda c: c.label == "unhappy"),
        unhappy=unhappy,
        neutral=neutral,
        happy=happy,
        mixed=_fit(decide.mixed_row, [c for c in chat if c.label != "neutral"], lambda c: c.mixed),
        topic=_fit_topic(chat),
        grave=_fit(decide.grave_row, cases, _is_grave),
    )


def _as_much(cases: Sequence[Case], as_these: Sequence[Case]) -> list[Case]:
    """The cases, weighing in all what those others do."""
    share = sum(c.weight for c in as_these) / max(1.0, sum(c.weight for c in cases))
    return [replace(c, weight=c.weight * share) for c in cases]


def _is_review(case: Case) -> bool:
    return case.reply is None


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
