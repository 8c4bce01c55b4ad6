"""What customers propose for everybody: filed apart, thanked for once, answered when adopted."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage, cues
from bot.dialogue.effects import FileSuggestion
from bot.dialogue.events import Action, Reading, SuggestionAdopted
from tests.dialogue.talk import (
    DAY,
    HOUR,
    NEUTRAL,
    QUESTION,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    confirming,
)

IDEA = "建议你们开通配送跟踪"
READ = replace(NEUTRAL, suggestions=(IDEA,))


def filed(talk: Talk) -> list[str]:
    return [e.text for _, e in talk.everything if isinstance(e, FileSuggestion)]


def adopts(talk: Talk, text: str = IDEA) -> Talk:
    return talk.happen(SuggestionAdopted(talk.now, text))


def test_beside_a_complaint_it_is_filed_apart_and_thanked_for_once() -> None:
    talk = apologised(replace(UNHAPPY, suggestions=(IDEA,)))
    assert filed(talk) == []  # the words of `apologised` hold no such sentence

    talk.says(f"昨天第一次用就漏了。{IDEA}，不用老打电话问", READ).pauses()
    assert filed(talk) == [f"{IDEA}，不用老打电话问"]
    assert talk.said == ["suggestion.noted", "confirming.ask"]
    assert IDEA not in talk.words.split("①")[1]  # it is no part of the matter

    talk.says(f"{IDEA}，不用老打电话问。漏了一地", READ).pauses()
    assert len(filed(talk)) == 1
    assert talk.said == ["confirming.ask"]


@pytest.mark.parametrize(
    "reading", [READ, replace(UNHAPPY, p_unhappy=0.7, suggestions=(IDEA,))], ids=["calm", "a bit"]
)
def test_a_suggestion_alone_calls_nobody(reading: Reading) -> None:
    talk = Talk().says(IDEA, reading).pauses()

    assert filed(talk) == [IDEA]
    assert talk.said == ["suggestion.noted"]
    assert talk.posted == []
    assert talk.chat.talks == ()


def test_a_wish_for_oneself_is_no_suggestion() -> None:
    wish = "希望你们给我退款"
    talk = Talk().says(wish, replace(NEUTRAL, suggestions=(wish,), requests=("退款",))).pauses()

    assert filed(talk) == []
    assert talk.posted != []


def test_a_question_beside_it_still_reaches_a_person() -> None:
    talk = Talk().says(f"{IDEA}。你们几点关门？", replace(QUESTION, suggestions=(IDEA,))).pauses()

    assert talk.stage is Stage.WITH_STAFF


def test_in_a_survey_it_is_filed_and_the_survey_ends_with_one_thanks() -> None:
    talk = asked().rates(3).taps(Action.REASON, "service").says(IDEA, READ).pauses()

    assert filed(talk) == [IDEA]
    assert talk.said == ["suggestion.noted"]
    assert talk.outcome == "answered"
    assert talk.chat.talks == ()


def test_when_it_is_adopted_they_hear_of_it() -> None:
    talk = adopts(Talk().says(IDEA, READ).pauses())

    assert talk.said == ["suggestion.adopted"]
    assert "「开通配送跟踪」" in talk.words


def test_the_good_news_waits_for_the_end_of_a_complaint_and_for_the_morning() -> None:
    talk = adopts(confirming())
    assert talk.said == []

    night = Talk().says(IDEA, READ).pauses().waits(11 * HOUR)
    adopts(night)
    assert night.said == []
    assert night.waits(DAY / 2).said == ["suggestion.adopted"]


def test_whoever_wants_no_messages_is_left_in_peace() -> None:
    talk = adopts(Talk().says(IDEA, READ).pauses().commands("stop"))

    assert talk.said == []
    assert talk.waits(3 * DAY).said == []


def test_whoever_blocked_us_hears_of_it_when_they_are_back() -> None:
    talk = adopts(Talk().says(IDEA, READ).pauses().blocks())
    assert talk.waits(2 * DAY).said == []

    talk.unblocks()
    assert talk.waits(DAY).said == ["suggestion.adopted"]


def test_what_stands_beside_a_suggestion_is_not_lost() -> None:
    talk = Talk().says(f"我的发票还没有收到。{IDEA}", READ).pauses()

    assert talk.posted == ["staff.enquiry"]


@pytest.mark.parametrize(
    ("idea", "short"),
    [
        ("我有两点建议：第一，建议延误时由店里打电话", "延误时由店里打电话"),
        ("第二，建议放在别处之前先问一声", "放在别处之前先问一声"),
        ("一楼多放几把椅子", "一楼多放几把椅子"),
    ],
)
def test_an_idea_is_said_back_without_its_number(idea: str, short: str) -> None:
    assert cues.bare(idea) == short
