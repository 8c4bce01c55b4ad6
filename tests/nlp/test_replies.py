"""Totals on chat replies that another hand wrote and nobody tuned on; no row is ever printed."""

import csv
from collections import Counter
from pathlib import Path

import pytest

import nlp
from nlp import Reading

FLOORS = {
    "accuracy": 0.78,
    "missed": 0.10,
    "neutral": 0.2,
    "happy": 0.2,
    "grave": 0.75,
    "not_grave": 0.03,
    "topic": 0.68,
}
FILE = Path(__file__).with_name("replies.csv")
Judged = list[tuple[dict[str, str], Reading]]


@pytest.fixture(scope="module")
def judged() -> Judged:
    with FILE.open(encoding="utf-8-sig", newline="") as file:
        return [(row, nlp.read(row["text"])) for row in csv.DictReader(file)]


def _called(judged: Judged, label: str) -> Counter[str]:
    return Counter(str(r.sentiment) for row, r in judged if row["sentiment"] == label)


def test_three_classes(judged: Judged) -> None:
    right = sum(row["sentiment"] == r.sentiment for row, r in judged)
    unsure = sum(r.sentiment == "unsure" for _, r in judged)
    accuracy = (right + unsure / 2) / len(judged)

    assert accuracy > FLOORS["accuracy"]


def test_unhappy_ones_are_rarely_called_happy_or_neutral(judged: Judged) -> None:
    called = _called(judged, "unhappy")

    assert (called["happy"] + called["neutral"]) / called.total() < FLOORS["missed"]


@pytest.mark.parametrize("label", ["neutral", "happy"])
def test_others_are_rarely_called_unhappy(judged: Judged, label: str) -> None:
    called = _called(judged, label)

    assert called["unhappy"] / called.total() < FLOORS[label]


def test_grave_ones_are_found(judged: Judged) -> None:
    grave = [r.severity == "critical" for row, r in judged if row["severity"] == "critical"]
    others = [r.severity == "critical" for row, r in judged if row["severity"] != "critical"]

    assert sum(grave) / len(grave) > FLOORS["grave"]
    assert sum(others) / len(others) < FLOORS["not_grave"]


def test_topics(judged: Judged) -> None:
    right = [row["topic"] == r.topic for row, r in judged if row["topic"]]

    assert sum(right) / len(right) > FLOORS["topic"]
