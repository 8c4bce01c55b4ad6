"""Step 1, let them speak: also when the low score was a slip of the finger."""

from dataclasses import replace

from bot.dialogue.state import CaseStatus
from tests.dialogue.talk import HAPPY, rated


def test_a_low_score_by_mistake_is_asked_about_and_taken_back() -> None:
    talk = rated(1).says("点错了，其实挺好的", HAPPY).pauses(HAPPY)
    assert talk.said == ["listening.glad_after_all"]
    assert talk.posted == []

    again = talk.rates(5)
    assert again.said == ["survey.ask_reason_high"]
    assert again.case.status is CaseStatus.CLOSED


def test_half_glad_words_beside_a_low_score_are_heard_out() -> None:
    doubtful = replace(HAPPY, p_unhappy=0.4)

    talk = rated(1).says("一辈子就这一次", doubtful).pauses(doubtful)
    assert talk.said[0].startswith("apology.")


def test_a_wish_for_money_is_no_sign_of_being_glad() -> None:
    talk = rated(1).says("不用废话，退款", replace(HAPPY, requests=("退款",))).pauses()

    assert talk.said[0] == "apology.unnamed"


def test_a_slip_that_names_the_right_score_is_put_right_at_once() -> None:
    talk = rated(1).says("哎呀点错了 我想点5分")

    assert talk.said == ["survey.ask_reason_high"]
    assert talk.last.case is None or talk.case.is_over
