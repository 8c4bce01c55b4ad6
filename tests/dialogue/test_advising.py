"""Decent critics are asked once for advice, when their case is mended; staff see the answer."""

from dataclasses import replace

import pytest

from bot.dialogue.effects import Post, Say
from bot.dialogue.events import Action
from tests.dialogue.talk import NEUTRAL, POLICY, UNHAPPY, Talk, bought, followed_up, rated


def critic(**more: object) -> Talk:
    """Asked how it went, and known for two cases told in detail."""
    talk = followed_up()
    customer = replace(talk.chat.customer, detailed=(8, talk.last.number))
    for name, value in more.items():
        customer = replace(customer, **{name: value})
    talk.chat = replace(talk.chat, customer=customer)
    return talk


def test_asked_once_below_the_last_words_of_the_recovery() -> None:
    talk = critic().taps(Action.SOLVED)
    assert talk.said == ["follow_up.solved", "advice.ask"]

    talk.says("还是漏水", UNHAPPY).pauses()  # opened again
    talk.claims().closes().taps(Action.SOLVED).waits(2 * POLICY.follow_up_after)
    assert talk.taps(Action.SOLVED).said == ["follow_up.solved"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [("willing", ["advice.willing"]), ("declined", ["advice.declined"])],
)
def test_the_answer_is_thanked_for_and_staff_read_it(answer: str, words: list[str]) -> None:
    talk = critic().taps(Action.SOLVED).taps(Action.ADVISE, answer)
    assert (talk.said, talk.posted) == (words, [f"staff.advice_{answer}"])
    assert talk.chat.customer.advice == answer

    assert talk.taps(Action.ADVISE, answer).said == []  # ten taps are one
    assert talk.posted == []


def test_it_may_be_written_by_hand() -> None:
    talk = critic().taps(Action.SOLVED).says("愿意", NEUTRAL)

    assert (talk.said, talk.posted) == (["advice.willing"], ["staff.advice_willing"])


def test_nobody_else_is_asked() -> None:
    assert followed_up().taps(Action.SOLVED).said == ["follow_up.solved"]
    assert critic(abusive=True).taps(Action.SOLVED).said == ["follow_up.solved"]
    assert "advice.ask" not in critic(stopped=True).taps(Action.SOLVED).said

    talk = critic()
    talk.policy = replace(POLICY, advisers=False)
    assert talk.taps(Action.SOLVED).said == ["follow_up.solved"]


def test_never_while_something_else_is_wrong() -> None:
    talk = critic()
    number = talk.last.number
    other = rated(1).says("水壶漏水", UNHAPPY).pauses().last
    talk.chat = talk.chat.put(replace(other, number=9, purchase=bought(2)))
    talk.taps(Action.SOLVED, number=number)

    assert "advice.ask" not in talk.said
    assert talk.chat.customer.advice == ""


def test_a_forged_answer_changes_nothing() -> None:
    talk = followed_up().taps(Action.ADVISE, "willing")
    assert talk.said == ["stale"]

    talk = critic().taps(Action.SOLVED).taps(Action.ADVISE, "king")
    assert (talk.said, talk.all(Post), talk.chat.customer.advice) == (["stale"], [], "asked")


def test_later_cards_say_who_is_willing() -> None:
    talk = critic(advice="willing").taps(Action.SOLVED)
    talk.opens(bought(3, survey="now", at=talk.now)).rates(1).says("又漏水了", UNHAPPY).pauses()

    assert any(isinstance(effect, Say) for _, effect in talk.deeds)
    [alert] = [post for post in talk.all(Post) if post.is_alert]
    assert alert.params["platinum"] == ("staff.adviser",)
