"""Harsh words, people to be careful of, critics worth gold; a matter is as grave as it is."""

from dataclasses import replace

import pytest

from bot.dialogue import effects as do
from bot.dialogue.authority import Authority
from bot.dialogue.manner import is_harsh
from tests.dialogue.talk import (
    LI,
    POLICY,
    QUESTION,
    UNHAPPY,
    Talk,
    apologised,
    bought,
    claimed,
    rated,
)


@pytest.mark.parametrize(
    "text",
    ["你们这群废物", "他妈的", "滚蛋", "再不退钱我砸了你们店", "不要脸", "你妈的", "真他妈烦"],
)
def test_insults_and_threats_are_harsh(text: str) -> None:
    assert is_harsh(text)


@pytest.mark.parametrize(
    "text",
    [
        "其实是我妈的生日",
        "他妈妈也在等",
        "太差劲了",
        "水滚开以后漏了",
        "垃圾桶裂了",
        "气死我了",
        "滚筒洗衣机不转",
        "我要去消协投诉",
    ],
)
def test_anger_is_not(text: str) -> None:
    assert not is_harsh(text)


def test_tone_never_changes_the_severity() -> None:
    polite, harsh = (
        rated(1).says(words, UNHAPPY).pauses() for words in ("漏水了", "漏水了，废物")
    )

    assert polite.case.severity == harsh.case.severity
    assert (polite.case.abusive, harsh.case.abusive) == (False, True)
    assert harsh.case.level == 1
    alerts = [e for _, e in harsh.everything if isinstance(e, do.Post) and e.key == "staff.alert"]
    assert [post.level for post in alerts] == [1]


def test_harsh_words_are_marked_and_not_dropped() -> None:
    talk = claimed().says("他妈的快点", UNHAPPY)
    [relay] = talk.all(do.RelayText)

    assert (relay.text, relay.rough) == ("他妈的快点", True)
    assert talk.posted == ["staff.harsh"]
    assert talk.says("废物", UNHAPPY).posted == []


def test_somebody_to_be_careful_of_is_called_about_while_they_speak() -> None:
    talk = rated(1).says("杯子漏了，烫着家里的老人了", UNHAPPY)

    assert talk.posted == ["staff.alert"]
    assert "先照顾人" in talk.words
    assert talk.said == []


def test_staff_hear_of_it_when_it_comes_out_later() -> None:
    assert "staff.careful" in claimed().says("孩子也用这个杯子", UNHAPPY).posted


def test_the_second_detailed_complaint_is_worth_gold() -> None:
    detail = "杯盖的密封圈装反了，" * 8
    talk = rated(1).says(detail, UNHAPPY).pauses()
    assert "白金" not in talk.words

    talk.claims().closes().says("好了，谢谢", replace(UNHAPPY, sentiment="happy"))
    talk.buys(bought(2, talk.now, survey="never", items="台灯"))
    talk.says("台灯" + detail, UNHAPPY).pauses()
    assert "白金" in talk.words


def test_who_was_harsh_is_no_platinum_customer() -> None:
    talk = rated(1).says("废物，" + "杯盖的密封圈装反了，" * 8, UNHAPPY).pauses()

    assert talk.chat.customer.abusive
    assert talk.chat.customer.detailed == ()


def test_loyal_customers_are_named_as_such() -> None:
    talk = Talk(policy=replace(POLICY, authority=Authority(loyal_from=1)))
    talk.opens(bought(survey="now")).waits().rates(1).says("漏水", UNHAPPY).pauses()

    assert "老顾客" in talk.words


def test_credentials_are_told_where_the_shop_gives_them() -> None:
    assert "年" not in apologised().claims(LI).words


@pytest.mark.parametrize("words", ["我才10岁，钱是妈妈给的", "我还在上小学", "我读三年级"])
def test_a_child_who_writes_gets_a_person(words: str) -> None:
    talk = rated(1).says(f"杯子漏水了，{words}", UNHAPPY)

    assert talk.case.vulnerable == "minor"
    assert any("认领" in words for words in talk.words.splitlines())


def test_staff_see_that_a_child_asks() -> None:
    talk = Talk().says("我今年10岁，用妈妈的手机买的，可以退吗", QUESTION).pauses(QUESTION)

    assert talk.case.kind == "enquiry"
    assert "像是孩子自己写的" in talk.words


def test_whoever_sits_in_a_wheelchair_is_not_called_ill() -> None:
    talk = rated(1).says("坐轮椅不让进门，就因为我残疾？", UNHAPPY).pauses()

    assert talk.said[0] == "apology.disabled"
    assert "病人" not in talk.words
