"""The six steps of a complaint, each with the time at which it was first taken."""

from bot.dialogue import six
from tests.dialogue.talk import DAY, MINUTE, chosen, enquiry, followed_up, proposed, rated


def test_each_step_is_noted_when_its_words_are_said() -> None:
    talk = rated(1)
    assert talk.case.steps == {}

    talk = chosen()
    assert list(talk.case.steps) == ["apologised", "gathered", "proposed", "consulted"]
    times = [talk.case.opened_at, *talk.case.steps.values()]
    assert times == sorted(times)


def test_the_follow_up_is_the_last() -> None:
    steps = followed_up().case.steps

    assert list(steps) == list(six.WORDS)
    assert steps["followed_up"] - steps["apologised"] >= DAY


def test_the_first_time_stays() -> None:
    talk = proposed()
    first = talk.case.steps["proposed"]
    talk.waits(5 * MINUTE).says("能不能换一个呢？").pauses()

    assert talk.case.steps["proposed"] == first


def test_an_enquiry_has_no_steps() -> None:
    assert enquiry().case.steps == {}
