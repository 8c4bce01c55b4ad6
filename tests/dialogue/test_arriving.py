"""What the ledger calls done, and the customer has not got, is owed again."""

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Post
from bot.dialogue.events import StaffAction
from bot.dialogue.saying import says_it_has_not_come
from bot.dialogue.state import GrantStatus
from tests.dialogue.talk import HOUR, LI, NEUTRAL, UNHAPPY, Talk, claimed, followed_up, solved


def paid() -> Talk:
    return claimed().decides(StaffAction.FULFILLED, staff=LI)


def status(talk: Talk) -> GrantStatus:
    return talk.last.grants[0].status


def test_while_somebody_has_the_case_the_promise_is_in_force_again() -> None:
    talk = paid().waits(HOUR).says("钱没到账啊", UNHAPPY)

    assert "staff.not_arrived" in talk.posted
    assert status(talk) is GrantStatus.GRANTED
    assert talk.rings_at("grant") is not None
    assert talk.decides(StaffAction.FULFILLED, staff=LI).said == ["amends.done"]


@pytest.mark.parametrize("begun", [solved, followed_up])
def test_after_the_close_it_is_looked_after_and_no_other_way_is_offered(begun: type[Talk]) -> None:
    talk = begun().says("还没收到", UNHAPPY).pauses()

    assert talk.said == ["amends.not_arrived"]
    assert status(talk) is GrantStatus.GRANTED
    assert (talk.stage, talk.case.status) == (Stage.WITH_STAFF, "reopened")
    [post] = [p for p in talk.all(Post) if p.key == "staff.not_arrived"]
    assert post.buttons[0].action is StaffAction.FULFILLED


def test_who_never_had_a_promise_loses_nothing_by_it() -> None:
    talk = claimed()
    talk.chat = talk.chat.put(talk.last)
    assert "staff.not_arrived" not in talk.says("还没收到", NEUTRAL).posted


@pytest.mark.parametrize("words", ["钱没到账", "没收到", "还没到", "一分钱都没退", "到现在也没寄"])
def test_it_has_not_come(words: str) -> None:
    assert says_it_has_not_come(words)


@pytest.mark.parametrize(
    "words", ["没到三天", "没来得及看", "没事了", "收到了没问题", "没退回去吧？"]
)
def test_other_words(words: str) -> None:
    assert not says_it_has_not_come(words)
