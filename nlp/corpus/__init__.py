"""The chat corpus: replies of our own, written by hand by many authors (*.txt).

No customer and no review is quoted. `dev.txt` is for tuning only and never trained on.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

AUTHORS = (
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twentyfirst",
    "twentysecond",
    "twentythird",
    "twentyfourth",
    "twentyfifth",
    "twentysixth",
    "twentyseventh",
    "twentyeighth",
    "twentyninth",
    "thirtieth",
    "thirtyfourth",
    "thirtyfifth",
    "thirtysixth",
    "thirtyseventh",
    "thirtyeighth",
    "thirtyninth",
    "fortieth",
    "fortythird",
    "fortysixth",
    "fortyseventh",
    "fortyeighth",
    "fortyninth",
    "fiftieth",
    "fiftyfirst",
    "fiftysecond",
    "fiftythird",
    "fiftysixth",
    "fiftyninth",
)
"""Each wrote all labels, most of it to be hard."""
JUDGES = ("plain_two", *AUTHORS[::3])
"""Whose lines fit the formulas, over heads that never saw them."""
HAND_WRITTEN = (
    "unhappy",
    "happy",
    "neutral",
    "mixed",
    "grave",
    "grave_second",
    "second_unhappy",
    "third_neutral",
    "third_happy",
    "plain_one",
    "plain_two",
    "plain_three",
    *AUTHORS,
)


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    sentiment: str  # unhappy, neutral or happy; praise and complaint in one is unhappy
    topic: str | None
    severity: str
    shows: str  # the phenomenon, for figures by group
    by_hand: bool = True
    author: str = ""  # the file it stands in

    @property
    def mixed(self) -> bool:
        return self.shows == "mixed"


def hand_written(name: str) -> Iterator[Reply]:
    """The lines of one file; a heading is `= sentiment topic severity shows`."""
    sentiment = topic = severity = shows = ""
    for line in files(__package__).joinpath(f"{name}.txt").read_text("utf-8").splitlines():
        if line.startswith("= "):
            _, sentiment, topic, severity, shows = line.split()
        elif line and not line.startswith("#"):
            feeling = "unhappy" if sentiment == "mixed" else sentiment
            yield Reply(line, feeling, topic, severity, shows, author=name)


def training() -> list[Reply]:
    """Everything that may be trained on; the same list every time."""
    return [reply for name in HAND_WRITTEN for reply in hand_written(name)]


_JOINS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("happy", "happy"), "happy"),
    (("unhappy", "unhappy"), "unhappy"),
    (("neutral", "neutral"), "neutral"),
    (("happy", "happy"), "happy"),
    (("neutral", "happy"), "happy"),
    (("neutral", "unhappy"), "unhappy"),
    (("happy", "unhappy"), "mixed"),
)
_BETWEEN = ("，", "，", "，", "。", " ", "！", "\n")
_AGAINST = ("，就是", "，但是", "，不过", "，可惜", "，", " ", "。")


def joined(replies: Sequence[Reply], count: int) -> Iterator[Reply]:
    """Two or three short replies in one, by chance: so that a comma, a length or an author's
    habit of writing says nothing about the feeling.
    """
    chance = random.Random(20261122)
    texts: dict[str, list[str]] = {"happy": [], "unhappy": [], "neutral": []}
    for reply in replies:
        plain = not reply.mixed and reply.severity != "critical" and reply.shows != "lukewarm"
        if plain and 2 <= len(reply.text) <= 18:
            texts[reply.sentiment].append(reply.text.rstrip("。！？!?. "))
    if not all(texts.values()):
        return
    for number in range(count):
        kinds, whole = _JOINS[number % len(_JOINS)]
        if kinds[0] == kinds[1] and chance.random() < 0.4:
            kinds = (*kinds, kinds[0])
        parts = [chance.choice(texts[kind]) for kind in kinds]
        if whole != "mixed":
            chance.shuffle(parts)
        mark = chance.choice(_AGAINST if whole == "mixed" else _BETWEEN)
        ends = ("", "", "？", "。") if whole == "neutral" else ("", "", "。", "！")
        text = mark.join(parts) + chance.choice(ends)
        feeling = "unhappy" if whole == "mixed" else whole
        shows = "mixed" if whole == "mixed" else "joined"
        yield Reply(text, feeling, None, "normal", shows, by_hand=False)


def development() -> list[Reply]:
    return list(hand_written("dev"))
