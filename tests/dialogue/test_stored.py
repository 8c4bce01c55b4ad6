"""A chat as JSON and back: every version ever written stays readable."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from bot.dialogue import Chat, Stage, from_dict, to_dict
from bot.dialogue.letters import pending
from tests.dialogue.make_state import samples
from tests.dialogue.talk import HAPPY, NOON, UNHAPPY, Talk, asked, rated

V1 = json.loads((Path(__file__).parent / "states" / "v1.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(V1))
def test_version_1_stays_readable(name: str) -> None:
    assert to_dict(from_dict(V1[name])) == V1[name]


def test_every_stage_we_reach_today_has_a_sample() -> None:
    assert set(samples()) <= set(V1)


def test_the_samples_hold_every_stage() -> None:
    stages = {talk["stage"] for chat in V1.values() for talk in chat.get("talks", ())}

    assert stages == {stage.value for stage in Stage}


def test_a_chat_of_the_past_goes_on() -> None:
    talk = Talk(chat=from_dict(V1["proposing"]), now=NOON + timedelta(hours=3))

    assert talk.says("没解决").said == []
    assert talk.says("都不合适").said == ["consulting.ask"]


def test_a_chat_we_have_not_met_is_empty() -> None:
    assert from_dict(None) == Chat()


def test_nothing_that_is_empty_is_written() -> None:
    assert to_dict(Chat()) == {"v": 1}


def test_what_a_newer_version_added_is_ignored() -> None:
    assert from_dict({**to_dict(asked().chat), "mood": "sunny"}) == asked().chat


@pytest.mark.parametrize("version", [0, 2, None, "1"])
def test_a_version_we_never_wrote_is_refused(version: object) -> None:
    with pytest.raises(ValueError, match="version"):
        from_dict({"v": version})


def test_times_are_kept_to_the_millisecond() -> None:
    at = NOON + timedelta(milliseconds=123)
    chat = Talk(now=at).opens().chat

    assert from_dict(to_dict(chat)) == chat


def test_the_unread_letter_can_be_read_straight_from_the_row() -> None:
    talk = rated(1).says("杯子漏水", UNHAPPY).says("烫到手", UNHAPPY)
    stored = to_dict(talk.chat)

    assert pending(stored, talk.last.number) == "杯子漏水\n烫到手"
    assert pending(stored, 99) == ""
    assert pending({}, 1) == ""
    assert pending(to_dict(asked().says("好", HAPPY).chat), 1) == "好"
