"""The chat corpus: replies of our own, by hand (*.txt) and by pattern (patterns.yaml).

No customer and no review is quoted. `dev.txt` is for tuning only and never trained on.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import product
from typing import Any

import yaml

PAIRS = 10
"""Sentences by pattern of each kind and thing-row."""

HAND_WRITTEN = (
    "unhappy",
    "happy",
    "neutral",
    "mixed",
    "grave",
    "second_unhappy",
    "third_neutral",
    "third_happy",
)


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    sentiment: str  # unhappy, neutral or happy; praise and complaint in one is unhappy
    topic: str | None
    severity: str
    shows: str  # the phenomenon, for figures by group
    by_hand: bool = True

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
            yield Reply(line, feeling, topic, severity, shows)


def training() -> list[Reply]:
    """Everything that may be trained on, hand-written lines first; the same list every time."""
    by_hand = [reply for name in HAND_WRITTEN for reply in hand_written(name)]
    seen = {reply.text for reply in by_hand} | {reply.text for reply in development()}
    patterned = {reply.text: reply for reply in _by_pattern() if reply.text not in seen}
    return by_hand + list(patterned.values())


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


def _by_pattern() -> Iterator[Reply]:
    plan = yaml.safe_load(files(__package__).joinpath("patterns.yaml").read_text("utf-8"))
    chance = random.Random(20261122)
    for rows in plan["trades"].values():
        for row in rows:
            yield from _of_row(row, rows, plan, chance)


def _of_row(
    row: dict[str, Any], rows: list[dict[str, Any]], plan: dict[str, Any], chance: random.Random
) -> Iterator[Reply]:
    for kind, key in (("happy", "good"), ("unhappy", "bad"), ("neutral", "ask")):
        pairs = list(product(row["things"], row[key]))
        for thing, word in chance.sample(pairs, min(len(pairs), PAIRS)):
            pattern = chance.choice(plan["say"][kind])
            words = {k: chance.choice(row[k]) for k in ("good", "bad", "ask")}
            text = _dress(pattern.format(thing=thing, **(words | {key: word})), plan, chance)
            severity = "normal" if kind == "unhappy" else "none"
            yield Reply(text, kind, row["topic"], severity, "pattern", by_hand=False)
    for thing, pattern in product(row["things"], chance.sample(plan["say"]["neutral"], 9)):
        words = {k: chance.choice(row[k]) for k in ("good", "bad", "ask")}
        text = _dress(pattern.format(thing=thing, **words), plan, chance)
        yield Reply(text, "neutral", row["topic"], "none", "pattern", by_hand=False)
    for _ in range(12):
        yield _mixed(row, rows, plan, chance)
    for _ in range(4):
        pattern = chance.choice(plan["say"]["past"])
        thing, good, bad = (chance.choice(row[k]) for k in ("things", "good", "bad"))
        text = pattern.format(thing=thing, good=good, bad=bad)
        yield Reply(text, "happy", row["topic"], "none", "past", by_hand=False)


def _mixed(
    row: dict[str, Any], rows: list[dict[str, Any]], plan: dict[str, Any], chance: random.Random
) -> Reply:
    other = chance.choice(rows)
    text = chance.choice(plan["say"]["mixed"]).format(
        thing=chance.choice(row["things"]),
        good=chance.choice(row["good"]),
        other=chance.choice(other["things"]),
        bad=chance.choice(other["bad"]),
    )
    return Reply(_dress(text, plan, chance), "unhappy", other["topic"], "normal", "mixed", False)


def _dress(text: str, plan: dict[str, Any], chance: random.Random) -> str:
    asides = plan["asides"]
    return f"{chance.choice(asides['before'])}{text}{chance.choice(asides['after'])}"
