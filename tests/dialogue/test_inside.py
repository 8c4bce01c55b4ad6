"""Words that sound as if meant for a colleague stay in the topic; one tap sends them."""

import pytest

from bot.dialogue.effects import Post
from bot.dialogue.events import Fault, StaffAction
from tests.dialogue.talk import CHEN, DAY, HOUR, LI, MINUTE, WANG, apologised, claimed, requested

ROUGH = Fault("accusing", "态度很差", "指责", "")


def test_a_line_to_a_colleague_stays_and_is_no_answer() -> None:
    talk = claimed().staff_says("店长，这个客户要退全款，给不给？", whom="colleague")

    assert talk.relayed == []
    assert talk.posted == ["staff.kept_inside"]
    assert talk.case.first_response_at is None
    assert "staff.held_waits" not in talk.waits(DAY).posted


def test_one_tap_sends_it_once() -> None:
    talk = claimed().staff_says("小王明天给您送过去", whom="colleague", gives=None)
    key = str(talk.last.held[0].key)

    assert talk.decides(StaffAction.ANYWAY, key, LI).relayed == ["小王明天给您送过去"]
    assert talk.posted == ["staff.passed_on"]
    assert talk.decides(StaffAction.ANYWAY, key, LI).relayed == []


def test_what_is_rough_about_it_does_not_matter_inside() -> None:
    talk = claimed().staff_says("他态度很差先别理", whom="colleague", faults=(ROUGH,))

    assert talk.posted == ["staff.kept_inside"]


def test_a_word_of_approval_brings_the_buttons_again() -> None:
    talk = requested().claims().staff_says("同意", WANG, whom="approve")
    assert talk.relayed == []
    [post] = talk.all(Post)
    assert post.key == "staff.approve_by_tap"
    assert next(b.action for b in post.buttons) is StaffAction.APPROVE

    assert talk.decides(StaffAction.APPROVE).said == ["amends.approved"]


def test_who_may_not_decide_is_told_who_may() -> None:
    talk = requested().claims().staff_says("可以退", LI, whom="approve")

    assert talk.posted == ["staff.approved_by_another"]
    assert [post.level for post in talk.all(Post)] == [1]


def test_where_nothing_is_asked_for_the_same_words_are_an_answer() -> None:
    assert claimed().staff_says("可以退", LI, whom="approve").relayed == ["可以退"]


@pytest.mark.parametrize("whom", ["approve", "open"])
def test_of_who_has_not_the_case_a_line_that_addresses_nobody_stays(whom: str) -> None:
    words = "那批退了好几台了"
    talk = claimed().staff_says(words, CHEN, whom=whom)
    assert (talk.relayed, talk.posted) == ([], ["staff.kept_inside"])

    assert claimed().staff_says(words, LI, whom=whom).relayed == [words]
    assert apologised().staff_says(words, CHEN, whom=whom).relayed == [words], "nobody has it yet"


def test_an_edit_makes_it_a_line_for_the_customer() -> None:
    talk = claimed().staff_says("这个客户的杯子今天寄", whom="colleague")
    message = talk.last.held[0].key

    assert talk.edits("您的杯子今天寄出", message).relayed == ["您的杯子今天寄出"]
    assert talk.last.held == ()


def test_the_case_can_be_closed_beside_it() -> None:
    talk = claimed().staff_says("他已经收到了吧", whom="colleague").waits(HOUR)

    assert "staff.close_asked" in talk.closes().posted
    assert talk.waits(MINUTE).posted == []
