"""What is heard before the goods: a death, a danger that is not over, a wish not to be named."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.dialogue import Stage, cues, grief, perils
from bot.dialogue.crisis import is_heard
from bot.dialogue.discreet import is_wanted
from bot.dialogue.events import Action
from tests.dialogue.talk import (
    CRITICAL,
    GIVE_BACK,
    HARM,
    NEUTRAL,
    QUESTION,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    confirming,
    proposed,
    rated,
)


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("我父亲上周去世了，这个助听器他没来得及用", "person"),
        ("老伴上个月走了", "person"),
        ("我爸不在了", "person"),
        ("周六之前要下葬", "person"),
        ("猫昨晚死了", "pet"),
        ("我家金毛没救过来", "pet"),
        ("老公先走了", ""),
        ("孩子上学走了，还没用", ""),
        ("我妈没了耐心", ""),
        ("手机死机了", ""),
        ("老人走了两站路来买", ""),
        ("猫不爱吃", ""),
    ],
)
def test_a_death_is_heard(words: str, who: str) -> None:
    assert grief.kind([words]) == who


def test_who_is_in_mourning_is_not_asked_for_a_score() -> None:
    talk = asked().says("我父亲上周去世了，没来得及用", NEUTRAL).pauses()

    assert talk.said == ["enquiry.bereaved"]
    assert talk.stage is Stage.WITH_STAFF


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("老伴上个月走了，名字还刻错了", "apology.bereaved_person"),
        ("猫昨晚死了", "apology.bereaved_pet"),
    ],
)
def test_the_apology_speaks_of_the_death_first(words: str, key: str) -> None:
    assert rated(1).says(words, CRITICAL).pauses().said[0] == key


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("煤气灶关了还有味", "safety.gas"),
        ("充电宝鼓起来了，摸着烫手", "safety.battery"),
        ("插头发黑，有股糊味", "safety.power"),
        ("下坡刹车捏不住", "safety.vehicle"),
        ("杯子烫到了手", "safety.burn"),
        ("充电宝炸了！床单着了", "safety.fire"),
        ("杯口缺了一块，手划破了", "gathering.ask_harm"),
    ],
)
def test_a_danger_that_is_not_over_gets_its_safety_word(words: str, key: str) -> None:
    assert rated(4).says(words, HARM).pauses().said[-1] == key


@pytest.mark.parametrize(
    ("told", "asks", "key"),
    [
        ("汤洒了，烫到孩子的腿", "能涂牙膏吗", "aside.burn"),
        ("吃了以后一直吐", "要不要去医院啊", "aside.harm"),
    ],
)
def test_what_to_do_for_somebody_who_is_hurt_does_not_wait_for_a_colleague(
    told: str, asks: str, key: str
) -> None:
    talk = rated(1).says(told, HARM).pauses().says(asks, QUESTION).pauses()

    assert talk.said == [key]
    assert talk.posted == ["staff.asks"]


def test_whoever_is_about_to_make_a_spark_is_stopped_at_once() -> None:
    talk = rated(1).says("煤气灶关了还有味", HARM).pauses()

    assert talk.says("我去把插座拔了", NEUTRAL).said == ["safety.warn_gas"]
    assert "staff.more" in talk.posted
    assert "我去把插座拔了" not in talk.says("昨天装的", NEUTRAL).pauses().words


def test_nobody_is_pitied_for_a_pain_they_did_not_feel() -> None:
    assert rated(4).says("下坡刹车捏不住", HARM).pauses().said[0] == "apology.urgent"
    assert rated(4).says("刹车捏不住，摔伤了手", HARM).pauses().said[0] == "apology.harm"


def test_a_small_fault_of_a_plug_is_no_danger() -> None:
    assert rated(1).says("插头太紧了", UNHAPPY).pauses().said[-1] == "gathering.ask"
    assert perils.kind("插头太紧了") == "power"


@pytest.mark.parametrize(
    "words",
    [
        "别告诉他是我说的",
        "我不想让他知道我说了",
        "请帮我保密",
        "千万别跟店长说是我讲的",
        "能匿名吗",
    ],
)
def test_who_does_not_want_to_be_named(words: str) -> None:
    assert is_wanted(words)


@pytest.mark.parametrize(
    "words", ["别告诉我没货", "不知道是不是真的", "我让他别送了", "怕你们不知道"]
)
def test_other_secrets(words: str) -> None:
    assert not is_wanted(words)


def test_the_wish_not_to_be_named_is_answered_once_and_no_line_of_the_playback() -> None:
    talk = rated(1).says("教练总碰我的腰，别告诉他是我说的", replace(UNHAPPY)).pauses()
    assert "listening.discreet" in talk.said
    assert "staff.discreet" in talk.posted

    talk.says("我不想让他知道我说了", NEUTRAL).pauses()
    assert "listening.discreet" not in talk.said
    assert all("不想让他知道" not in line for line in talk.words.split("\n") if line[:1] in "②③")


@pytest.mark.parametrize("words", ["活着真没劲", "我这辈子完了", "没人会在乎我", "一辈子都毁了"])
def test_despair_in_other_words(words: str) -> None:
    assert is_heard(words)


@pytest.mark.parametrize(
    "words", ["没人在乎我们的投诉", "这辈子完了，爱上你家奶茶了", "活动真没劲", "没人在意我的快递"]
)
def test_no_despair(words: str) -> None:
    assert not is_heard(words)


def test_who_has_sent_photos_is_not_asked_for_photos() -> None:
    talk = rated(1).sends("photo").says("到手就是这样", UNHAPPY).pauses()

    assert talk.said[-1] == "gathering.ask_seen"
    assert "照片也可以发来" not in talk.words


def test_where_nobody_was_hurt_no_pain_is_mourned() -> None:
    talk = rated(1).says("柜子倒了，差点砸到孩子，人没事", HARM).pauses()
    talk.says("昨天晚上的事", NEUTRAL).pauses().taps(Action.RIGHT)

    assert "irreparable.harm" not in talk.said


@pytest.mark.parametrize("words", ["宝宝今天有点拉肚子", "头有点疼", "手有点麻"])
def test_how_they_fare_is_heard_before_anything_is_checked(words: str) -> None:
    talk = rated(1).says("吃坏了", HARM).pauses().says(words, UNHAPPY).pauses(UNHAPPY)

    assert talk.said[0] == "gathering.cared"


@pytest.mark.parametrize("begun", [apologised, confirming, proposed])
def test_a_death_told_in_the_middle_is_no_wish_and_no_point(begun: Callable[[], Talk]) -> None:
    talk = begun().says("狗今天早上没了", NEUTRAL).pauses()

    assert talk.said == ["apology.bereaved_pet"]
    assert "staff.more" in talk.posted
    assert talk.case.severity == "high"


def test_whoever_gives_back_what_the_dead_do_not_need_is_not_asked_why() -> None:
    talk = rated(3).says("给我爷爷买的，他前天走了，用不上了，能退吗", GIVE_BACK).pauses(GIVE_BACK)

    assert talk.said == ["enquiry.bereaved"]


@pytest.mark.parametrize("begun", [apologised, confirming, proposed])
def test_whoever_wants_time_gets_it_and_no_list(begun: Callable[[], Talk]) -> None:
    stage = begun().stage
    talk = begun().says("我先跟我老公商量一下", NEUTRAL).pauses()

    assert talk.said == ["aside.later"]
    assert talk.stage is stage


def test_nobody_calls_with_a_gift_where_somebody_died() -> None:
    talk = rated(1).says("挽联上名字写错了，追悼会上都看见了", UNHAPPY).pauses()
    talk.says("就在今天早上", NEUTRAL).pauses().taps(Action.RIGHT)

    assert "上门看望" not in talk.words


def test_a_keepsake_is_no_old_person() -> None:
    assert cues.vulnerable("一个是我奶奶留下的") == ""
    assert cues.vulnerable("我奶奶用的") == "old"
