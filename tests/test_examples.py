"""The worked cases of docs/examples are what the product says today, word for word."""

import pytest

from docs.examples.replay import CUSTOMERS, FOLDER, replayed


def test_each_example_is_played() -> None:
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(CUSTOMERS)


@pytest.mark.parametrize("name", CUSTOMERS)
def test_the_transcript_is_what_is_said_today(name: str) -> None:
    """After a change that was meant: python -m docs.examples.replay"""
    assert replayed(name) == (FOLDER / f"{name}.md").read_text("utf-8")
