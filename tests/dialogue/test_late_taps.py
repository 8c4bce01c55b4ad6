"""A tap that comes late: it is heard for what it says, and never counted for something else."""

import pytest

from bot.dialogue import Stage
from bot.dialogue.events import Action, StaffAction
from tests.dialogue.talk import (
    DAY,
    HAPPY,
    HARM,
    LI,
    STRICT,
    WANG,
    Talk,
    bought,
    chosen,
    claimed,
    closing,
    proposed,
    solved,
)


def test_none_fits_after_a_person_took_the_case_reaches_that_person() -> None:
    talk = claimed().taps(Action.NONE_FITS)

    assert talk.said == ["waiting.none_fits"]
    assert "小李" in talk.words
    assert talk.posted == ["staff.none_fits"]
    assert talk.stage is Stage.WITH_STAFF


def test_none_fits_after_a_choice_nobody_took_up_asks_for_the_wish() -> None:
    talk = chosen().taps(Action.NONE_FITS)

    assert talk.said == ["consulting.ask"]
    assert talk.stage is Stage.CONSULTING
    assert talk.posted == ["staff.none_fits"]
    assert talk.rings_at("respond") is not None  # somebody is still waited for


def test_none_fits_typed_while_a_person_has_it_is_passed_on_as_words() -> None:
    talk = claimed().says("都不合适")

    assert talk.relayed == ["都不合适"]
    assert talk.said == []


def test_solved_after_happy_words_is_not_the_answer_to_a_question_not_yet_asked() -> None:
    talk = closing().says("好了好了，谢谢你们", HAPPY)
    assert talk.stage is Stage.FOLLOWING_UP

    talk.taps(Action.SOLVED)
    assert talk.stage is Stage.FOLLOWING_UP
    assert talk.said == []
    assert len(talk.ticked) == 1
    assert talk.rings_at("follow_up") is not None

    talk.waits(DAY).taps(Action.SOLVED)
    assert talk.stage is Stage.OVER


def test_solved_in_words_before_we_asked_again_is_thanked_for() -> None:
    talk = solved().says("已经解决了")

    assert talk.said == ["follow_up.glad"]
    assert talk.stage is Stage.FOLLOWING_UP


@pytest.mark.parametrize("claims", [True, False])
def test_a_senior_who_writes_in_a_case_that_went_up_has_it(claims: bool) -> None:
    talk = proposed()
    talk.policy = STRICT
    talk.taps(Action.OPTION, "refund").claims()
    talk.says("人工").waits(STRICT.respond_within)
    assert talk.case.level > 0
    talk.staff_says("我是店长，这就给您办", staff=WANG) if not claims else talk.claims(WANG)

    assert talk.case.handler == WANG
    assert "handover.claimed" in talk.said


def test_the_attitude_question_names_who_had_it_last() -> None:
    talk = claimed().says("人工").waits(STRICT.respond_within)
    talk.policy = STRICT
    talk.staff_says("我是店长，您说", staff=WANG)
    talk.decides(StaffAction.FULFILLED).closes(WANG).taps(Action.SOLVED)

    assert "closing.attitude" in talk.said
    assert "王店长" in talk.words
    assert "小李" not in talk.words


def test_a_colleague_who_helps_out_does_not_take_the_case() -> None:
    talk = claimed().staff_says("我查过了，明天到", staff=WANG)

    assert talk.case.handler == LI


def test_what_is_offered_to_the_hurt_names_no_price() -> None:
    talk = confirming_harm().taps(Action.RIGHT)

    assert "值 " not in talk.words


def confirming_harm() -> Talk:
    talk = Talk().opens(bought(survey="never"))
    talk.says("杯子漏了，烫到孩子的手", HARM).pauses()
    return talk.says("昨天晚上").pauses()


def test_an_old_purchase_is_greeted_once() -> None:
    talk = Talk()
    talk.opens(bought(at=talk.now - 3 * DAY))

    assert talk.said == ["invitation.greeting_now", "survey.ask_known"]
    assert talk.words.count("您好") == 1
    assert [outcome for _, outcome, _ in talk.surveys] == ["scheduled", "sent"]
    assert talk.waits(DAY).said == ["survey.remind"]
