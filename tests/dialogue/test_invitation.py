"""From a purchase to the first question: the link, the delay, the cooldown, quiet hours."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.dialogue import Stage
from bot.dialogue.events import Action, TimerFired
from tests.dialogue.talk import (
    DAY,
    HOUR,
    NOON,
    POLICY,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    bought,
    rated,
)

EVENING = datetime(2026, 11, 2, 12, 30, tzinfo=UTC)  # 20:30 in Shanghai


def test_the_greeting_names_shop_and_items_and_data_use() -> None:
    talk = Talk().opens()

    assert talk.said == ["invitation.greeting"]
    for told in ("王女士", "徐汇店", "保温杯", "/privacy"):
        assert told in talk.words
    assert talk.surveys == [("A001", "scheduled", "")]


def test_without_a_name_no_title_is_guessed() -> None:
    assert Talk().opens(bought(customer_name=None)).words.startswith("您好")


def test_a_second_person_is_told_kindly() -> None:
    talk = Talk().opens(outcome="taken")

    assert talk.said == ["invitation.taken"]
    assert talk.alarms == {}


def test_a_link_that_is_unknown_is_no_error() -> None:
    assert Talk().opens(outcome="unknown").said == ["invitation.unknown"]


def test_opening_the_link_twice_plans_one_survey() -> None:
    talk = Talk().opens().opens(outcome="already_yours")
    assert talk.said == ["invitation.already_yours"]

    assert talk.waits(DAY).said.count("survey.ask") == 1


def test_the_survey_comes_after_the_delay() -> None:
    talk = Talk().opens().waits(POLICY.delay - timedelta(seconds=1))
    assert talk.said == []

    talk.waits(timedelta(seconds=1))
    assert talk.said == ["survey.ask"]
    assert talk.surveys == [("A001", "sent", "")]


def test_the_survey_never_comes_in_quiet_hours() -> None:
    talk = Talk(now=EVENING).opens().waits(12 * HOUR)
    assert talk.said == []

    assert talk.waits(HOUR).said == ["survey.ask"]  # nine in the morning


def test_a_timer_that_rings_late_at_night_waits_for_the_morning() -> None:
    talk = Talk().opens()
    talk.now = EVENING + 3 * HOUR

    assert talk.rings(0, "survey").said == []
    assert talk.waits(10 * HOUR).said == ["survey.ask"]


def test_a_customer_we_know_needs_no_link() -> None:
    talk = rated(5).taps(Action.SKIP).waits(8 * DAY).buys(bought(2, at=NOON + 8 * DAY))

    assert talk.waits(2 * HOUR).said == ["survey.ask"]


def test_now_means_now() -> None:
    talk = Talk().opens(bought(survey="now"))
    assert talk.said == ["invitation.greeting_now", "survey.ask_known"]


def test_now_waits_for_the_morning_too() -> None:
    talk = Talk(now=EVENING + 3 * HOUR).opens(bought(survey="now")).waits()

    assert talk.said == []


def test_never_means_never() -> None:
    talk = Talk().opens(bought(survey="never"))
    assert talk.surveys == [("A001", "never", "")]

    assert talk.waits(9 * DAY).said == []


def test_never_is_recorded_as_never_beside_a_newer_purchase() -> None:
    talk = Talk().opens(bought(2)).buys(bought(1, at=NOON - DAY, survey="never"))

    assert talk.surveys == [("A001", "never", "")]


def test_never_leaves_the_waiting_one_alone() -> None:
    talk = Talk().opens().buys(bought(2, at=NOON + HOUR, survey="never")).waits(DAY)

    assert [s[:2] for s in talk.surveys] == [("A001", "sent")]


@pytest.mark.parametrize("newest_first", [True, False])
def test_the_newest_purchase_wins(newest_first: bool) -> None:
    older, newer = bought(1, at=NOON - HOUR), bought(2, at=NOON)
    talk = Talk().opens(newer if newest_first else older)

    talk.buys(older if newest_first else newer)
    assert ("A001", "suppressed", "newer_purchase") in talk.surveys
    assert talk.waits(DAY).surveys[0] == ("A002", "sent", "")
    assert talk.said == ["survey.ask"]


def test_other_purchases_that_come_with_the_link_are_suppressed() -> None:
    talk = Talk().opens(bought(3), bought(1, at=NOON - 2 * HOUR), bought(2, at=NOON - HOUR))

    suppressed = {order for order, outcome, _ in talk.surveys if outcome == "suppressed"}
    assert suppressed == {"A001", "A002"}
    assert talk.chat.customer.purchases == 3


def test_within_the_cooldown_nobody_is_asked_again() -> None:
    talk = asked().rates(5).taps(Action.SKIP).waits(DAY).buys(bought(2, at=NOON + DAY))
    assert talk.surveys == [("A002", "suppressed", "cooldown")]

    assert talk.waits(30 * DAY).said == []


def test_now_breaks_the_cooldown() -> None:
    talk = asked().rates(5).taps(Action.SKIP).waits(DAY)

    talk.buys(bought(2, at=NOON + DAY, survey="now")).waits()
    assert talk.said == ["survey.ask"]


def test_a_survey_waits_while_a_complaint_is_open() -> None:
    talk = Talk().opens().says("杯子漏水", UNHAPPY).pauses().waits(POLICY.delay)
    assert "survey.ask" not in talk.said

    talk.claims().closes().taps(Action.SOLVED)
    assert talk.waits(DAY).said == ["follow_up.ask"]  # the two were due at the same moment
    assert talk.waits(HOUR).said == ["survey.ask"]


def test_a_survey_timer_that_was_moved_is_let_pass() -> None:
    talk = Talk().opens(bought(1, at=NOON - HOUR))
    old = talk.alarms[0, "survey"]
    talk.buys(bought(2, at=NOON))

    talk.happen(TimerFired(talk.now, 0, "survey", old))
    assert talk.deeds == ()


def test_a_link_after_stop_means_yes_again() -> None:
    talk = Talk().opens().commands("stop").opens(bought(2)).waits(DAY)

    assert "survey.ask" in talk.said


def test_the_same_link_after_stop_means_yes_again() -> None:
    talk = Talk().opens().commands("stop").opens(outcome="already_yours").waits(DAY)

    assert "survey.ask" in talk.said


def test_an_older_link_after_stop_still_wakes_the_survey_that_waits() -> None:
    talk = Talk().opens(bought(2)).commands("stop").opens(bought(1, at=NOON - DAY)).waits(DAY)

    assert "survey.ask" in talk.said


def test_a_purchase_in_the_middle_of_a_complaint_does_not_disturb_it() -> None:
    talk = apologised().buys(bought(2, at=NOON + 2 * HOUR))

    assert talk.said == []
    assert talk.stage is Stage.GATHERING
