"""Two messages that nobody asked for never come within the same hour: the less urgent waits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialogue.effects import Say
from bot.dialogue.events import Action, SuggestionAdopted
from bot.dialogue.spacing import HOUR, UNASKED
from tests.dialogue.talk import MINUTE, POLICY, Talk, asked, bought, solved


def moments(talk: Talk, time: timedelta) -> list[tuple[timedelta, str]]:
    """What is said unasked in this time, and how long after now; minute by minute."""
    begun, heard = talk.now, list[tuple[timedelta, str]]()
    while talk.now < begun + time:
        talk.waits(MINUTE)
        heard += [(talk.now - begun, key) for key in talk.said if key in UNASKED]
    return heard


@pytest.mark.parametrize("before", [1, 20, 59, 60])
def test_a_survey_waits_for_the_follow_up(before: int) -> None:
    talk = solved().waits(POLICY.follow_up_after - before * MINUTE)
    talk.buys(bought("A002", survey="now", at=talk.now))

    told = moments(talk, 4 * HOUR)
    if before < 60:
        assert [key for _, key in told] == ["follow_up.ask", "survey.ask"]
    assert abs(told[1][0] - told[0][0]) >= HOUR - MINUTE


@pytest.mark.parametrize("after", [0, 20, 59])
def test_a_survey_waits_behind_the_follow_up(after: int) -> None:
    talk = solved().waits(POLICY.follow_up_after + after * MINUTE)
    talk.buys(bought("A002", survey="now", at=talk.now))

    [(waited, key)] = moments(talk, 4 * HOUR)
    assert (key, waited) == ("survey.ask", HOUR - after * MINUTE)


def test_a_reminder_waits_for_the_follow_up() -> None:
    talk = asked()
    number = talk.last.number
    remind = talk.rings_at("remind", number)
    assert remind is not None
    done = solved().waits(remind - solved().now - HOUR)
    due = done.now + 10 * MINUTE
    survey = replace(talk.last, number=9, timers={"remind": due})
    follow = replace(done.last, timers={"follow_up": due + 30 * MINUTE})
    done.chat = replace(done.chat, talks=(follow, survey))
    done.alarms = {(9, "remind"): due, (follow.number, "follow_up"): due + 30 * MINUTE}

    told = moments(done, 3 * HOUR)
    assert [key for _, key in told] == ["follow_up.ask", "survey.remind"]
    assert told[1][0] - told[0][0] >= HOUR


def test_good_news_of_an_idea_waits_too() -> None:
    talk = solved().waits(POLICY.follow_up_after)
    assert talk.happen(SuggestionAdopted(talk.now, "早点开门")).all(Say) == []

    assert moments(talk, 2 * HOUR) == [(HOUR, "suggestion.adopted")]


def test_whoever_opens_a_link_is_greeted_and_asked_later() -> None:
    talk = solved().waits(POLICY.follow_up_after)
    assert talk.opens(bought("A002", survey="now", at=talk.now)).said == ["invitation.greeting"]
    assert moments(talk, 2 * HOUR) == [(HOUR, "survey.ask")]


def test_an_answer_is_never_put_off() -> None:
    talk = Talk().opens(bought(survey="now"))
    assert talk.said[-1] == "survey.ask_known"

    talk.buys(bought("A002", survey="now", at=talk.now + MINUTE)).waits(MINUTE)
    assert talk.said == ["survey.ask"]
    assert talk.taps(Action.RATE, "5").said == ["survey.ask_reason_high"]
