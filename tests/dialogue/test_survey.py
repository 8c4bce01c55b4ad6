"""The survey, as dialogues: a score, what made it so, a few words."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Edit, RecordSurvey
from bot.dialogue.events import Action, TimerFired
from tests.dialogue.talk import (
    CRITICAL,
    DAY,
    HAPPY,
    HOUR,
    MINUTE,
    NEUTRAL,
    POLICY,
    QUESTION,
    UNHAPPY,
    UNSURE,
    asked,
    rated,
)


@pytest.mark.parametrize("score", [3, 4, 5])
def test_a_tap_answers_at_once_and_shows_the_choice(score: int) -> None:
    talk = asked().rates(score)

    assert talk.ticked == [str(score)]
    assert talk.said == ["survey.ask_reason_high" if score >= 4 else "survey.ask_reason_low"]


@pytest.mark.parametrize("score", [1, 2])
def test_a_low_score_skips_the_reasons_and_is_no_question(score: int) -> None:
    talk = asked().rates(score)

    assert talk.stage is Stage.LISTENING
    assert talk.said == ["listening.invite"]
    assert "？" not in talk.words


def test_the_reason_that_was_tapped_is_shown_in_the_customers_language() -> None:
    talk = rated(5).taps(Action.REASON, "service")

    assert talk.ticked == ["服务"]
    assert talk.said == ["survey.ask_comment"]


def test_words_may_be_skipped() -> None:
    talk = rated(4).taps(Action.REASON, "value").taps(Action.SKIP)

    assert talk.said == ["survey.thanks_high"]
    assert talk.chat.talks == ()
    assert talk.alarms == {}
    assert talk.outcome == "answered"


def test_a_delighted_customer_is_answered_at_once() -> None:
    talk = rated(5).says("杯子特别好用", HAPPY)

    assert talk.said == ["survey.thanks_high"]
    assert talk.chat.talks == ()


def test_a_middling_customer_may_have_more_to_say() -> None:
    talk = rated(3).says("一般吧", UNHAPPY)

    assert talk.said == []


def test_a_middling_score_with_unhappy_words_becomes_a_complaint() -> None:
    talk = rated(3).says("杯子漏水", UNHAPPY).pauses()

    assert talk.said[0] == "apology.named"
    assert not talk.case.mismatch


def test_a_high_score_with_angry_words_is_a_mismatch_and_a_complaint() -> None:
    talk = rated(5).says("烂透了", UNHAPPY).pauses()

    assert talk.said[0].startswith("apology.")
    assert talk.case.mismatch
    assert talk.last.survey is not None
    assert talk.last.survey.mismatch


@pytest.mark.parametrize("words", ["5", "5分", "打5分", "５星。"])
def test_a_score_may_be_typed(words: str) -> None:
    talk = asked().says(words)

    assert talk.said == ["survey.ask_reason_high"]
    assert talk.all(Edit) == []


def test_a_reason_and_a_skip_may_be_typed() -> None:
    talk = rated(5).says("品质")
    assert talk.said == ["survey.ask_comment"]

    talk.says("跳过")
    assert talk.said == ["survey.thanks_high"]


def test_words_instead_of_a_tap_are_the_free_text_and_the_score_may_follow() -> None:
    talk = asked().says("杯子很好", HAPPY).pauses()
    assert talk.said == ["survey.thanks_and_score"]

    talk.rates(5)
    assert talk.said == ["survey.thanks_high"]
    assert talk.chat.talks == ()


def test_words_instead_of_a_tap_that_are_unhappy_become_a_complaint() -> None:
    talk = asked().says("杯子漏水", UNHAPPY).pauses()

    assert talk.said[0] == "apology.named"
    assert talk.rings_at("remind") is None
    assert talk.rings_at("expire") is None


def test_unsure_words_get_one_gentle_question_and_no_case() -> None:
    talk = rated(5).says("就那样", UNSURE)
    assert talk.said == ["checking.ask"]
    assert talk.last.case is None

    talk.says("还是那样", UNSURE).pauses()
    assert talk.said == ["survey.thanks_high"]


def test_the_gentle_question_answered_well_ends_the_survey() -> None:
    talk = rated(4).says("就那样", UNSURE).taps(Action.ALL_WELL)

    assert talk.said == ["survey.thanks_high"]


def test_the_gentle_question_answered_badly_opens_the_ears() -> None:
    talk = rated(4).says("就那样", UNSURE).taps(Action.NOT_WELL)

    assert talk.stage is Stage.LISTENING
    assert talk.said == ["listening.invite"]
    assert "？" not in talk.words


@pytest.mark.parametrize("wish", ["换货", "退款", "补发", "赔偿"])
def test_whoever_answers_the_gentle_question_with_a_wish_for_amends_complains(wish: str) -> None:
    talk = rated(4).says("还行就是跑绒", UNSURE)
    talk.says("能换吗", replace(QUESTION, requests=(wish,))).pauses()

    assert talk.said[0] == "apology.named"
    assert "「还行就是跑绒」" in talk.words
    assert talk.last.story == ("还行就是跑绒", "能换吗")


def test_any_other_question_beside_the_gentle_one_is_a_matter_of_its_own() -> None:
    talk = rated(4).says("就那样", UNSURE).says("能开发票吗", QUESTION).pauses()

    assert talk.said == ["enquiry.received"]


def test_a_mind_may_change_from_2_to_5() -> None:
    talk = rated(2).rates(5)

    assert talk.stage is Stage.REASON
    assert talk.said == ["survey.ask_reason_high"]
    assert talk.rings_at("alert") is None
    assert talk.case.closed_by == "customer"


def test_a_mind_may_change_from_5_to_1() -> None:
    talk = rated(5).rates(1)

    assert talk.stage is Stage.LISTENING
    assert talk.said == ["listening.invite"]
    assert talk.last.survey is not None
    assert talk.last.survey.score == 1


def test_a_mind_that_changes_2_to_5_to_1_has_an_open_case_again() -> None:
    talk = rated(2).rates(5).rates(1)

    assert talk.case.status == "received"
    assert talk.case.closed_at is None
    assert talk.case.closed_by == ""
    assert talk.chat.customer.complaints == 1


def test_angry_words_after_a_score_was_taken_back_open_the_case_again() -> None:
    talk = rated(2).rates(5).says("气死我了", UNHAPPY).pauses()

    assert talk.case.closed_at is None
    assert talk.case.status == "acknowledged"


def test_a_score_changed_after_something_was_said_leaves_the_case_open() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).rates(5)

    assert talk.stage is Stage.LISTENING
    assert talk.case.closed_at is None
    assert talk.last.survey is not None
    assert talk.last.survey.score == 5


def test_a_stale_button_gets_a_kind_word() -> None:
    assert rated(5).says("很好", HAPPY).rates(1, number=1).said == ["stale"]


@pytest.mark.parametrize("arg", ["", "0", "6", "12", "45", "x", "五"])
def test_a_score_that_no_button_has_never_breaks_the_chat(arg: str) -> None:
    talk = asked().taps(Action.RATE, arg)

    assert talk.said == ["stale"]
    assert talk.stage is Stage.RATING


def test_a_reason_that_no_button_has_gets_a_kind_word() -> None:
    talk = rated(5).taps(Action.REASON, "<script>")

    assert talk.said == ["stale"]
    assert talk.stage is Stage.REASON


def test_one_reminder_then_silence() -> None:
    talk = asked().waits(DAY)
    assert talk.said == ["survey.remind"]

    talk.waits(5 * DAY)
    assert talk.said == []
    assert talk.chat.talks == ()
    assert talk.surveys == [("A001", "expired", "")]


def test_whoever_answered_is_not_reminded() -> None:
    talk = rated(5).waits(2 * DAY)

    assert talk.said == []


def test_a_score_without_words_counts_as_answered_in_the_end() -> None:
    talk = rated(5).waits(4 * DAY)

    assert talk.said == []
    assert talk.chat.talks == ()
    assert talk.outcome == "answered"


def test_a_survey_that_was_left_is_where_it_was_two_days_later() -> None:
    talk = rated(4).waits(2 * DAY).taps(Action.REASON, "quality")

    assert talk.said == ["survey.ask_comment"]


def test_a_reminder_that_rings_late_waits_for_the_morning() -> None:
    talk = asked()
    due_at = talk.rings_at("remind")
    assert due_at is not None
    talk.now = datetime(2026, 11, 3, 15, tzinfo=UTC)  # 23:00 in Shanghai: we had been down

    talk.rings(1, "remind")
    assert talk.said == []
    talk.waits(10 * HOUR)
    assert talk.said == ["survey.remind"]


def test_a_timer_that_was_moved_is_let_pass() -> None:
    talk = asked().says("嗯", NEUTRAL)
    old = talk.rings_at("pause")
    assert old is not None
    talk.waits(MINUTE / 6).says("杯子漏水", UNHAPPY)

    talk.happen(TimerFired(talk.now, 1, "pause", old, NEUTRAL))
    assert talk.deeds == ()


def test_words_before_a_skip_are_read_all_the_same() -> None:
    talk = rated(3).says("杯子漏水", UNHAPPY).taps(Action.SKIP)
    talk.waits()

    assert talk.said[0] == "apology.named"


def test_words_before_all_is_well_are_kept() -> None:
    talk = rated(3).says("就那样", UNSURE).pauses()
    talk.says("漏水而已", NEUTRAL).taps(Action.ALL_WELL).waits()

    comments = [r.survey.comment for r in talk.all(RecordSurvey)]
    assert comments[-1] == "就那样\n漏水而已"


def test_words_that_wait_when_the_survey_expires_are_read() -> None:
    talk = asked().waits(POLICY.expire_after - timedelta(seconds=10))
    talk.says("杯子漏水", UNHAPPY).waits(timedelta(seconds=10))
    assert talk.chat.talks != ()

    talk.pauses()
    assert talk.said[0] == "apology.named"


def test_danger_in_a_survey_does_not_wait_for_the_pause() -> None:
    talk = rated(3).says("烫伤进医院了", CRITICAL)

    assert talk.posted == ["staff.alert"]
    assert talk.said == []
    talk.pauses()
    assert talk.said[0].startswith("apology.")


def test_a_high_score_with_danger_in_words_is_a_mismatch_too() -> None:
    talk = rated(5).says("烫伤进医院了", CRITICAL)

    assert talk.case.mismatch


def test_lukewarm_words_beside_a_middling_score_get_the_gentle_question() -> None:
    assert rated(3).says("还行吧", NEUTRAL).pauses().said == ["checking.ask"]
    assert rated(5).says("还行吧", NEUTRAL).said == ["survey.thanks_high"]
