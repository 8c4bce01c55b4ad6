"""A promise that was called done by mistake is owed again."""

from bot.dialogue import Stage
from bot.dialogue.effects import Post
from bot.dialogue.events import StaffAction
from bot.dialogue.state import CaseStatus, Grant, GrantStatus
from tests.dialogue.talk import (
    CATALOG,
    DAY,
    Talk,
    claimed,
    closing,
    solved,
)


def the_grant(talk: Talk) -> Grant:
    return talk.last.grants[-1]


def test_a_wrong_fulfilled_is_taken_back_and_owed_again() -> None:
    talk = claimed().decides(StaffAction.FULFILLED)
    assert "撤回" in [
        CATALOG.render(b.key, {}, talk.now) for p in talk.all(Post) for b in p.buttons
    ]
    due = the_grant(talk).due_at

    talk.decides(StaffAction.TAKE_BACK)
    assert (talk.said, talk.posted) == (["amends.not_done"], ["staff.taken_back"])
    grant = the_grant(talk)
    assert (grant.status, grant.fulfilled_at, grant.due_at) == (GrantStatus.GRANTED, None, due)
    assert talk.rings_at("grant") == due
    assert talk.decides(StaffAction.TAKE_BACK).deeds == ()  # ten taps are one
    assert talk.waits(2 * DAY).posted.count("staff.owed") > 0


def test_taken_back_after_its_time_it_gets_a_new_one() -> None:
    talk = claimed().decides(StaffAction.FULFILLED).waits(3 * DAY).decides(StaffAction.TAKE_BACK)

    due = the_grant(talk).due_at
    assert due is not None
    assert due > talk.now
    assert talk.said == ["amends.not_done"]


def test_taken_back_at_the_close_the_question_is_taken_back_too() -> None:
    talk = closing().decides(StaffAction.TAKE_BACK)

    assert (talk.stage, talk.case.status) == (Stage.WITH_STAFF, CaseStatus.INVESTIGATING)
    assert talk.rings_at("close") is None
    assert talk.closes().stage is Stage.CLOSING


def test_what_the_customer_called_done_is_not_taken_back() -> None:
    talk = solved().decides(StaffAction.TAKE_BACK)

    assert (talk.said, talk.posted) == ([], ["staff.not_taken_back"])
    assert the_grant(talk).status is GrantStatus.FULFILLED


def test_whoever_is_away_hears_it_when_they_are_back() -> None:
    talk = claimed().decides(StaffAction.FULFILLED).blocks().decides(StaffAction.TAKE_BACK)
    assert talk.said == []
    assert "说了实话" not in talk.words

    assert talk.unblocks().said.count("amends.approved") == 1
