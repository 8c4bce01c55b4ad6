"""They would rather speak than type."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Post
from bot.dialogue.events import Entity
from bot.dialogue.saying import asks_for_a_call, would_rather_speak
from tests.dialogue.talk import HOUR, NEUTRAL, Talk, apologised, claimed, confirming

NUMBER = "13812345678"
CALL = replace(NEUTRAL, is_question=True, entities=(Entity("phone", NUMBER, NUMBER),))
WORDS = f"能打电话给我吗，{NUMBER}"


@pytest.mark.parametrize("talk", [apologised, confirming])
def test_a_call_is_asked_for_with_its_number(talk: type[Talk]) -> None:
    heard = talk().says(WORDS, CALL)

    assert heard.said == ["handover.call"]
    assert NUMBER in heard.words
    assert heard.posted[-1] == "staff.call_asked"
    assert heard.all(Post)[-1].params == {"phone": NUMBER}
    assert heard.stage is Stage.WITH_STAFF
    assert heard.rings_at("respond") is not None


def test_without_a_case_it_becomes_one() -> None:
    talk = Talk().says(WORDS, CALL)

    assert talk.said == ["handover.call"]
    assert talk.posted == ["staff.enquiry", "staff.call_asked"]


def test_whoever_has_the_case_is_asked_to_call() -> None:
    talk = claimed().staff_says("您好，我来看看").waits(HOUR).says("给我打个电话吧")
    assert talk.said == ["handover.call_by"]
    assert talk.posted == ["staff.call_asked"]
    assert talk.relayed == ["给我打个电话吧"]

    assert talk.staff_says("好，马上").says("打我手机", NEUTRAL).said == []


def test_who_would_not_type_may_speak() -> None:
    talk = apologised().says("我不想打字", NEUTRAL)
    assert talk.said == ["handover.speak"]
    assert talk.waits(HOUR).said.count("confirming.ask") == 0


@pytest.mark.parametrize(
    "words",
    [
        "能打电话给我吗",
        "你们给我回个电话",
        "打我手机",
        "电话说行吗，能不能电话沟通",
        "直接来个电话吧",
    ],
)
def test_a_call_please(words: str) -> None:
    assert asks_for_a_call(words)


@pytest.mark.parametrize(
    "words",
    [
        "打电话没人接",
        "别给我打电话",
        "给我打了三次电话",
        "昨天打电话给我说今天到",
        "骚扰电话是不是你们打的",
        "电话里说好的三点",
        "我打电话投诉去",
    ],
)
def test_other_words_of_calls(words: str) -> None:
    assert not asks_for_a_call(words)


def test_others_who_type() -> None:
    assert would_rather_speak("打字太累了")
    assert not would_rather_speak("打字机坏了")
