"""Which apology is said, and that nobody hears one twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.dialogue.apology import FEWEST
from bot.dialogue.authority import Authority
from bot.dialogue.effects import Say
from bot.dialogue.events import Action, Entity, Reading, Severity
from tests.dialogue.talk import (
    CATALOG,
    DAY,
    NEUTRAL,
    POLICY,
    UNHAPPY,
    UNSURE,
    Talk,
    bought,
    rated,
    words_of,
)

BROKEN = Entity("promise", "说好昨天送到", "2026-11-01")
PLAIN = replace(UNHAPPY, problem=None)


@pytest.mark.parametrize(
    ("words", "reading", "key"),
    [
        ("说好昨天送到，今天也没有", replace(UNHAPPY, entities=(BROKEN,)), "apology.promise"),
        ("孩子的杯子漏水", UNHAPPY, "apology.child"),
        ("家里八十多岁的老人提回来的", UNHAPPY, "apology.old"),
        ("我怀着孕还要自己跑", UNHAPPY, "apology.pregnant"),
        ("我妈刚做完手术", UNHAPPY, "apology.ill"),
        ("杯子漏水", UNHAPPY, "apology.named"),
        ("杯子漏水", PLAIN, "apology.quality"),
        ("杯子漏水", replace(PLAIN, severity=Severity.HIGH), "apology.quality_grave"),
    ],
)
def test_it_names_what_happened_and_to_whom(words: str, reading: Reading, key: str) -> None:
    assert rated(1).says(words, reading).pauses().said[0] == key


def test_whoever_has_come_often_is_thanked_for_it() -> None:
    policy = replace(POLICY, authority=Authority(loyal_from=1, loyal_factor=Decimal(2)))
    talk = Talk(policy=policy).opens(bought()).says("杯子漏水", UNHAPPY).pauses()

    assert talk.said[0] == "apology.loyal"


def test_nobody_hears_an_apology_twice() -> None:
    talk, heard = Talk(), []
    for _ in range(3 * FEWEST):
        talk.says("杯子漏水", UNHAPPY).pauses()
        [said] = [e for e in talk.all(Say) if e.key.startswith("apology.")]
        heard.append(words_of(said, talk.now))
        talk.claims().closes().taps(Action.SOLVED).waits(60 * DAY)

    assert len(set(heard)) == len(heard)


def test_every_key_has_enough_to_say() -> None:
    apologies = {k: v for k, v in CATALOG.templates.items() if k.startswith("apology.")}

    assert min(map(len, apologies.values())) >= FEWEST
    assert sum(map(len, apologies.values())) >= 40


def test_two_customers_need_not_begin_alike() -> None:
    early, late = rated(1), rated(1)
    late.now += timedelta(seconds=1)
    for talk in (early, late):
        talk.says("杯子漏水", UNHAPPY).pauses()

    assert early.chat.customer.seed == late.chat.customer.seed  # both rated at the same moment
    fresh = Talk().says("杯子漏水", UNHAPPY).pauses()
    assert fresh.chat.customer.seed != early.chat.customer.seed


@pytest.mark.parametrize("reading", [NEUTRAL, UNSURE])
def test_what_is_told_flatly_below_a_low_score_is_named(reading: Reading) -> None:
    talk = rated(1).says("热水器打不着火", reading).pauses()
    assert talk.said[0] == "apology.named"
    assert "热水器打不着火" in talk.words

    assert rated(1).says("还行吧", reading).pauses().said[0] == "apology.unnamed"
