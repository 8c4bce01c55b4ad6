"""The case beside the dialogue: called, claimed, escalated, closed, by people and by time."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import CloseTopic, EditPost, OpenTopic, Post, Say
from bot.dialogue.events import Action, StaffAction
from tests.dialogue.talk import (
    CRITICAL,
    DAY,
    HOUR,
    LI,
    MINUTE,
    NOON,
    POLICY,
    QUESTION,
    UNHAPPY,
    WANG,
    Talk,
    apologised,
    asked,
    chosen,
    claimed,
    closing,
    confirming,
    enquiry,
    proposed,
    rated,
    solved,
)


def test_the_alert_tells_staff_all_they_need() -> None:
    talk = apologised()

    assert [effect.key for effect in talk.all(OpenTopic)] == ["staff.alert_topic"]
    for told in ("一般", "品质", "王女士", "徐汇店", "A001", "保温杯", "99.00", "评分 1"):
        assert told in talk.words
    assert "「杯子漏水，烫到手了」" in talk.words
    assert "认领" in talk.words
    assert talk.rings_at("respond") == talk.now + 30 * MINUTE


def test_whoever_claims_introduces_themselves_and_the_script_ends() -> None:
    talk = chosen().claims()

    assert talk.all(EditPost)
    assert talk.posted == ["staff.claimed"]
    assert talk.said == ["handover.claimed"]
    assert "我是徐汇店的小李" in talk.words
    assert talk.rings_at("respond") is None
    assert talk.case.handler == LI


@pytest.mark.parametrize("stage", ["listening", "gathering", "confirming", "proposing"])
def test_a_case_may_be_claimed_in_every_step(stage: str) -> None:
    begun = {
        "listening": lambda: rated(1).says("杯子漏水", UNHAPPY),
        "gathering": lambda: apologised().says("漏了一地", UNHAPPY),
        "confirming": lambda: confirming().says("漏了一地", UNHAPPY),
        "proposing": lambda: proposed().says("漏了一地", UNHAPPY),
    }
    talk = begun[stage]().claims()

    assert talk.stage is Stage.WITH_STAFF
    assert "漏" in talk.words, "what was not yet passed on is passed on"
    assert talk.waits(DAY).said == []


def test_a_second_claim_is_told_who_has_it() -> None:
    talk = claimed().claims(WANG)

    assert talk.posted == ["staff.already_claimed"]
    assert "小李" in talk.words
    assert talk.case.handler == LI


def test_a_reply_before_a_claim_claims_the_case() -> None:
    talk = apologised().staff_says("您好，我马上看")

    assert talk.case.handler == LI
    assert talk.said == ["handover.claimed"]
    assert talk.relayed == ["您好，我马上看"]
    assert talk.case.first_response_at == talk.now


def test_a_note_before_a_claim_claims_nothing() -> None:
    talk = apologised().staff_says("// 这位是老顾客")

    assert talk.deeds == ()
    assert talk.case.handler is None


def test_nobody_claims_and_it_goes_up_once_per_level() -> None:
    talk = apologised().waits(30 * MINUTE)
    assert talk.posted == ["staff.escalated"]
    assert [e.level for e in talk.all(Post)] == [1]
    assert talk.said == ["waiting.longer"]
    assert "店长" in talk.words

    talk.waits(30 * MINUTE)
    assert [e.level for e in talk.all(Post)] == [2]
    assert "经理" in talk.words

    later = talk.waits(DAY)
    assert set(later.posted) == {"staff.still_open"}  # ever more rarely
    assert later.said == ["waiting.still_open"] * len(later.posted)
    assert len(later.posted) <= 5


def test_a_claim_after_an_escalation_stops_it() -> None:
    talk = apologised().waits(30 * MINUTE).claims(WANG)

    talk.waits(10 * HOUR)  # and never writes
    assert [(p.key, p.level) for p in talk.all(Post)] == [
        ("staff.person_unheard", 1),
        ("staff.person_unheard", 2),
    ]
    talk.waits(5 * DAY)
    assert {(p.key, p.level) for p in talk.all(Post)} == {("staff.person_unheard", 2)}
    assert 4 <= len(talk.all(Post)) <= 6, "once a day, until somebody writes"
    assert talk.staff_says("我是店长，让您久等了", WANG).waits(10 * DAY).posted == []


def test_whoever_waits_for_an_answer_hears_thrice_that_we_press_for_it() -> None:
    talk = apologised().claims(WANG).says("到底几点能到？", QUESTION)

    assert talk.waits(6 * DAY).said == ["waiting.pressed"] * 3


def test_once_they_have_written_the_ladder_begins_anew() -> None:
    talk = apologised().claims(LI).waits(HOUR).staff_says("来了")
    talk.says("几点能到？", QUESTION).waits(30 * MINUTE)
    assert talk.posted == ["staff.person_unheard"]
    assert talk.waits(2 * HOUR).posted == ["staff.person_unheard"]


def test_whoever_asks_after_a_promised_time_hears_who_is_called() -> None:
    talk = apologised().waits(40 * MINUTE).says("人呢？？？都一个多小时了", UNHAPPY)
    assert talk.said == ["waiting.here"]
    assert talk.relayed == ["人呢？？？都一个多小时了"]
    assert talk.waits(MINUTE).said == [], "it is no point to play back"

    assert talk.says("有人吗").said == ["waiting.here"]
    assert apologised().says("有人吗").said == ["listening.here"]
    assert apologised().says("你们就这么晾着我？", UNHAPPY).said == ["waiting.here"]


def test_at_night_staff_are_called_and_nobody_else_is_woken() -> None:
    talk = asked().rates(1).says("烫伤了", CRITICAL).pauses().waits(8 * HOUR)  # ten at night
    told = talk.waits(11 * HOUR - MINUTE)
    assert "staff.still_open" in told.posted
    assert told.said == []

    assert talk.waits(MINUTE).said == ["waiting.still_open"], "by nine, as it was said"


def test_a_shift_ends_and_somebody_else_goes_on() -> None:
    talk = apologised().claims(LI).staff_says("我来看看").claims(WANG)
    assert talk.posted == ["staff.already_claimed"]
    assert talk.claims(LI).posted == ["staff.yours_already"]

    talk.decides(StaffAction.CLAIM, "over", WANG)
    assert talk.case.handler == WANG
    assert talk.said == ["handover.claimed"]


def test_a_close_asks_the_customer_first() -> None:
    talk = closing()

    assert talk.said == ["closing.ask"]
    assert talk.posted == ["staff.close_asked", "staff.close_unwritten", "staff.cause_ask"]
    assert talk.case.status == "responded"
    assert talk.case.closed_at is None


def test_a_close_without_a_claim_is_asked_for_too() -> None:
    talk = apologised().closes()

    assert talk.said == ["closing.ask"]
    assert talk.case.handler == LI


def test_a_second_close_does_not_ask_again() -> None:
    talk = closing().closes()

    assert talk.said == []
    assert talk.posted == ["staff.close_asked"]


def test_the_customer_closes_it() -> None:
    talk = closing().taps(Action.SOLVED)

    assert talk.ticked == ["已解决"]
    assert talk.said == ["closing.closed"]
    assert talk.posted == ["staff.closed_by_customer", "staff.cause_wanted"]
    assert talk.case.status == "responded"
    assert talk.names("skill").posted == ["staff.cause_noted"]
    assert (talk.case.status, talk.case.closed_by) == ("closed", "customer")


@pytest.mark.parametrize("words", ["已解决", "解决了。", "已经解决了"])
def test_the_close_may_be_typed(words: str) -> None:
    assert closing().says(words).said == ["closing.closed"]


def test_not_solved_goes_back_to_the_same_person() -> None:
    talk = closing().taps(Action.NOT_SOLVED)

    assert talk.said == ["closing.not_solved"]
    assert talk.posted == ["staff.not_solved"]
    assert "小李" in talk.words
    assert talk.stage is Stage.WITH_STAFF
    assert set(talk.waits(30 * DAY).posted) == {"staff.person_unheard"}  # until they write


def test_a_close_that_nobody_answers_runs_out() -> None:
    talk = closing().waits(7 * DAY)

    assert talk.said == []
    assert talk.posted == ["staff.closed_by_timeout"]
    assert talk.all(CloseTopic)
    assert talk.stage is Stage.OVER
    assert (talk.case.closed_by, talk.case.cause) == ("timeout", "none")
    assert talk.waits(POLICY.known_for).chat.talks == ()
    assert talk.alarms == {}


def test_unhappy_words_after_a_close_are_as_good_as_not_solved() -> None:
    talk = closing().says("钱还没退给我", UNHAPPY)
    assert talk.relayed == ["钱还没退给我"]
    assert talk.posted == ["staff.not_arrived", "staff.not_solved"]
    assert talk.said == ["closing.not_solved"]

    assert set(talk.waits(30 * DAY).posted) == {"staff.person_unheard", "staff.owed"}
    assert talk.closes().said == ["closing.ask_have"]


def test_a_button_of_a_closed_case_says_that_it_is_closed() -> None:
    assert solved().claims().posted == ["staff.already_closed"]
    assert solved().closes().posted == ["staff.already_closed"]


def test_a_button_of_a_conversation_long_gone_says_so_too() -> None:
    talk = closing().waits(7 * DAY).claims(number=1)

    assert talk.posted == ["staff.already_closed"]


def test_words_in_a_topic_long_gone_still_reach_the_customer() -> None:
    talk = closing().waits(7 * DAY).staff_says("退款到了吗？", number=1)
    assert talk.relayed == ["退款到了吗？"]

    assert talk.staff_says("// 结了", number=1).deeds == ()


def test_an_enquiry_is_closed_without_a_follow_up() -> None:
    talk = enquiry().claims().closes().taps(Action.SOLVED)

    assert talk.said == ["closing.answered"]
    assert talk.chat.talks == ()
    assert talk.alarms == {}


def test_the_first_response_is_kept() -> None:
    talk = claimed().staff_says("您好")
    first = talk.now
    talk.waits(MINUTE).staff_says("还有一句")

    assert talk.case.first_response_at == first


def test_a_person_has_it_and_the_bot_says_nothing() -> None:
    talk = claimed()
    for words in ("好的", "说完了", "没错", "5"):
        talk.says(words, UNHAPPY)
        assert talk.said == []
        assert talk.relayed == [words]
        said = {say.key for say in talk.waits(DAY).all(Say)}
        assert said <= {"amends.owed_late", "waiting.pressed"}  # what has not come


def test_a_complaint_without_a_purchase_has_an_alert_without_holes() -> None:
    talk = Talk().says("杯子漏水", UNHAPPY, sender="wang").pauses()

    assert "wang" in talk.words
    assert "订单 \n" not in talk.words
    assert "评分" not in talk.words


def test_a_misreading_is_noted_once_and_the_case_goes_its_way() -> None:
    talk = apologised().marks_misread()

    assert talk.case.misread
    assert talk.posted == ["staff.misread"]
    assert talk.stage is Stage.GATHERING
    assert talk.marks_misread().posted == ["staff.misread_before"]


def test_staff_see_which_words_were_heard_as_unhappy() -> None:
    talk = apologised(replace(UNHAPPY, because=("漏水", "没人接")))

    assert "听出不满的地方：漏水、没人接" in talk.words


def test_whoever_claims_and_never_writes_is_reminded_and_then_relieved() -> None:
    talk = apologised().claims(LI)
    assert talk.waits(29 * MINUTE).posted == []
    assert talk.waits(MINUTE).posted == ["staff.person_unheard"]

    wrote = apologised().claims(LI).staff_says("孩子的手还疼吗")
    assert wrote.waits(DAY).posted == []


def test_where_somebody_is_in_danger_staff_have_less_time() -> None:
    policy = replace(POLICY, urgent_within=10 * MINUTE)
    grave = asked(policy=policy).rates(1).says("烫伤了", CRITICAL).pauses()
    other = asked(policy=policy).rates(1).says("漏水", UNHAPPY).pauses()

    assert (grave.case.due_at or NOON) - grave.case.opened_at <= 11 * MINUTE
    assert (other.case.due_at or NOON) - other.case.opened_at > 29 * MINUTE
