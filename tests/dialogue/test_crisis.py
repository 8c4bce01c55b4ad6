"""Whoever says that they do not want to live is answered before everything else."""

import pytest

from bot.dialogue import Stage
from bot.dialogue.crisis import is_heard
from bot.dialogue.effects import Post, Say
from tests.dialogue.talk import HAPPY, LI, QUESTION, UNHAPPY, Talk, apologised, claimed, rated


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


@pytest.mark.parametrize(
    "words",
    [
        "药多吃了一片怎么办",
        "我妈把一天的药一次吃了，要紧吗",
        "孩子误吞了一颗纽扣电池怎么办",
        "孩子把干燥剂吃了会不会有事",
        "降压药多吃了两粒，现在头晕，怎么办",
        "吃了双倍剂量，要不要去医院",
        "宝宝喝了一口洗衣液！",
        "药吃重了，有事吗",
    ],
)
def test_whoever_swallowed_something_is_told_what_is_faster_than_we_are(words: str) -> None:
    talk = rated(5).says(words, QUESTION)

    assert [say.key for say in talk.all(Say)] == ["crisis.swallowed"]
    assert "staff.swallowed" in talk.posted
    assert (talk.stage, talk.case.severity) == (Stage.WITH_STAFF, "critical")


@pytest.mark.parametrize(
    "words",
    [
        "上周孩子误吞了纽扣电池，取出来了",
        "奶茶一天多喝了两杯会不会胖",
        "这药一天吃几片",
        "吃多了，太好吃了怎么办",
        "药吃完了还能再买吗",
        "干燥剂在哪",
        "一次吃完了，真香",
        "孩子把药都吃了，很乖",
        "没有误服过",
        "家里的狗把整盒驱虫药吃了，急",
    ],
)
def test_what_is_eaten_is_rarely_poison(words: str) -> None:
    assert not is_heard(words)


@pytest.mark.parametrize("begun", [rated(1), apologised(), Talk(), claimed()])
def test_at_every_stage_it_comes_first(begun: Talk) -> None:
    talk = begun.says("我不想活了", UNHAPPY)

    assert [say.key for say in talk.all(Say)] == ["crisis.despair"]
    assert "staff.despair" in talk.posted
    assert talk.stage is Stage.WITH_STAFF
    assert talk.pauses().said == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("男技师的手一直往不该碰的地方碰", "molested"),
        ("按摩的时候摸我大腿", "molested"),
        ("老刘你等着，我现在就过去砍死你", "violent"),
        ("信不信我一把火烧了你们店", "violent"),
    ],
)
def test_whoever_was_molested_or_means_to_hurt_somebody_gets_no_script(
    words: str, kind: str
) -> None:
    talk = rated(1).says(words, UNHAPPY)

    assert talk.said == [f"crisis.{kind}"]
    assert f"staff.{kind}" in talk.posted
    assert "还没有说什么" not in talk.words
    assert talk.pauses().said == []


@pytest.mark.parametrize(
    "words",
    [
        "打死我也不会再来",
        "你们保安拿刀吓我",
        "摸起来很舒服",
        "屁股那里有点紧",
        "没碰过，大腿那里就开线了",
        "价格砍死了也就八折",
        "贵得要命",
        "这辣椒要我的命",
    ],
)
def test_not_every_hard_word_is_a_threat_nor_every_touch_one(words: str) -> None:
    assert not is_heard(words)


@pytest.mark.parametrize(
    ("words", "further", "kind"),
    [
        ("我不想活了", "没事，你们退钱就行", "despair"),
        ("孩子吞了一颗纽扣电池", "现在看着没事，要不要去医院啊", "swallowed"),
        ("技师摸我大腿", "我不想再说细节", "molested"),
        ("我砍死你", "我就在你们店门口", "violent"),
    ],
)
def test_until_a_person_has_it_no_word_stays_unanswered(
    words: str, further: str, kind: str
) -> None:
    talk = rated(1).says(words, UNHAPPY).says(further, UNHAPPY)
    assert talk.said == [f"crisis.{kind}_still"]

    talk.claims().says(further, UNHAPPY)
    assert talk.said == []


def test_it_is_heard_even_where_the_reader_hears_praise() -> None:
    talk = rated(5).says("挺好的，只是我不想活了", HAPPY)

    assert talk.said == ["crisis.despair"]
    assert [post.level for post in talk.all(Post) if post.key == "staff.despair"] == [2]


def test_whoever_has_the_case_keeps_it() -> None:
    talk = claimed().staff_says("您先休息").says("我不想活了", UNHAPPY)

    assert talk.case.handler == LI
    assert talk.case.harm
