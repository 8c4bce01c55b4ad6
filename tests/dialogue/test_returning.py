"""They want to give it back: why, another way, gladly, the true reason, and never a no."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.compensation import Compensation, Kind
from bot.dialogue.events import Action, Severity, StaffAction
from bot.dialogue.returning import ENTER, NEXT
from bot.dialogue.state import CaseKind, GrantStatus, Return
from tests.dialogue.talk import (
    CRITICAL,
    GIVE_BACK,
    HAPPY,
    NEUTRAL,
    POLICY,
    QUESTION,
    STRICT,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    returning,
)

SWAP = Compensation("swap", "换一件", "换一件合身的给您", kind=Kind.EXCHANGE)
POLISH = Compensation("polish", "免费保养", "免费给您保养一次", ("服务",), kind=Kind.FREE_SERVICE)
WAYS = replace(POLICY, compensations=(*POLICY.compensations, SWAP, POLISH))
OF_SERVICE = replace(NEUTRAL, topic="服务")


def told_why() -> Talk:
    return returning(WAYS).says("家里已经有了", NEUTRAL).pauses()


def test_the_six_states_are_a_table() -> None:
    assert set(ENTER) == set(Return)
    assert set(NEXT) == set(Return) - {Return.COME_BACK}


def test_whoever_wants_to_give_it_back_is_asked_why_and_a_person_is_called() -> None:
    talk = returning()

    assert talk.said == ["returning.why"]
    assert talk.posted == ["staff.enquiry"]
    assert talk.stage is Stage.RETURNING
    assert talk.rings_at("respond") is not None


def test_another_way_is_offered_once_with_room_to_refuse() -> None:
    talk = told_why()
    assert talk.said == ["returning.turn"]
    assert "· 换一件合身的给您" in talk.words
    assert "家里已经有了" in talk.words  # staff read it

    talk.says("还是退吧", NEUTRAL)
    assert talk.said == ["amends.granted", "returning.reason"]


def test_the_other_way_may_be_taken() -> None:
    talk = told_why().taps(Action.OPTION, "swap")

    assert talk.said == ["amends.granted"]
    assert talk.last.grants[-1].key == "swap"
    assert talk.stage is Stage.WITH_STAFF


def test_whoever_will_say_nothing_gets_it_at_once() -> None:
    talk = returning().taps(Action.RETURN)  # no other way in this catalogue

    assert talk.said == ["amends.granted", "returning.reason"]
    assert talk.last.grants[-1].status is GrantStatus.GRANTED
    assert talk.ticked == ["不说了，直接退"]


def test_the_true_reason_may_show_another_way_and_the_refund_stands() -> None:
    talk = told_why().taps(Action.RETURN).says("其实是店员催我买的", OF_SERVICE).pauses()
    assert talk.said == ["returning.other_way"]
    assert talk.posted == ["staff.more", "staff.true_reason"]

    talk.taps(Action.RETURN)
    assert talk.said == ["returning.thanks"]
    assert talk.last.grants[-1].status is GrantStatus.GRANTED
    assert len(talk.last.grants) == 1


def test_the_other_way_may_still_replace_the_refund() -> None:
    talk = told_why().taps(Action.RETURN).says("其实是店员催我买的", OF_SERVICE).pauses()
    talk.taps(Action.OPTION, "polish")

    assert [g.status.value for g in talk.last.grants] == ["withdrawn", "granted"]


def test_a_reason_that_shows_no_other_way_is_thanked_for() -> None:
    talk = told_why().taps(Action.RETURN).says("就是用不上", NEUTRAL).pauses()

    assert talk.said == ["returning.thanks"]
    assert talk.stage is Stage.WITH_STAFF


def test_a_reason_to_come_back_waits_for_the_customers_word() -> None:
    talk = returning().taps(Action.RETURN).decides(StaffAction.FULFILLED).closes()
    assert "returning.come_back" not in talk.said

    assert talk.taps(Action.SOLVED).said == ["returning.come_back"]


def test_what_is_above_staff_is_asked_for_and_never_refused() -> None:
    talk = returning(STRICT).taps(Action.RETURN)

    assert talk.said == ["amends.asked"]  # no question while nothing is settled
    assert talk.stage is Stage.WITH_STAFF


def test_a_shop_that_lists_no_refund_asks_for_it() -> None:
    ways = tuple(c for c in POLICY.compensations if c.kind is not Kind.REFUND)
    talk = returning(replace(STRICT, compensations=ways)).taps(Action.RETURN)

    assert talk.said == ["consulting.handed"]
    assert "「我想退货」" in talk.words


def test_a_reason_that_hurts_is_apologised_for_and_the_return_goes_on() -> None:
    talk = returning(WAYS).says("尺码小了一号", UNHAPPY).pauses()

    assert talk.said == ["returning.sorry", "returning.turn"]
    assert "staff.now_complaint" in talk.posted
    assert talk.case.kind is CaseKind.COMPLAINT


def test_a_reason_that_only_sounds_unhappy_is_taken_as_a_reason() -> None:
    talk = returning(WAYS).says("家里已经有一条了", replace(UNHAPPY, p_unhappy=0.7)).pauses()

    assert "returning.sorry" not in talk.said
    assert talk.case.kind is CaseKind.ENQUIRY


@pytest.mark.parametrize("reading", [CRITICAL, replace(UNHAPPY, severity=Severity.HIGH)])
def test_a_grave_reason_is_heard_out_first(reading: object) -> None:
    talk = returning(WAYS).says("烫到孩子的手", reading).pauses()  # type: ignore[arg-type]

    assert talk.said[0].startswith("apology.")
    assert talk.stage is Stage.GATHERING


def test_a_question_in_between_goes_to_staff() -> None:
    talk = told_why().says("运费谁出？", QUESTION).pauses()

    assert talk.said == ["proposing.asked_back"]
    assert talk.taps(Action.RETURN).said[0] == "amends.granted"


def test_whoever_bought_nothing_we_know_of_goes_to_a_person() -> None:
    assert Talk().says("我想退货", GIVE_BACK).pauses().said == ["enquiry.received"]


def test_in_a_survey_the_wish_to_give_it_back_is_heard() -> None:
    talk = asked().says("我想退货", GIVE_BACK).pauses()

    assert talk.said == ["returning.why"]
    assert talk.rings_at("remind") is None


def test_in_a_complaint_the_refund_they_asked_for_comes_first() -> None:
    angry = replace(UNHAPPY, topic="物流", requests=("退款",))
    talk = apologised(angry).says("等了三天", NEUTRAL).pauses().taps(Action.RIGHT)
    talk.policy = replace(POLICY, compensations=POLICY.compensations)

    assert talk.last.returned is Return.WHY
    assert talk.last.offered == ("part", "call", "care")  # the only refund is for 品质


def test_are_you_there_is_answered_and_changes_nothing() -> None:
    talk = returning().says("人呢", HAPPY)

    assert talk.said == ["listening.here"]
    assert talk.pauses().said == []
