"""Nothing is sold inside an open case: what invites waits, or is said plainly."""

from dataclasses import replace

from bot.dialogue import Chat, Policy
from bot.dialogue.effects import Deed, Say, Turn
from bot.dialogue.unsold import INSTEAD, unsold
from tests.dialogue.talk import (
    CATALOG,
    DAY,
    HOUR,
    POLICY,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    bought,
    solved,
)


def beside_a_survey(policy: Policy = POLICY) -> Talk:
    """A question goes to a person and turns out to be a complaint; the survey stays."""
    talk = asked(policy=policy)
    return talk.says("人工").says("电饭煲跳闸", UNHAPPY).pauses(UNHAPPY)


def test_a_survey_is_not_brought_up_again() -> None:
    talk = beside_a_survey()
    assert len(talk.chat.talks) == 2

    assert "survey.remind" not in talk.waits(2 * DAY).said
    assert talk.rings_at("remind", 1) is not None


def test_nor_is_anybody_reached_out_to() -> None:
    talk = beside_a_survey(replace(POLICY, reach_out=True)).waits(4 * DAY)

    assert not {"survey.remind", "survey.reach_out"} & set(talk.said)


def test_a_new_purchase_waits_until_the_case_is_closed() -> None:
    talk = apologised().buys(bought(2, survey="now"))

    assert "survey.ask" not in talk.waits(5 * DAY).said


def test_a_link_opened_inside_a_case_announces_no_question() -> None:
    later = bought(2, at=apologised().now + 8 * DAY)
    talk = apologised().opens(later)

    assert talk.said[0] == "invitation.greeting_only"


def test_no_invitation_to_come_again_beside_another_open_case() -> None:
    talk = solved()
    talk.chat = talk.chat.put(replace(apologised().last, number=9, timers={}))
    invited = Turn(talk.chat, (Deed(1, Say("follow_up.solved", {"matter": "保温杯"})),))

    assert [deed.effect.key for deed in unsold(invited).deeds if isinstance(deed.effect, Say)] == [
        "follow_up.glad"
    ]
    assert unsold(invited._replace(chat=Chat())).deeds == invited.deeds


def test_what_is_said_instead_sells_nothing() -> None:
    for key in filter(None, INSTEAD.values()):
        for text in CATALOG.templates[key]:
            assert not any(word in text for word in ("再来看", "再来坐", "欢迎", "愿意再来"))


def test_the_reminder_comes_when_the_case_is_over() -> None:
    talk = beside_a_survey().waits(20 * HOUR)
    assert talk.rings_at("remind", 1) is not None
    talk.chat = talk.chat.drop(2)
    talk.alarms = {key: at for key, at in talk.alarms.items() if key[0] != 2}

    assert "survey.remind" in talk.waits(36 * HOUR).said
