"""Every rule brings its own examples, and they hold."""

import pytest

from nlp import lexicon
from nlp.normalise import normalise
from nlp.reading import Severity
from nlp.severity import gravity

DATA = lexicon.load("severity")
RULES = [(level, rule) for level in ("critical", "high") for rule in DATA[level]]


@pytest.mark.parametrize(("level", "rule"), RULES, ids=[rule["name"] for _, rule in RULES])
def test_a_severity_rule_hits_and_misses_its_examples(
    level: str, rule: dict[str, list[str]]
) -> None:
    hit = [gravity(normalise(text)) for text in rule["hits"]]
    missed = [gravity(normalise(text)) for text in rule["misses"]]

    assert hit == [Severity(level)] * len(hit)
    assert Severity(level) not in missed
