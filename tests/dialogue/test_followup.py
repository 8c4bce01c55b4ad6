"""A day later: did it help? If not, it is opened again, one level up, with its history."""

from datetime import UTC, datetime

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import CloseTopic, Post
from bot.dialogue.events import Action, StaffAction
from tests.dialogue.talk import (
    DAY,
    HAPPY,
    HARM,
    HOUR,
    LI,
    MINUTE,
    NEUTRAL,
    POLICY,
    UNHAPPY,
    Talk,
    followed_up,
    proposed,
    rated,
    solved,
)


def test_a_day_later_the_bot_asks_once() -> None:
    talk = solved().waits(DAY - MINUTE)
    assert talk.said == []

    assert talk.waits(MINUTE).said == ["follow_up.ask"]
    assert talk.waits(6 * DAY).said == []


def test_yes_is_a_graceful_close() -> None:
    talk = followed_up().taps(Action.SOLVED)

    assert talk.ticked == ["已解决"]
    assert talk.said == ["follow_up.solved"]
    assert talk.posted == ["staff.follow_up_solved"]
    assert talk.all(CloseTopic)
    assert talk.stage is Stage.OVER
    assert talk.names().waits(POLICY.known_for).chat.talks == ()
    assert talk.alarms == {}


@pytest.mark.parametrize("how", ["tap", "typed", "words"])
def test_no_opens_it_again_one_level_up(how: str) -> None:
    talk = followed_up()
    match how:
        case "tap":
            talk.taps(Action.NOT_SOLVED)
        case "typed":
            talk.says("没解决")
        case _:
            talk.says("还是漏水", UNHAPPY).pauses()

    assert talk.said == ["follow_up.not_solved", "proposing.ask"]
    assert talk.posted[-2:] == ["staff.reopened", "staff.proposed_again"]
    assert [e.level for e in talk.all(Post) if e.key == "staff.reopened"] == [1]
    assert talk.stage is Stage.PROPOSING
    assert talk.case.status == "reopened"
    assert talk.case.handler is None
    assert talk.case.closed_at is None
    assert talk.rings_at("respond") == talk.now + 30 * MINUTE
    assert talk.last.story[0] == "杯子漏水，烫到手了"


def test_a_case_opened_again_goes_up_when_nobody_claims() -> None:
    talk = followed_up().taps(Action.NOT_SOLVED).waits(30 * MINUTE)

    assert [e.level for e in talk.all(Post)] == [2]


def test_what_did_not_help_is_offered_last() -> None:
    talk = proposed().taps(Action.OPTION, "refund").claims().closes().taps(Action.SOLVED)
    talk.waits(DAY).taps(Action.NOT_SOLVED)

    options = talk.words.partition("·")[2]
    assert options.find("这一单全额退给您") < options.find("这一单的钱退给您") or (
        "这一单的钱退给您" not in options
    )


def test_a_case_opened_again_may_be_solved_again() -> None:
    talk = followed_up().taps(Action.NOT_SOLVED).taps(Action.OPTION, "call").claims()
    talk.closes().taps(Action.SOLVED).waits(DAY)
    assert talk.said == ["follow_up.ask"]

    assert talk.taps(Action.SOLVED).stage is Stage.OVER


def test_happy_words_are_as_good_as_the_tap() -> None:
    talk = followed_up().says("挺好的", HAPPY).pauses()

    assert talk.said == ["follow_up.solved"]
    assert "挺好的" in talk.words


def test_other_words_are_passed_on() -> None:
    talk = followed_up().says("盖子有点紧", NEUTRAL).pauses()

    assert talk.said == ["follow_up.noted"]
    assert "盖子有点紧" in talk.words
    assert talk.stage is Stage.FOLLOWING_UP


def test_words_before_the_tap_are_passed_on() -> None:
    talk = followed_up().says("盖子有点紧", NEUTRAL).taps(Action.SOLVED)

    assert "盖子有点紧" in talk.words
    assert talk.said == ["follow_up.solved"]


def test_no_answer_ends_in_silence() -> None:
    talk = followed_up().waits(7 * DAY)

    assert talk.said == []
    assert talk.all(CloseTopic)
    assert talk.stage is Stage.OVER


def test_words_at_the_last_moment_are_passed_on() -> None:
    talk = followed_up().waits(7 * DAY - POLICY.listen_pause / 2)
    talk.says("还是漏水", UNHAPPY).pauses()

    assert "follow_up.not_solved" in talk.said


def test_the_answer_may_come_before_the_question() -> None:
    talk = solved().waits(2 * HOUR).says("已解决")

    assert talk.said == ["follow_up.solved"]
    assert talk.names().alarms.keys() == {(1, "forget")}


def test_the_question_does_not_come_at_night() -> None:
    talk = solved()
    talk.now = datetime(2026, 11, 3, 15, tzinfo=UTC)  # 23:00 in Shanghai: we had been down

    talk.rings(1, "follow_up")
    assert talk.said == []
    assert talk.waits(10 * HOUR).said == ["follow_up.ask"]


def test_whoever_said_stop_is_not_asked_and_is_asked_after_start() -> None:
    talk = solved().commands("stop").waits(2 * DAY)
    assert talk.said == []

    talk.commands("start")
    assert talk.waits(DAY).said == ["follow_up.ask"]


def test_whoever_said_stop_is_not_promised_a_question() -> None:
    talk = proposed().claims(LI).closes().commands("stop").taps(Action.SOLVED)

    assert talk.said == ["closing.closed_for_good"]
    assert talk.waits(3 * DAY).said == []


def test_not_solved_long_afterwards_is_heard_as_a_new_case() -> None:
    talk = followed_up().taps(Action.SOLVED).waits(POLICY.known_for)
    late = talk.taps(Action.NOT_SOLVED, number=1)

    assert late.said == ["listening.invite"]
    assert late.case.status == "received"


def hurt_and_reopened() -> Talk:
    talk = (
        rated(1).says("杯子漏水，烫到孩子的手了", HARM).pauses().says("昨天早上", NEUTRAL).pauses()
    )
    talk.taps(Action.RIGHT).taps(Action.OPTION, "care").claims()
    return again(talk)


def again(talk: Talk) -> Talk:
    talk.decides(StaffAction.FULFILLED).closes().taps(Action.SOLVED).names()
    return talk.waits(DAY + HOUR).taps(Action.NOT_SOLVED)


def test_whoever_was_hurt_hears_sorry_and_is_offered_other_ways() -> None:
    talk = hurt_and_reopened()

    assert talk.said == ["follow_up.not_helped", "proposing.ask"]
    assert len(talk.last.offered) > 1
    assert "care" not in talk.last.offered


def test_what_did_not_help_is_offered_again_only_where_there_is_nothing_else() -> None:
    talk = hurt_and_reopened()
    tried = ["care"]
    while any(key not in tried for key in talk.last.offered):
        tried.append(talk.last.offered[0])
        talk = again(talk.taps(Action.OPTION, tried[-1]).claims())
        assert len(tried) < 6

    assert set(talk.last.offered) <= set(tried)
    assert talk.said[0] == "follow_up.not_helped"
