"""Ordinary messages outside survey and case: answered kindly, and put before a person."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import OpenTopic
from bot.dialogue.events import Action
from tests.dialogue.talk import (
    DAY,
    HAPPY,
    MINUTE,
    NEUTRAL,
    QUESTION,
    SMALL_TALK,
    UNHAPPY,
    UNSURE,
    Talk,
    asked,
    enquiry,
)


def test_a_question_is_put_before_staff_without_an_apology() -> None:
    talk = enquiry()

    assert talk.said == ["enquiry.received"]
    assert talk.posted == ["staff.enquiry"]
    assert [effect.key for effect in talk.all(OpenTopic)] == ["staff.enquiry_topic"]
    assert "「你们几点关门？」" in talk.words
    assert talk.case.kind == "enquiry"


@pytest.mark.parametrize("media", ["sticker", "photo", "voice", "video_note", "location"])
def test_whatever_is_no_text_reaches_a_person(media: str) -> None:
    talk = Talk().sends(media).pauses()

    assert talk.said == ["enquiry.received"]
    assert len(talk.copied) == 1


def test_an_album_reaches_a_person_whole() -> None:
    talk = Talk().sends("photo", album="a").sends("photo", "几点关门", album="a").pauses(QUESTION)

    assert [len(ids) for ids in talk.copied] == [2]


def test_several_messages_are_one_enquiry() -> None:
    talk = Talk().says("请问", SMALL_TALK).says("几点关门？", QUESTION).pauses()

    assert talk.posted == ["staff.enquiry"]
    assert "「请问\n几点关门？」" in talk.words


def test_small_talk_needs_no_person() -> None:
    talk = Talk().says("好的", SMALL_TALK).pauses()

    assert talk.said == ["unasked.small_talk"]
    assert talk.posted == []
    assert talk.chat.talks == ()


def test_whoever_asks_whether_we_are_here_hears_it_at_once() -> None:
    talk = Talk().says("在吗？", replace(SMALL_TALK, is_question=True))
    assert talk.said == ["unasked.hello"]
    assert talk.pauses().said == []

    assert talk.says("你们几点", QUESTION).says("人呢？").said == ["listening.here"]
    assert talk.pauses(QUESTION).posted == ["staff.enquiry"]


def test_praise_is_thanked_for() -> None:
    assert Talk().says("你们真好", HAPPY).pauses().said == ["unasked.thanks"]


def test_unsure_words_get_one_gentle_question() -> None:
    talk = Talk().says("就那样", UNSURE).pauses()
    assert talk.said == ["checking.ask"]

    assert talk.taps(Action.ALL_WELL).said == ["checking.glad"]
    assert talk.chat.talks == ()


def test_the_gentle_question_comes_once_and_then_a_person() -> None:
    talk = Talk().says("就那样", UNSURE).pauses().says("还是那样", UNSURE).pauses()

    assert talk.said == ["enquiry.received"]
    assert "还是那样" in talk.words


def test_the_gentle_question_unanswered_ends_in_silence() -> None:
    talk = Talk().says("就那样", UNSURE).pauses().waits(4 * DAY)

    assert talk.said == []
    assert talk.chat.talks == ()
    assert talk.alarms == {}


def test_a_question_that_reads_unsure_goes_to_a_person_and_is_not_questioned_back() -> None:
    talk = Talk().says("这个怎么弄？", replace(UNSURE, is_question=True)).pauses()

    assert talk.said == ["enquiry.received"]


def test_what_no_model_could_read_goes_to_a_person() -> None:
    assert Talk().says("ಠ_ಠ", None).pauses().said == ["enquiry.received"]


def test_a_question_in_a_survey_is_no_answer_to_it() -> None:
    talk = asked().says("几点关门？", QUESTION).pauses()
    assert talk.said == ["enquiry.received"]

    assert talk.rates(5, number=1).said == ["survey.ask_reason_high"]


def test_an_angry_question_in_a_survey_is_an_answer() -> None:
    talk = asked().says("这也叫杯子？", replace(UNHAPPY, is_question=True)).pauses()

    assert talk.said[0] == "apology.named"
    assert talk.case.kind == "complaint"


def test_a_forged_score_on_a_conversation_without_survey_gets_a_kind_word() -> None:
    talk = Talk().says("就那样", UNSURE).pauses().rates(5)
    assert talk.said == ["stale"]

    talk.taps(Action.NOT_WELL).rates(1)
    assert talk.said == ["stale"]
    assert talk.stage is Stage.LISTENING


def test_an_enquiry_that_nobody_answers_goes_up() -> None:
    talk = enquiry().waits(30 * MINUTE)

    assert talk.posted == ["staff.escalated"]
    assert talk.said == ["waiting.longer"]


def test_more_words_go_across() -> None:
    assert enquiry().says("周日呢", NEUTRAL).relayed == ["周日呢"]
