"""What comes in the middle: a person asked for, anger about us, a question, a second matter."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.events import Action
from bot.dialogue.saying import asks_for_a_person, says_it_is_settled
from tests.dialogue.talk import (
    LI,
    MINUTE,
    NEUTRAL,
    POLICY,
    QUESTION,
    UNHAPPY,
    WANG,
    Talk,
    apologised,
    asked,
    bought,
    chosen,
    claimed,
    confirming,
    followed_up,
    proposed,
    rated,
)

ABOUT_US = replace(UNHAPPY, handling="explicit", topic="售后", problem="一直没人管")
WORDS = "投诉三天了，一直没人管"


@pytest.mark.parametrize(
    "text",
    [
        "人工",
        "转人工",
        "找人工",
        "要真人",
        "我要人工客服",
        "能不能转人工？",
        "叫你们店长来",
        "找个人跟我说",
    ],
)
def test_a_person_is_asked_for_in_many_words(text: str) -> None:
    assert asks_for_a_person(text)


@pytest.mark.parametrize(
    "text", ["人工费太贵", "打人工客服没人接", "店长态度很差", "请问是真皮吗"]
)
def test_other_words_ask_for_nobody(text: str) -> None:
    assert not asks_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "算了，已经解决了",
        "刚送到了，没事了",
        "收到了，谢谢",
        "不用管了",
        "到了到了，刚送到，不好意思",
        "刚才师傅来修好了",
        "撤销投诉吧，别扣老师工资",
    ],
)
def test_news_that_it_is_settled(text: str) -> None:
    assert says_it_is_settled(text)


@pytest.mark.parametrize(
    "text",
    [
        "送到了，可是碎了",
        "没解决",
        "解决了吗",
        "收到了但是少一件",
        "不用了，我投诉",
        "算了不退了，换一件新的吧",
    ],
)
def test_other_news(text: str) -> None:
    assert not says_it_is_settled(text)


def test_who_has_the_case_is_pressed_and_then_somebody_above() -> None:
    talk = claimed().says("人工")
    assert talk.said == ["waiting.pressed"]
    assert "小李" in talk.words
    assert talk.posted == ["staff.person_pressed"]

    assert talk.waits(POLICY.respond_within).posted == ["staff.person_unheard"]
    talk.claims(WANG)
    assert talk.case.handler == WANG


def test_between_two_who_are_writing_to_each_other_nobody_else_speaks() -> None:
    talk = claimed().staff_says("您好，我来看看")
    assert talk.says("在吗").said == []

    talk.waits(3 * MINUTE)
    assert talk.says("人呢？").said == ["waiting.pressed"]


def test_an_answer_stops_the_clock() -> None:
    talk = claimed().says("人工").staff_says("我在")
    assert talk.waits(POLICY.respond_within).deeds == ()


def test_a_person_comes_after_the_end_too() -> None:
    talk = followed_up().taps(Action.SOLVED).says("你好").waits(MINUTE)
    talk = followed_up().says("人工")

    assert talk.said == ["handover.asked"]
    assert talk.case.status == "reopened"
    assert "respond" in talk.last.timers


def test_the_button_finds_a_person_whatever_became_of_its_conversation() -> None:
    assert apologised().taps(Action.PERSON).said == ["handover.asked"]
    assert asked().taps(Action.PERSON, number=9).said == ["enquiry.received"]
    assert Talk().taps(Action.PERSON, number=4).said == ["enquiry.received"]


@pytest.mark.parametrize("begun", [apologised, confirming, proposed, chosen])
def test_anger_about_us_leaves_the_script_for_somebody_senior(begun) -> None:  # type: ignore[no-untyped-def]
    talk = begun().says(WORDS, ABOUT_US).pauses()

    assert talk.said == ["apology.handling"]
    assert talk.posted[-1] == "staff.handling"
    assert [p.level for p in talk.all(do.Post) if p.key == "staff.handling"] == [1]
    assert (talk.stage, talk.case.handling, talk.case.level) == (Stage.WITH_STAFF, True, 1)
    assert "respond" in talk.last.timers


def test_anger_about_whoever_has_it_is_not_left_to_them() -> None:
    talk = claimed().says(WORDS, ABOUT_US)

    assert talk.said == ["apology.handling"]
    assert talk.relayed == [WORDS]
    assert talk.case.handler is None
    talk.claims(WANG).says(WORDS, ABOUT_US)
    assert talk.said == []


@pytest.mark.parametrize(
    "words",
    [
        "换个人跟我谈",
        "你这人说话太难听了",
        "你什么态度啊",
        "小李说话很不客气",
        "你根本没看我写的东西",
        "你在打发叫花子吗",
        "你这是在推卸责任",
        "问你三次了，都没正面回答",
        "换个能做主的来",
        "说话这么冲，你是来解决问题的吗",
    ],
)
def test_whoever_has_answered_is_not_alone_with_the_anger_at_them(words: str) -> None:
    talk = claimed().staff_says("您好，我是小李").says(words, UNHAPPY)

    assert talk.said == ["apology.handling"]
    assert (talk.case.handling, talk.case.level, talk.case.handler) == (True, 1, None)


@pytest.mark.parametrize(
    "words",
    [
        "你们店员说话太难听了",
        "收银那位态度很差",
        "换个人来装，上次的师傅不行",
        "换个杯子给我",
        "我说话冲，你别往心里去",
    ],
)
def test_anger_at_others_stays_with_whoever_has_the_case(words: str) -> None:
    talk = claimed().staff_says("您好，我是小李").says(words, UNHAPPY)

    assert "apology.handling" not in talk.said
    assert talk.case.handler == LI


def test_anger_before_they_have_answered_is_about_something_else() -> None:
    assert "apology.handling" not in claimed().says("什么态度啊", UNHAPPY).said


def test_goods_that_broke_are_heard_out_by_the_script() -> None:
    talk = rated(1).says("鞋底开胶了，太差劲了", ABOUT_US).pauses()
    assert "apology.handling" not in talk.said


def test_a_first_letter_about_our_handling_is_a_supervisors_case() -> None:
    talk = Talk().says(WORDS, ABOUT_US).pauses()

    assert talk.said == ["apology.handling"]
    assert talk.all(do.Post)[0].level == 1


@pytest.mark.parametrize("begun", [apologised, confirming])
def test_a_question_goes_to_a_person_and_the_script_stays(begun) -> None:  # type: ignore[no-untyped-def]
    talk = begun()
    stage, story = talk.stage, talk.last.story
    talk.says("你们几点关门？", QUESTION).pauses()

    assert talk.said == [f"aside.{stage}"]
    assert talk.posted == ["staff.asks"]
    assert (talk.stage, talk.last.story) == (stage, story)


def two() -> Talk:
    """The cup is being talked about, and the lamp is broken too."""
    talk = apologised().buys(bought(2, items="台灯", order_no="B002", survey="never"))
    return talk.says("台灯一直闪，也坏了", UNHAPPY).pauses()


def test_two_matters_are_two_cases_and_staff_see_it() -> None:
    talk = two()

    assert [each.number for each in talk.chat.talks] == [1, 2]
    assert talk.last.purchase is not None
    assert talk.last.purchase.items == "台灯"
    assert talk.posted.count("staff.another_case") == 2


@pytest.mark.parametrize(
    ("words", "more", "number"),
    [
        ("保温杯的盖子也裂了", {}, 1),
        ("订单A001那件", {}, 1),
        ("台灯的插头也松", {}, 2),
        ("我今天还在等", {}, 2),
        ("我今天还在等", {"about": 1}, 1),
        ("保温杯和台灯都要退", {}, 2),
    ],
)
def test_words_go_to_the_matter_they_are_about(words: str, more: dict, number: int) -> None:  # type: ignore[type-arg]
    assert two().says(words, NEUTRAL, **more).heard == number
