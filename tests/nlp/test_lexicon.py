"""Every rule brings its own examples, and they hold."""

import re
from typing import Any

import pytest

import nlp
from nlp import corpus, lexicon
from nlp.lexicon.needed import needed
from nlp.normalise import normalise
from nlp.patterns import grams
from nlp.ratings import rating
from nlp.reading import Severity
from nlp.rules import signs
from nlp.severity import found, gravity
from nlp.words import find

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


def test_the_packed_lists_are_those_people_read() -> None:
    assert {name: lexicon.load(name) for name in lexicon.NAMES} == lexicon.prepared()


PHRASES = lexicon.load("polarity")["phrases"]


@pytest.mark.parametrize("phrase", PHRASES, ids=[phrase["name"] for phrase in PHRASES])
def test_a_phrase_hits_and_misses_its_examples(phrase: dict[str, Any]) -> None:
    pattern = re.compile(phrase["pattern"])

    assert all(pattern.search(normalise(text)) for text in phrase["hits"])
    assert not any(pattern.search(normalise(text)) for text in phrase["misses"])


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("给1分", 1.0),
        ("满分十分给三分", 1.5),
        ("10分我给2分", 1.0),
        ("98分", 4.9),
        ("四星", 4.0),
        ("负一百分", 0.0),
        ("十分钟就到", None),
        ("十分满意", None),
        ("扣一分给包装", 3.5),
        ("满分", 5.0),
    ],
)
def test_a_rating_in_words(text: str, steps: float | None) -> None:
    assert rating(text) == steps


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("没有一次让我满意", "unhappy"),
        ("没传说中好", "unhappy"),
        ("不磨脚", "happy"),
        ("不难吃", "happy"),
        ("不比专柜差", "happy"),
        ("比别家贵一倍", "unhappy"),
    ],
)
def test_a_negation_turns_the_word_behind_it(text: str, leans: str) -> None:
    seen = signs(text, find(text), grams(text))

    assert (seen.unhappy > seen.happy) == (leans == "unhappy")


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("热水烫到了孩子的手", True),
        ("吃了全身起疹子", True),
        ("药师给我拿错药了", True),
        ("我要打12315", False),
        ("用了没有过敏", False),
    ],
)
def test_harm_to_a_person_is_told_from_other_gravity(text: str, harm: bool) -> None:
    assert found(text, grams(text))[1] == harm
    assert nlp.read(text).harm == harm


SOURCES = [
    *(pair for _, rule in RULES for pair in zip(rule["any"], rule["needed"], strict=True)),
    *((phrase["pattern"], phrase["needed"]) for phrase in PHRASES),
]


def test_whatever_a_pattern_matches_holds_a_string_it_needs() -> None:
    texts = [normalise(reply.text) for reply in corpus.training()]
    for source, strings in SOURCES:
        pattern, wanted = re.compile(source), set(strings)

        assert all(grams(text) & wanted for text in texts if pattern.search(text))


@pytest.mark.parametrize(
    ("pattern", "needed_strings"),
    [
        ("起火|着火", ["着火", "起火"]),
        ("(拿|发).{0,3}错", ["错"]),
        ("(不|没)?过期", ["不过", "没过", "过期"]),
        ("(没|不).{0,3}(礼貌|耐心)", ["礼貌", "耐心"]),
        ("(?<!会)爆[炸裂]{1,2}", ["爆"]),
    ],
)
def test_what_a_pattern_needs(pattern: str, needed_strings: list[str]) -> None:
    assert needed(pattern) == needed_strings


def test_a_pattern_that_needs_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="必有"):
        needed("好?.{0,3}")
