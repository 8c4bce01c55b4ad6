"""The worked cases of docs/examples are what the product says today, word for word.

A line is held back as long as the pace of its chat asks, and that depends on which of two workers
was first: the minute it came in may be the next one, its words and its place may not differ.
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import zip_longest

import pytest

from docs.examples.replay import CUSTOMERS, FOLDER, replayed

ROW = re.compile(r"\| (\d\d-\d\d \d\d:\d\d) (\|.*)", re.DOTALL)
A_MINUTE = timedelta(minutes=1)


def test_each_example_is_played() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(CUSTOMERS)


@pytest.mark.parametrize("name", CUSTOMERS)
def test_the_transcript_is_what_is_said_today(name: str) -> None:
    """After a change that was meant: python -m docs.examples.replay"""
    written = (FOLDER / f"{name}.md").read_text("utf-8").splitlines()
    for kept, said in zip_longest(written, replayed(name).splitlines(), fillvalue=""):
        at, words = _timed(kept)
        now, said_now = _timed(said)
        assert said_now == words
        assert abs(now - at) <= A_MINUTE, said


def _timed(line: str) -> tuple[datetime, str]:
    """When a row of a transcript came, and the rest; any other line is all words."""
    row = ROW.fullmatch(line)
    at, words = row.groups() if row else ("01-01 00:00", line)
    return datetime.strptime(f"2026-{at}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC), words
