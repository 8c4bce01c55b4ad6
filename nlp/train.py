"""Making a model file: weights from labelled reviews, heads and formulas from the chat corpus.

The same input gives the same bytes. A tenth of the rows is held back: the formulas and all
printed figures come from it; the released weights are then learned from every row.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from nlp import corpus, data, learn, linear, model
from nlp.corpus.framed import framed
from nlp.data import Row
from nlp.features import places
from nlp.figures import Figures, Judged, figures
from nlp.hearing import Hearing
from nlp.linear import Example
from nlp.look import look
from nlp.normalise import normalise
from nlp.reader import Reader

EPOCHS, EPOCHS_MORE = 6, 2


def _silent(_: str) -> None:
    """Nobody listens."""


class Leak(ValueError):
    """Texts of the test stand in the training data: figures would be worth nothing."""


@dataclass(frozen=True, slots=True)
class Trained:
    rows: int
    held_back: int
    reviews: dict[str, Figures]  # by source, by length; of the held-back rows
    replies: dict[str, Figures]  # by phenomenon; of the development part of the chat corpus


def train(
    paths: Sequence[Path],
    out: Path,
    *,
    test: Sequence[Path] = (),
    say: Callable[[str], None] = _silent,
) -> Trained:
    """Learn from CSV files and write the model; `say` hears one line a step."""
    rows = data.read_rows(paths)
    if not rows or len({row.unhappy for row in rows}) < 2:
        raise data.BadData("训练数据需要两种标签的文本")
    if leaked := data.leaks(rows, data.read_rows(test)):
        raise Leak(f"{len(leaked)} 条测试文本出现在训练数据里, 例如: {leaked[0][:40]}")
    held = [row for row in rows if data.is_held_back(row.text)]
    kept = [row for row in rows if not data.is_held_back(row.text)]
    say(f"{len(rows)} 条, 留出 {len(held)} 条")
    replies = corpus.training()
    learned, _ = learn.split(replies)
    with ProcessPoolExecutor() as pool:  # three independent parts, as many cores as there are
        reviews = pool.submit(fit_reviews, kept, held)
        chat = [pool.submit(fit_heads, part, kept) for part in (learned, replies)]
        first, final = reviews.result()
        judging, heads = (part.result() for part in chat)
    say("评论和口语都已学好")
    hearing = model.hearing_of(first, heads)
    formulas = fit_chat(hearing, model.hearing_of(first, judging), held)
    about = {"data": data.digest(rows), "rows": len(rows), "held_back": len(held)}
    model.save(out, about, final, heads, formulas)
    return report(Reader(model.Model({}, hearing, formulas)), rows, held)


def fit_reviews(kept: Sequence[Row], held: Sequence[Row]) -> list[dict[int, float]]:
    """The weights of the kept rows alone, then those of all rows, which go on from there."""
    rows = [*kept, *held]
    weights = data.balance(rows)
    examples = [Example((), r.unhappy, w) for r, w in zip(rows, weights, strict=True)]
    found = [array("i", places(row.text)) for row in rows]
    seats = linear.seats_of(Counter(chain.from_iterable(found)))
    seated = [array("i", sorted(map(seats.__getitem__, row))) for row in found]
    turns = [(len(kept), EPOCHS), (len(rows), EPOCHS_MORE)]
    fitted = linear.fit_in_turn(seated, examples, len(seats), turns)
    return [{p: w[seat] for p, seat in seats.items() if w[seat]} for w in fitted]


def fit_chat(hearing: Hearing, judging: Hearing, held: Sequence[Row]) -> model.Formulas:
    """The formulas, from replies and reviews that what judges them has not learned from."""
    _, judged = learn.split(corpus.training())
    cases = learn.chat_cases(judged, judging)
    cases += [
        learn.Case(look(row.text, hearing), "unhappy" if row.unhappy else "happy") for row in held
    ]
    return learn.fit_formulas(cases)


def fit_heads(replies: Sequence[corpus.Reply], kept: Sequence[Row]) -> list[dict[int, float]]:
    reviews = learn.lessons_of_reviews([(row.text, row.unhappy) for row in kept])
    joined = corpus.joined(replies, learn.JOINED)
    return learn.fit_heads([*learn.lessons_of([*replies, *joined, *framed()]), *reviews])


def report(reader: Reader, rows: Sequence[Row], held: Sequence[Row]) -> Trained:
    by: dict[str, list[Judged]] = {}
    for row in held:
        reading = reader.read(row.text)
        judged = Judged(
            "unhappy" if row.unhappy else "happy", reading.sentiment, reading.p_unhappy
        )
        by.setdefault(row.source, []).append(judged)
        by.setdefault(_length(row.text), []).append(judged)
    chat: dict[str, list[Judged]] = {}
    for reply in corpus.development():
        reading = reader.read(normalise(reply.text))
        judged = Judged(reply.sentiment, reading.sentiment, reading.p_unhappy)
        chat.setdefault(reply.shows, []).append(judged)
        chat.setdefault("全部", []).append(judged)
    return Trained(
        len(rows),
        len(held),
        {name: figures(found) for name, found in sorted(by.items())},
        {name: figures(found) for name, found in sorted(chat.items())},
    )


def _length(text: str) -> str:
    return "1–20 字" if len(text) <= 20 else "21–60 字" if len(text) <= 60 else "61 字以上"
