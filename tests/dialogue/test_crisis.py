"""Whoever says that they do not want to live is answered before everything else."""

import pytest

from bot.dialogue import Stage
from bot.dialogue.crisis import is_heard
from bot.dialogue.effects import Post, Say
from tests.dialogue.talk import HAPPY, LI, UNHAPPY, Talk, apologised, claimed, rated


@pytest.mark.parametrize(
    "words",
    [
        "我不想活了",
        "被你们害得不想活了",
        "眼睛做坏了，活着没意思",
        "跳楼算了",
        "有时候真想一死了之",
        "不如死了算了",
        "我活不下去了，你们把我的脸毁了",
    ],
)
def test_despair_is_heard(words: str) -> None:
    assert is_heard(words)


@pytest.mark.parametrize(
    "words",
    [
        "好吃到不想活了",
        "你们是不想活了吧",
        "老板不想活了",
        "跳楼价",
        "笑死了",
        "鱼死了",
        "累死了",
        "香死我算了",
    ],
)
def test_not_every_death_is_despair(words: str) -> None:
    assert not is_heard(words)


@pytest.mark.parametrize("begun", [rated(1), apologised(), Talk(), claimed()])
def test_at_every_stage_it_comes_first(begun: Talk) -> None:
    talk = begun.says("我不想活了", UNHAPPY)

    assert [say.key for say in talk.all(Say)] == ["crisis.said"]
    assert "staff.crisis" in talk.posted
    assert talk.stage is Stage.WITH_STAFF
    assert talk.pauses().said == []


def test_it_is_heard_even_where_the_reader_hears_praise() -> None:
    talk = rated(5).says("挺好的，只是我不想活了", HAPPY)

    assert talk.said == ["crisis.said"]
    assert [post.level for post in talk.all(Post) if post.key == "staff.crisis"] == [2]


def test_whoever_has_the_case_keeps_it() -> None:
    talk = claimed().staff_says("您先休息").says("我不想活了", UNHAPPY)

    assert talk.case.handler == LI
    assert talk.case.harm
