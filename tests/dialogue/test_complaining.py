"""有不满意 stands where nobody asks, and opens an ear, never a form."""

from datetime import timedelta

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Say
from bot.dialogue.events import Action
from bot.dialogue.saying import asks_to_complain
from bot.dialogue.state import is_open_complaint
from tests.dialogue.talk import (
    DAY,
    NEUTRAL,
    Talk,
    apologised,
    asked,
    bought,
    claimed,
    rated,
    solved,
)

BUTTON = [Action.COMPLAIN]


def below(talk: Talk, key: str) -> list[Action]:
    [say] = [say for say in talk.all(Say) if say.key == key]
    return [button.action for row in say.buttons for button in row]


def test_it_stands_below_the_greeting_and_below_every_thanks() -> None:
    assert below(Talk().opens(), "invitation.greeting") == BUTTON
    assert below(Talk().opens(bought(survey="never")), "invitation.greeting_only") == BUTTON
    assert below(Talk().commands("start"), "command.hello") == BUTTON
    assert below(rated(5).taps(Action.SKIP), "survey.thanks_high") == BUTTON
    assert below(rated(3).taps(Action.SKIP), "survey.thanks_short") == BUTTON


def test_a_tap_before_anything_was_asked_is_listened_to() -> None:
    talk = Talk().opens().taps(Action.COMPLAIN, number=0)

    assert talk.said == ["listening.invite"]
    assert talk.stage is Stage.LISTENING
    assert talk.ticked == ["有不满意"]
    assert talk.last.purchase == bought()


def test_a_tap_long_after_the_thanks_opens_a_new_conversation() -> None:
    talk = rated(5).taps(Action.SKIP).waits(30 * DAY).taps(Action.COMPLAIN, number=1)

    assert talk.said == ["listening.invite"]
    assert talk.last.number == 2


def test_in_the_middle_of_a_survey_it_is_that_survey_that_turns() -> None:
    talk = asked().commands("complain")

    assert talk.said == ["listening.invite"]
    assert [t.number for t in talk.chat.talks] == [1]
    assert talk.rings_at("remind") is None


def test_who_is_heard_already_learns_where_it_stands() -> None:
    for talk, key in ((apologised(), "status.gathering"), (claimed(), "status.granted")):
        assert talk.commands("complain").said == [key]
        assert talk.taps(Action.COMPLAIN, number=0).said == [key]
        assert sum(map(is_open_complaint, talk.chat.talks)) == 1


def test_after_a_solved_case_it_is_a_new_matter() -> None:
    talk = solved().commands("complain")

    assert talk.said == ["listening.invite"]
    assert len(talk.chat.talks) == 2


def test_nobody_who_taps_and_leaves_is_forgotten() -> None:
    talk = Talk().opens().taps(Action.COMPLAIN, number=0).waits(timedelta(minutes=10))

    assert "staff.alert" in talk.posted


@pytest.mark.parametrize("words", ["有不满意", "我有不满意。", "有点不满意", "有不滿意的地方"])
def test_the_words_of_the_button_may_be_typed(words: str) -> None:
    assert asks_to_complain(words)
    assert asked().says(words, NEUTRAL).said == ["listening.invite"]


@pytest.mark.parametrize("words", ["没有不满意", "有不满意的话找谁", "不满意杯盖", "满意"])
def test_other_words_are_read(words: str) -> None:
    assert not asks_to_complain(words)


def test_while_they_write_the_words_stay_words() -> None:
    talk = apologised().says("有不满意", NEUTRAL)

    assert talk.said == []
    assert talk.last.letter.texts == ("有不满意",)
