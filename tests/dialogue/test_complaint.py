"""The complaint, steps 1 to 3: listening in silence, the apology, gathering, the playback."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import OpenTopic, Say
from bot.dialogue.events import Action, Reading, Sentiment
from tests.dialogue.talk import (
    CRITICAL,
    DAY,
    HAPPY,
    HARM,
    MINUTE,
    NEUTRAL,
    NOON,
    POLICY,
    SMALL_TALK,
    UNHAPPY,
    UNSURE,
    Talk,
    apologised,
    asked,
    confirming,
    rated,
)

SOON = POLICY.listen_pause / 2


def test_the_bot_is_silent_while_the_customer_types() -> None:
    talk = rated(1).says("杯子", UNHAPPY)

    for words in ("漏水", "第一次用就漏"):
        talk.waits(SOON).says(words, UNHAPPY)
        assert talk.said == []
        assert talk.posted == []


def test_the_pause_ends_the_letter_and_it_is_read_as_one() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).waits(SOON).says("烫到手", UNHAPPY).pauses()

    assert talk.said == ["apology.named", "gathering.ask"]
    assert talk.posted == ["staff.alert"]
    assert "「杯子漏水\n烫到手」" in talk.words
    assert talk.last.story == ("杯子漏水", "烫到手")


def test_the_apology_comes_before_the_alert_and_before_any_question() -> None:
    talk = apologised()

    spoken = [e for _, e in talk.deeds if isinstance(e, Say | OpenTopic)]
    assert [type(e) for e in spoken] == [Say, OpenTopic, Say]
    assert "？" not in talk.words.split("\n")[0]


def test_done_ends_the_pause_at_once() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).taps(Action.DONE)
    assert talk.ticked == ["说完了"]

    talk.waits()
    assert talk.said == ["apology.named", "gathering.ask"]


def test_done_may_be_typed() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).says("说完了。").pauses(UNHAPPY)

    assert talk.said == ["apology.named", "gathering.ask"]
    assert talk.last.story == ("杯子漏水",)


def test_done_without_a_word_is_apologised_for_all_the_same() -> None:
    talk = rated(2).taps(Action.DONE)

    assert talk.said == ["apology.unnamed", "gathering.ask"]


def test_whoever_asks_if_we_are_here_hears_it_at_once() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).says("人呢？")

    assert talk.said == ["listening.here"]
    assert talk.pauses(UNHAPPY).said[0] == "apology.named"


def test_a_low_score_without_a_word_is_put_before_staff_after_ten_minutes() -> None:
    talk = rated(1).waits(10 * MINUTE)

    assert talk.posted == ["staff.alert"]
    assert talk.said == []
    assert talk.stage is Stage.LISTENING


def test_what_staff_have_read_is_not_posted_twice() -> None:
    talk = rated(1).waits(10 * MINUTE - SOON).says("杯子漏水", UNHAPPY).waits(SOON)
    assert "杯子漏水" in talk.words

    talk.says("烫到手", UNHAPPY).pauses()
    assert talk.posted == ["staff.more"]
    assert "「烫到手」" in talk.words
    assert "杯子漏水\n烫到手" not in talk.words


def test_danger_is_put_before_staff_at_once_while_we_listen() -> None:
    talk = rated(1).says("烫伤了，在医院", CRITICAL)
    assert talk.posted == ["staff.alert"]
    assert talk.said == []

    talk.pauses()
    assert talk.said[0].startswith("apology.")
    assert talk.posted == []


def test_media_alone_are_apologised_for_and_reach_staff() -> None:
    talk = rated(1).sends("photo").sends("voice").pauses()

    assert talk.said == ["apology.media", "gathering.ask_seen"]
    assert talk.copied == [(102, 103)] or len(talk.copied[0]) == 2


@pytest.mark.parametrize(
    ("reading", "key"),
    [
        (UNHAPPY, "apology.named"),
        (replace(UNHAPPY, problem=None), "apology.quality"),
        (replace(UNHAPPY, problem=None, topic="物流"), "apology.delivery"),
        (replace(UNHAPPY, problem=None, topic="其他"), "apology.unnamed"),
        (HARM, "apology.harm"),
        (replace(HARM, problem=None), "apology.harm"),
        (CRITICAL, "apology.urgent"),
    ],
)
def test_the_apology_fits_what_happened(reading: Reading, key: str) -> None:
    talk = apologised(reading)

    assert talk.said[0] == key
    assert "「」" not in talk.words


def test_whoever_was_hurt_is_asked_for_first() -> None:
    talk = rated(1).says("杯子裂了，手划了一道口子", HARM).pauses()

    assert talk.said[-1] == "gathering.ask_harm"


def test_a_second_complaint_gets_another_apology() -> None:
    talk = Talk().says("杯子漏水", UNHAPPY).pauses()
    first = talk.words.split("\n")[0]
    talk.claims().closes().taps(Action.SOLVED).waits(60 * DAY)

    talk.says("杯子又漏水", UNHAPPY).pauses()
    assert talk.said[0] == "apology.again"
    assert talk.words.split("\n")[0] != first
    assert talk.case.nth == 2


def test_an_unprompted_complaint_gets_no_message_while_we_listen() -> None:
    talk = Talk().says("你们的杯子漏水", UNHAPPY)
    assert talk.said == []

    talk.pauses()
    assert talk.said == ["apology.named", "gathering.ask_with_order"]


def test_what_the_purchase_tells_is_not_asked() -> None:
    talk = asked().says("杯子漏水", UNHAPPY).pauses()

    assert talk.said[-1] == "gathering.ask"
    assert "A001" in talk.words


def test_the_answer_is_played_back_before_any_solution() -> None:
    talk = apologised().says("昨天第一次用就漏了。客服没人接", UNHAPPY).pauses()

    assert talk.said == ["confirming.ask"]
    assert talk.posted == ["staff.more"]
    assert "① 11月2日在徐汇店买的保温杯" in talk.words
    assert "客服没人接" in talk.words


def test_evidence_is_counted_in_the_playback() -> None:
    talk = apologised().says("您看", NEUTRAL).sends("photo").sends("photo").pauses()

    assert "2 张照片" in talk.words


def test_done_in_gathering_may_be_typed_without_more_words() -> None:
    assert apologised().says("说完了").said == ["confirming.ask"]


def test_a_correction_is_gathered_and_played_back_again() -> None:
    talk = confirming().taps(Action.ADD)
    assert talk.said == ["gathering.go_on"]

    talk.says("还有客服没人接", UNHAPPY).pauses()
    assert talk.said == ["confirming.ask"]
    assert "客服没人接" in talk.words


def test_a_correction_may_just_be_typed() -> None:
    talk = confirming().says("还有，客服没人接", UNHAPPY).pauses()

    assert talk.said == ["confirming.ask"]


@pytest.mark.parametrize("words", ["没错", "对", "是的。", "对的"])
def test_the_confirmation_may_be_typed(words: str) -> None:
    assert confirming().says(words).said == ["proposing.ask"]


def test_words_before_the_confirmation_reach_staff_and_are_no_wish() -> None:
    talk = confirming().says("客服没人接", UNHAPPY).taps(Action.RIGHT)
    assert "客服没人接" in talk.words

    talk.pauses()
    assert talk.said == []
    assert talk.stage is Stage.PROPOSING


def test_where_nothing_was_said_nothing_is_played_back() -> None:
    talk = Talk().says("……", UNSURE).pauses().taps(Action.NOT_WELL)
    talk.taps(Action.DONE).says("说完了")

    assert talk.said == ["proposing.ask"]


def test_one_syllable_is_played_back() -> None:
    talk = Talk().says("差", UNHAPPY).pauses().says("说完了")

    assert "① 差" in talk.words


def test_severity_never_shrinks() -> None:
    talk = apologised(CRITICAL).says("小事", replace(UNHAPPY, severity=UNHAPPY.severity)).pauses()

    assert talk.case.severity == "critical"


def test_text_that_no_model_could_read_is_apologised_for_after_a_low_score() -> None:
    talk = rated(1).says("杯子漏水", None)
    talk.letters = None

    assert talk.waits(POLICY.listen_pause).said == ["apology.unnamed", "gathering.ask"]


def test_whoever_is_happy_after_all_in_gathering_is_played_back_too() -> None:
    assert apologised().says("其实还行", HAPPY).pauses().said == ["confirming.ask"]


def test_an_unhappy_reading_may_come_without_a_problem_or_topic() -> None:
    talk = Talk(now=NOON).says("哼", Reading(Sentiment.UNHAPPY, 0.7)).pauses()

    assert talk.said == ["apology.unnamed", "gathering.ask_with_order"]


def test_a_topic_that_is_told_later_is_taken() -> None:
    talk = asked().says("🤮", replace(UNHAPPY, problem=None, topic="其他")).pauses()
    talk.says("珍珠是馊的", UNHAPPY).pauses()

    assert talk.case.topic == "品质"


def test_what_a_shop_calls_unhappy_is_its_own_choice() -> None:
    talk = asked(policy=replace(POLICY, unhappy_score=3)).rates(3)

    assert talk.stage is Stage.LISTENING


def test_thanks_in_between_are_no_point_to_play_back() -> None:
    talk = apologised().says("谢谢", SMALL_TALK).pauses(SMALL_TALK)

    assert talk.said == []
    assert "谢谢" in talk.words  # staff see it all the same


def test_whoever_looks_after_somebody_reads_no_list_until_they_say_so() -> None:
    talk = apologised(HARM).says("在儿童医院急诊，医生说是浅二度", HARM).pauses()
    assert talk.said == ["gathering.cared"]

    talk.says("睡着了，医生说住院观察", HARM).pauses()
    assert talk.said == ["gathering.cared"]

    assert talk.taps(Action.DONE).said == ["confirming.ask"]
    assert "浅二度" in talk.words
