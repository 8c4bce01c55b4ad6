"""人工: a person may be asked for at any moment, and comes."""

import pytest

from bot.dialogue import Stage
from tests.dialogue.talk import (
    NEUTRAL,
    POLICY,
    SMALL_TALK,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    confirming,
    rated,
)

SOON = POLICY.listen_pause / 2


@pytest.mark.parametrize("words", ["人工", "转人工", "我要找人工客服", "真人。"])
@pytest.mark.parametrize("stage", ["listening", "gathering", "confirming"])
def test_a_person_may_be_asked_for_in_every_step(words: str, stage: str) -> None:
    talk = {"listening": lambda: rated(1), "gathering": apologised, "confirming": confirming}
    heard = talk[stage]().says(words)

    assert heard.said == ["handover.asked"]
    assert heard.posted[-1] == "staff.person_asked"
    assert heard.stage is Stage.WITH_STAFF


def test_what_was_typed_before_asking_for_a_person_reaches_staff() -> None:
    talk = apologised().says("漏了一地", UNHAPPY).says("人工")

    assert talk.posted == ["staff.more", "staff.person_asked"]
    assert "漏了一地" in talk.words


@pytest.mark.parametrize("words", ["人工", "转人工"])
def test_a_person_may_be_asked_for_where_there_is_no_case(words: str) -> None:
    talk = Talk().says(words, SMALL_TALK)
    assert talk.said == ["enquiry.received"]
    assert talk.posted == ["staff.enquiry"]

    assert talk.waits(POLICY.listen_pause).said == []


def test_a_person_asked_for_in_a_survey_leaves_the_survey_where_it_is() -> None:
    talk = asked().says("人工", NEUTRAL)

    assert talk.said == ["enquiry.received"]
    assert talk.rates(5, number=1).said == ["survey.ask_reason_high"]
