"""What staff promise in words is held against the clock: reminded, settled, or owned up to."""

from datetime import timedelta

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Post
from bot.dialogue.events import Action, Fault, Pledged, StaffAction
from tests.dialogue.talk import (
    HOUR,
    LI,
    MINUTE,
    STRICT,
    WANG,
    Talk,
    claimed,
    enquiry,
    requested,
)

HALF = timedelta(minutes=30)


def promised(talk: Talk | None = None, text: str = "三点前给您回电", hours: int = 2) -> Talk:
    talk = talk or claimed()
    return talk.staff_says(text, pledges=(Pledged(text, talk.now + hours * HOUR),))


def test_a_promise_is_noted_and_its_time_rings() -> None:
    talk = promised()

    assert talk.relayed == ["三点前给您回电"]
    assert talk.posted == ["staff.pledge_noted"]
    assert talk.said == []
    assert talk.rings_at("pledge") == talk.now + 2 * HOUR


def test_at_its_time_staff_are_reminded_and_the_customer_hears_nothing() -> None:
    talk = promised().waits(2 * HOUR)

    assert talk.posted == ["staff.pledge_due"]
    assert "三点前给您回电" in talk.words
    assert talk.said == []


def test_nobody_writes_and_the_customer_hears_an_apology_before_they_ask() -> None:
    talk = promised().waits(2 * HOUR).waits(HALF)

    assert talk.said == ["waiting.pledge_late"]
    assert talk.posted == ["staff.pledge_broken"]
    assert talk.case.breaches == 1
    [entry] = talk.case.promises
    assert (entry.who, entry.broken) == (LI.name, True)
    assert talk.case.level == 1
    assert talk.rings_at("pledge") is None


def test_after_a_broken_promise_somebody_further_up_is_called_until_somebody_writes() -> None:
    talk = promised().waits(3 * HOUR)
    assert talk.waits(3 * HOUR).posted == ["staff.person_unheard"]
    assert [post.level for post in talk.all(Post)] == [2]

    assert talk.staff_says("师傅路上堵车，我刚问过").waits(HOUR).posted == []


@pytest.mark.parametrize("how", ["words", "tap"])
def test_who_writes_or_taps_has_settled_it(how: str) -> None:
    talk = promised().waits(2 * HOUR)
    key = talk.last.pledges[0].key
    talk.staff_says("刚给您打过电话了") if how == "words" else talk.decides(
        StaffAction.KEPT, str(key), LI
    )

    assert talk.rings_at("pledge") is None
    assert talk.waits(HOUR).said == []
    assert talk.case.breaches == 0


def test_who_is_in_touch_is_reminded_and_no_more() -> None:
    talk = promised().waits(HOUR + MINUTE).staff_says("师傅出门了").waits(HOUR)
    assert talk.posted == ["staff.pledge_due"]

    assert talk.waits(HOUR).said == []
    assert talk.case.breaches == 0


def test_of_two_promises_in_one_reply_each_is_noted_and_kept_by_itself() -> None:
    talk = claimed()
    both = (Pledged("十一点前打电话", talk.now + HOUR), Pledged("三点前上门", talk.now + 5 * HOUR))
    talk.staff_says("十一点前打电话。三点前上门。", pledges=both)
    assert talk.posted.count("staff.pledge_noted") == 2

    talk.waits(HOUR).decides(StaffAction.KEPT, str(talk.last.pledges[0].key), LI)
    assert talk.rings_at("pledge") == talk.now + 4 * HOUR


def test_of_two_promises_the_earlier_rings_first() -> None:
    talk = promised(promised(hours=5), "新的今晚送到", hours=1)

    assert talk.rings_at("pledge") == talk.now + HOUR
    talk.waits(HOUR).decides(StaffAction.KEPT, str(talk.last.pledges[0].key), LI)
    assert talk.rings_at("pledge") == talk.now + 4 * HOUR


def test_a_held_reply_promises_when_it_goes_out() -> None:
    fault = Fault("adversative", "但是", "转折", "同时")
    talk = claimed()
    due = talk.now + HOUR
    talk.staff_says("但是三点前给您回电", faults=(fault,), pledges=(Pledged("回电", due),))
    assert talk.rings_at("pledge") is None

    talk.decides(StaffAction.ANYWAY, str(talk.last.held[0].key), LI)
    assert talk.rings_at("pledge") == due


def test_an_edited_promise_takes_the_place_of_the_first() -> None:
    talk = promised()
    message = talk.last.pledges[0].key
    talk.edits(
        "四点前给您回电", message, pledges=(Pledged("四点前给您回电", talk.now + 3 * HOUR),)
    )

    assert [pledge.text for pledge in talk.last.pledges] == ["四点前给您回电"]


def test_a_correction_takes_the_place_of_what_it_corrects() -> None:
    talk = promised(promised(hours=5), "三点前送到", hours=3)
    told = Pledged("更正一下，最晚九点", talk.now + 9 * HOUR, corrects=True)
    talk.staff_says("更正一下，最晚九点", pledges=(told,))

    assert talk.posted == ["staff.pledge_moved"]
    assert [each.text for each in talk.last.pledges] == ["三点前给您回电", "更正一下，最晚九点"]


def test_at_night_nobody_is_woken_with_an_apology() -> None:
    talk = promised(hours=10).waits(11 * HOUR)  # half past ten in the evening

    assert talk.said == []
    assert talk.waits(11 * HOUR).said == ["waiting.pledge_late"]


def test_a_senior_takes_over_after_a_broken_promise() -> None:
    talk = promised().waits(2 * HOUR).waits(HALF)
    talk.policy = STRICT
    talk.staff_says("我是店长，这就给您打电话", staff=WANG)

    assert talk.said == ["handover.claimed"]
    assert talk.case.handler == WANG


def test_words_long_before_its_time_keep_no_promise() -> None:
    talk = promised(hours=5).waits(MINUTE).staff_says("新款有白色和黑色").waits(5 * HOUR)
    assert talk.waits(HOUR).said == ["waiting.pledge_late"]


def test_what_was_promised_outlives_the_close_for_staff_and_the_customer_hears_nothing() -> None:
    talk = promised(hours=5).closes()
    assert talk.said == ["closing.ask_have"]
    talk.taps(Action.SOLVED)
    assert talk.stage is Stage.FOLLOWING_UP

    talk.waits(5 * HOUR)
    assert talk.posted == ["staff.pledge_due_over"]
    assert talk.said == []
    assert talk.waits(2 * HOUR).said == []
    assert talk.case.breaches == 0


def test_a_question_that_is_answered_leaves_staff_with_what_they_promised() -> None:
    talk = promised(enquiry().claims(), "明天给您寄过去", hours=20).closes()
    talk.taps(Action.SOLVED)

    assert "staff.still_promised" in talk.posted
    assert "明天给您寄过去" in talk.words
    assert talk.alarms == {}


def test_a_second_broken_promise_is_owned_up_to_in_other_words() -> None:
    talk = promised().waits(2 * HOUR + HALF)
    first = talk.words.splitlines()[0]
    promised(talk, "五点前给您回电", hours=1).waits(HOUR + HALF)

    assert talk.said == ["waiting.pledge_late"]
    assert talk.words.splitlines()[0] != first


def test_status_names_the_time_that_was_promised() -> None:
    talk = promised(enquiry().claims(), "三点前给您回电").commands("status")

    assert talk.said == ["status.handled"]
    assert "三点前给您回电" in talk.words
    assert "三点前给您回电" not in talk.waits(3 * HOUR).commands("status").words


def test_a_thing_that_is_done_keeps_what_was_promised_of_it() -> None:
    talk = promised(requested().decides(StaffAction.APPROVE), "99元今天五点前给您退回去", 5)
    talk.decides(StaffAction.FULFILLED)
    assert talk.last.pledges == ()
    assert talk.rings_at("pledge") is None

    other = promised(requested().decides(StaffAction.APPROVE)).decides(StaffAction.FULFILLED)
    assert [each.text for each in other.last.pledges] == ["三点前给您回电"]
