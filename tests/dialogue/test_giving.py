"""A sum that staff promise in words: booked by one tap, and tracked like what was chosen."""

from decimal import Decimal

from bot.dialogue import effects as do
from bot.dialogue.events import Action, Fault, StaffAction
from tests.dialogue import talk as t
from tests.dialogue.talk import LI, Talk

FIFTY = Decimal("50.00")


def given(talk: Talk | None = None) -> Talk:
    talk = talk or t.proposed().claims()
    return talk.staff_says("给您退五十块，今天就到账", gives=FIFTY)


def booked() -> Talk:
    return given().decides(StaffAction.BOOK, "50.00", LI)


def test_staff_are_asked_once_and_nothing_is_booked_by_itself() -> None:
    talk = given()

    assert talk.posted == ["staff.sum_given"]
    assert "把 50 元记进台账" in talk.words
    assert talk.last.grants == ()


def test_one_tap_books_it_and_the_customer_is_not_told_twice() -> None:
    talk = booked()

    [line] = talk.all(do.RecordGrant)
    assert (line.grant.label, line.grant.cost, line.grant.status) == ("50 元", FIFTY, "granted")
    assert line.grant.granted_by == LI
    assert talk.said == []
    assert talk.rings_at("grant") == line.grant.due_at


def test_who_may_decide_about_such_a_sum_hears_of_one_that_was_said_without_asking() -> None:
    talk = t.proposed().claims()
    talk.policy = t.STRICT
    talk.staff_says("给您补八百", gives=Decimal("800.00")).decides(StaffAction.BOOK, "800.00", LI)
    [post] = [p for p in talk.all(do.Post) if p.key == "staff.sum_beyond"]
    assert post.level == 2

    talk = t.proposed().claims()
    talk.policy = t.STRICT
    talk.staff_says("给您补五十", gives=FIFTY).decides(StaffAction.BOOK, "50.00", LI)
    assert "staff.sum_beyond" not in talk.posted


def test_two_taps_are_one_line() -> None:
    talk = booked().decides(StaffAction.BOOK, "50.00", LI)

    assert talk.posted == []
    assert len(talk.last.grants) == 1
    assert "staff.sum_given" not in given(talk).posted


def test_it_is_owed_until_the_customer_has_it() -> None:
    talk = booked()
    talk.now = talk.rings_at("grant") or talk.now
    assert "staff.owed" in talk.waits().posted

    talk.decides(StaffAction.FULFILLED, "1", LI)
    assert talk.last.grants[0].status == "fulfilled"
    assert talk.said == ["amends.done"]


def test_what_is_promised_already_is_not_asked_about() -> None:
    assert "staff.sum_given" not in given(t.claimed()).posted


def test_another_promise_is_kept_first() -> None:
    talk = given().taps(Action.OPTION, "part")

    assert talk.decides(StaffAction.BOOK, "50.00", LI).posted == ["staff.sum_waits"]


def test_a_question_that_is_answered_books_nothing() -> None:
    assert given(t.enquiry().claims()).posted == []


def test_a_held_reply_is_asked_about_when_it_goes_out() -> None:
    fault = Fault("refusal", "只能退五十", "等于说不", "")
    talk = t.proposed().claims().staff_says("只能退您五十块", faults=(fault,), gives=FIFTY)
    assert "staff.sum_given" not in talk.posted

    held = talk.last.held[0].key
    assert "staff.sum_given" in talk.decides(StaffAction.ANYWAY, str(held), LI).posted


def test_a_forged_button_books_nothing() -> None:
    assert given().decides(StaffAction.BOOK, "1e9", LI).last.grants == ()


def test_the_whole_price_is_the_price_of_what_they_bought() -> None:
    talk = t.proposed().claims().staff_says("这单全额退给您", gives_all=True)

    assert talk.posted == ["staff.sum_given"]
    assert "99 元" in talk.words
