"""Words that were once taken for something else; each line was said by a tester."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage, cues
from bot.dialogue.events import Action, Entity, Reading
from bot.dialogue.manner import is_harsh
from bot.dialogue.saying import asks_who_we_are, says_it_is_settled
from bot.dialogue.typed import slipped
from tests.dialogue.talk import (
    CRITICAL,
    LI,
    NEUTRAL,
    QUESTION,
    STRICT,
    UNHAPPY,
    WANG,
    Talk,
    asked,
    bought,
    proposed,
    rated,
)


def test_a_burst_of_messages_is_one_matter() -> None:
    talk = asked().says("这个酒", NEUTRAL).says("味道不对", UNHAPPY)
    talk.says("是不是假的", QUESTION).says("喝了头疼", CRITICAL)
    talk.pauses(CRITICAL)

    assert [each.number for each in talk.chat.talks] == [1]


def test_a_question_within_a_letter_of_the_survey_gets_a_person() -> None:
    talk = asked().says("用着还行", NEUTRAL).says("你们几点关门？", QUESTION).pauses(QUESTION)

    assert talk.said == ["enquiry.received"]


def test_the_other_purchase_is_known_by_what_it_is() -> None:
    kettle, towels = bought(1, items="电热水壶"), bought(2, order_no="K1002", items="毛巾三条")
    talk = rated(1, kettle).owns(kettle, towels)
    talk.says("壶很好，就是毛巾掉色，把我白衬衫染红了", UNHAPPY).pauses()

    assert talk.last.purchase == towels


def test_a_score_is_asked_for_once_beside_words() -> None:
    talk = asked().says("上周收到的", NEUTRAL).pauses()
    assert talk.said == ["survey.thanks_and_score"]

    assert talk.says("放在门口了", NEUTRAL).pauses().said == ["enquiry.received"]


@pytest.mark.parametrize(
    "words", ["我没买过蛋糕", "你们发错了吧", "我不是买的人", "认错人了", "不是我买的"]
)
def test_whose_purchase_it_is_not_is_asked_no_more(words: str) -> None:
    talk = asked().says(words, NEUTRAL).pauses()

    assert talk.said == ["enquiry.not_theirs"]
    assert talk.stage is Stage.WITH_STAFF


@pytest.mark.parametrize("words", ["我妈妈的手机", "我妈的花瓶碎了", "妈妈的生日"])
def test_mothers_are_no_curse(words: str) -> None:
    assert not is_harsh(words)
    assert not cues.is_abuse(words)


def test_nothing_but_dots_is_no_complaint() -> None:
    talk = rated(1).says("。。。", UNHAPPY).pauses()

    assert talk.said == ["listening.here"]
    assert talk.stage is Stage.LISTENING


@pytest.mark.parametrize("words", ["点错了", "手滑点错了", "按错了", "不小心点错了"])
def test_a_slip_of_the_finger(words: str) -> None:
    assert slipped(words)
    assert rated(1).says(words, UNHAPPY).pauses().said == ["listening.glad_after_all"]


@pytest.mark.parametrize("words", ["地址点错了", "我点错了菜，你们也没提醒"])
def test_other_slips(words: str) -> None:
    assert not slipped(words)


@pytest.mark.parametrize(
    "words", ["你是谁啊？怎么有我的信息？", "你们是谁", "你们怎么知道我的电话", "你哪位"]
)
def test_whoever_asks_who_we_are_hears_it(words: str) -> None:
    assert asks_who_we_are(words)
    assert asked().says(words, QUESTION).said == ["command.privacy"]


@pytest.mark.parametrize("words", ["你是谁家的客服，态度这么差", "怎么知道是不是正品"])
def test_other_questions_of_who(words: str) -> None:
    assert not asks_who_we_are(words)


@pytest.mark.parametrize("words", ["是我没把水箱插紧，好了", "已经好了"])
def test_settled_in_passing(words: str) -> None:
    assert says_it_is_settled(words)


def test_a_demand_by_law_is_no_anger_at_our_handling() -> None:
    talk = rated(1).says("杯子是假的", UNHAPPY).pauses()
    talk.says("退一赔三，三日内书面答复", UNHAPPY).pauses()

    assert "apology.handling" not in talk.said


def test_what_says_nothing_is_not_played_back() -> None:
    talk = rated(1).says("我跟你们说", UNHAPPY).says("柜子打不开", UNHAPPY).says("666")
    talk.says("听见没有").pauses(UNHAPPY).says("👍").says("没了就这些").pauses(NEUTRAL)

    lines = [line for line in talk.words.split("\n") if line[:1] in "①②③④⑤⑥"]
    assert [line[2:] for line in lines[1:]] == ["柜子打不开"]


def test_a_wrong_date_is_put_right_without_its_number() -> None:
    fifth = Entity("time", "11月5号", "2026-11-05")
    sixth = Entity("time", "11月6号", "2026-11-06")
    talk = rated(1).says("11月5号送到的", _with(fifth)).pauses()
    talk.says("盒子是破的", NEUTRAL).pauses()
    talk.says("不对，是11月6号送的", _with(sixth)).pauses()

    lines = [line for line in talk.words.split("\n") if line[:1] in "①②③④⑤⑥"]
    assert [line[2:] for line in lines[1:]] == ["11月6号送到的", "盒子是破的"]


def _with(entity: Entity) -> Reading:
    return replace(UNHAPPY, entities=(entity,))


@pytest.mark.parametrize("words", ["你们还有良心吗", "对得起顾客吗", "这说得过去吗"])
def test_rhetoric_is_no_question_for_staff(words: str) -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).pauses().says(words, QUESTION).pauses(QUESTION)

    assert "aside.gathering" not in talk.said


def test_a_talk_is_not_said_to_have_arrived() -> None:
    talk = proposed().taps(Action.OPTION, "call").claims().closes()

    assert talk.said == ["closing.ask"]


def test_money_that_has_not_come_chooses_nothing() -> None:
    talk = proposed().says("退款没到账", replace(UNHAPPY, requests=("退款",))).pauses()

    assert [grant.key for grant in talk.last.grants] == ["custom"]  # a wish, for a person


def test_who_was_told_of_somebody_senior_gets_somebody_senior() -> None:
    talk = Talk(policy=STRICT).opens().waits(STRICT.delay).rates(1).says("坏了", UNHAPPY).pauses()
    talk.claims(LI).staff_says("您好").says("换个人跟我谈", UNHAPPY)
    assert talk.said == ["apology.handling"]

    talk.staff_says("好的")
    assert talk.case.handler is None
    assert talk.claims(LI).posted == ["staff.for_seniors"]
    assert talk.claims(WANG).case.handler == WANG
