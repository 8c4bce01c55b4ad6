"""Danger told while a case is under way has its word at once, whoever has the case."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Post
from bot.dialogue.perils import is_now, kind_now
from tests.dialogue.talk import (
    CRITICAL,
    HARM,
    HOUR,
    MINUTE,
    NEUTRAL,
    POLICY,
    QUESTION,
    UNHAPPY,
    Talk,
    apologised,
    claimed,
)

SMOKE = replace(CRITICAL, harm=True, problem="冒烟了")
HURRIED = replace(POLICY, urgent_within=10 * MINUTE)


def held() -> Talk:
    talk = claimed().staff_says("抱歉，给您换一个").waits(HOUR)
    talk.policy = HURRIED
    return talk


def test_smoke_told_to_a_person_has_its_word_at_once() -> None:
    talk = held().says("冒烟了！！！插座也黑了", SMOKE)

    assert talk.said == ["safety.power"]
    assert talk.relayed == ["冒烟了！！！插座也黑了"]
    assert talk.posted == ["staff.graver"]
    assert talk.rings_at("pressed") == talk.now + 10 * MINUTE


def test_and_what_comes_of_it_too_each_time_a_level_higher() -> None:
    talk = held().says("冒烟了", SMOKE).waits(9 * MINUTE).says("我手烫伤了", HARM)
    assert talk.said == ["safety.burn"]
    assert [(p.key, p.level) for p in talk.all(Post)] == [("staff.danger", 2)]

    talk.waits(5 * MINUTE).says("起了好大的泡，烫伤的地方钻心地疼", HARM)
    assert talk.said == ["safety.still"]


def test_who_is_with_a_doctor_hears_nothing_of_going_there() -> None:
    talk = held().says("脸肿了，喘不上气", HARM)
    assert talk.said == ["safety.harm"]
    assert talk.waits(40 * MINUTE).says("在急诊了", HARM).said == ["safety.treated"]


def test_in_one_breath_there_is_one_word_and_one_call() -> None:
    talk = held().says("脸肿了", HARM).says("喘不上气", HARM)

    assert talk.said == []
    assert talk.posted == []


def test_between_two_who_are_writing_nobody_is_told_twice() -> None:
    talk = held().says("脸肿了", HARM).waits(MINUTE).staff_says("我这就打120，您别动")

    assert talk.waits(MINUTE).says("还在肿", HARM).said == []
    assert talk.posted == ["staff.danger"]


def test_words_that_no_reader_finds_grave_are_enough() -> None:
    assert held().says("烫手还有糊味", NEUTRAL).said == ["safety.power"]
    assert held().says("换的这台也有糊味", UNHAPPY).said == ["safety.power"]


def test_a_battery_that_smokes_is_a_fire_and_what_is_out_is_none() -> None:
    assert kind_now("冒烟了！！！", "充电宝鼓包了") == "fire"
    assert kind_now("冒烟了！！！", "吹风机风太小") == "power"
    assert kind_now("已经灭了 桌子烧了个洞 我手烫了个泡 当时着火了", "") == "burn"


@pytest.mark.parametrize("words", ["会不会冒烟？", "没冒烟", "昨天冒烟的那台寄回去了", "不漏电了"])
def test_what_is_not_now_is_no_danger(words: str) -> None:
    assert not is_now(words)
    assert held().says(words, QUESTION).said == []


def test_before_anybody_has_come_there_is_no_list_to_read() -> None:
    talk = apologised().says("冒烟了！", SMOKE)
    assert "safety.power" in talk.said
    assert talk.pauses().said == []
    assert talk.stage is Stage.GATHERING


def test_what_goes_on_is_heard_each_time() -> None:
    talk = apologised().says("插座在冒烟", SMOKE).waits(MINUTE)

    assert talk.says("插座还在冒烟", SMOKE).said == ["safety.still"]


def test_who_writes_with_one_of_us_from_the_doctors_needs_no_word() -> None:
    talk = claimed().staff_says("我现在赶过去，是哪家医院？").waits(MINUTE)

    assert talk.says("儿童医院急诊", HARM).said == []


def test_the_answer_to_how_they_are_goes_on_in_the_script() -> None:
    talk = apologised(HARM).says("昨天早上的事，手上起了泡", HARM)
    assert "staff.danger" not in talk.posted
    assert talk.said == []
