"""A promise and its way: granted or asked for, decided by a tap, tracked until it has arrived."""

from dataclasses import replace

import pytest

from bot.dialogue import Stage
from bot.dialogue.effects import Post, RecordGrant
from bot.dialogue.events import Action, StaffAction
from bot.dialogue.state import Grant, GrantStatus
from tests.dialogue.talk import (
    CHEN,
    DAY,
    LI,
    MINUTE,
    NEUTRAL,
    POLICY,
    STRICT,
    WANG,
    Talk,
    chosen,
    claimed,
    closing,
    confirming,
    followed_up,
    proposed,
    requested,
)


def the_grant(talk: Talk) -> Grant:
    return talk.last.grants[-1]


def strict() -> Talk:
    talk = proposed()
    talk.policy = STRICT
    return talk


def wished() -> Talk:
    return strict().taps(Action.NONE_FITS).says("赔我一万块", NEUTRAL).pauses()


def test_what_staff_may_give_is_promised_at_once_with_a_day() -> None:
    talk = chosen()

    assert talk.said == ["amends.granted"]
    assert the_grant(talk).status is GrantStatus.GRANTED
    assert talk.rings_at("grant") == talk.now + DAY
    assert [r.taken for r in talk.all(RecordGrant)] == [1]


def test_ten_taps_are_one_promise() -> None:
    talk = chosen()
    for _ in range(9):
        assert talk.taps(Action.OPTION, "part").deeds == ()

    assert len(talk.last.grants) == 1


def test_a_changed_mind_takes_the_first_promise_back() -> None:
    talk = chosen().taps(Action.OPTION, "call")

    assert [g.status.value for g in talk.last.grants] == ["withdrawn", "granted"]
    assert sorted(r.taken for r in talk.all(RecordGrant)) == [-1, 1]


def test_what_is_above_staff_is_offered_without_a_promise() -> None:
    talk = confirming()
    talk.policy = STRICT
    talk.taps(Action.RIGHT)

    assert "· 这一单的钱退给您，共 99 元（这一样我请店长来定）" in talk.words
    assert "· 下次给您打个折\n" in talk.words


def test_above_it_the_superior_is_called_and_the_customer_gets_a_time() -> None:
    talk = requested()

    assert talk.said == ["amends.asked"]
    [post] = talk.all(Post)
    assert (post.key, post.level) == ("staff.asked_request", 1)
    assert "批准" in talk.words
    assert "换个办法" in talk.words
    assert the_grant(talk).status is GrantStatus.REQUESTED
    assert talk.rings_at("asked") == talk.now + 25 * MINUTE  # before the half hour is over


def test_whoever_may_not_is_told_quietly_who_is_asked() -> None:
    talk = requested().decides(StaffAction.APPROVE, staff=LI)

    assert talk.posted == ["staff.not_yours"]
    assert talk.said == []
    assert the_grant(talk).status is GrantStatus.REQUESTED


@pytest.mark.parametrize("staff", [WANG, CHEN])
def test_one_tap_approves_and_the_customer_hears_at_once(staff: object) -> None:
    talk = requested().decides(StaffAction.APPROVE, staff=staff)  # type: ignore[arg-type]

    assert talk.said == ["amends.approved"]
    assert "「退款」" in talk.words
    assert talk.case.handler == staff
    assert the_grant(talk).granted_by == staff
    assert talk.rings_at("asked") is None
    assert talk.rings_at("respond") is None
    assert talk.decides(StaffAction.APPROVE).deeds == ()  # tapped twice


def test_another_way_is_never_a_no() -> None:
    talk = requested().decides(StaffAction.OTHER_WAY)

    assert talk.said == ["amends.another_way"]
    assert "staff.another_way" in talk.posted
    assert the_grant(talk).status is GrantStatus.REFUSED
    assert talk.rings_at("asked") is None
    assert talk.taps(Action.OPTION, "refund").said == ["stale"]  # words are better now
    assert talk.decides(StaffAction.APPROVE).posted == ["staff.no_longer_asked"]


def test_another_way_that_was_announced_is_not_forgotten() -> None:
    talk = requested().decides(StaffAction.OTHER_WAY).waits(25 * MINUTE)
    assert talk.posted == ["staff.way_awaited"]
    assert talk.said == ["amends.way_late"]

    talk.staff_says("给您换一只新的，今晚送到，您看好吗")
    assert talk.rings_at("way") is None
    assert talk.waits(3 * DAY).said == []


def test_nobody_answers_so_the_next_is_asked_before_the_time_is_over() -> None:
    talk = requested().waits(25 * MINUTE)
    assert talk.said == ["amends.late"]
    assert talk.posted == ["staff.still_asked"]
    assert "经理" in talk.words
    assert "对不起" in talk.words

    told = 0
    for _ in range(3 * 24):
        told += talk.waits(60 * MINUTE).said.count("amends.late")
    assert 2 <= told <= 8, "a time is given and kept, and nobody is pestered"


def test_a_request_speaks_for_itself_while_nobody_has_claimed() -> None:
    talk = requested().waits(40 * MINUTE)

    assert "waiting.longer" not in talk.said
    assert "staff.escalated" in talk.posted


def test_staff_say_when_it_is_done() -> None:
    talk = claimed().decides(StaffAction.FULFILLED)

    assert talk.said == ["amends.done"]
    assert the_grant(talk).status is GrantStatus.FULFILLED
    assert talk.rings_at("grant") is None
    assert talk.decides(StaffAction.FULFILLED).deeds == ()


def test_what_is_owed_is_remembered_day_by_day() -> None:
    talk = claimed().waits(DAY)
    assert talk.posted == ["staff.person_unheard"] * 3 + ["staff.owed"]
    assert talk.said == []

    posts = [post for post in talk.waits(DAY).all(Post) if post.key == "staff.owed"]
    assert [post.level for post in posts] == [1]


def test_the_close_asks_whether_they_have_it() -> None:
    talk = claimed().closes()
    assert talk.said == ["closing.ask_have"]
    assert "打个折" in talk.words

    talk.taps(Action.SOLVED)
    assert the_grant(talk).status is GrantStatus.FULFILLED
    assert talk.rings_at("grant") is None


def test_no_time_out_closes_what_is_owed() -> None:
    talk = claimed().closes().waits(7 * DAY)

    assert "staff.owed_at_close" in talk.posted
    assert talk.case.closed_at is None
    assert talk.decides(StaffAction.FULFILLED).waits(7 * DAY).stage is Stage.OVER


def test_who_blocks_us_while_we_ask_hears_it_on_their_return() -> None:
    talk = requested().blocks()
    assert talk.decides(StaffAction.APPROVE).said == []

    assert talk.unblocks().said == ["amends.approved"]
    assert talk.blocks().unblocks().said == []


def test_a_wish_is_said_back_and_carried_up_with_the_policies_beside_it() -> None:
    talk = wished()

    assert talk.said == ["consulting.handed"]
    assert "「赔我一万块」" in talk.words
    assert "退换怎么办" in talk.words
    assert (the_grant(talk).key, the_grant(talk).label) == ("custom", "")  # no words of theirs
    assert talk.decides(StaffAction.APPROVE).said == ["amends.wish_approved"]


def test_a_wish_is_never_granted_by_the_bot() -> None:
    """Even where staff may grant all: somebody has to read it."""
    free = replace(STRICT.authority, staff=replace(STRICT.authority.supervisor, amount=None))
    talk = proposed()
    talk.policy = replace(POLICY, authority=free)
    talk.taps(Action.NONE_FITS).says("赔我一万块", NEUTRAL).pauses()

    assert the_grant(talk).status is GrantStatus.REQUESTED
    assert talk.decides(StaffAction.APPROVE, staff=LI).said == ["amends.wish_approved"]


def test_a_policy_is_sent_once_in_approved_words() -> None:
    talk = wished().decides(StaffAction.POLICY, "returns", LI)
    assert talk.said == ["policy.said"]
    assert "七天之内都可以退换" in talk.words
    assert talk.case.handler == LI
    assert talk.case.first_response_at == talk.now

    assert talk.decides(StaffAction.POLICY, "returns", LI).posted == ["staff.policy_told"]
    assert talk.decides(StaffAction.POLICY, "gone", LI).posted == ["staff.no_longer_asked"]


def test_what_did_not_help_is_offered_last_when_it_comes_back() -> None:
    talk = followed_up().taps(Action.NOT_SOLVED)

    assert talk.last.offered[-1] == "part" or "part" not in talk.last.offered
    assert talk.taps(Action.OPTION, talk.last.offered[0]).said == ["amends.granted"]


def test_whoever_is_forgotten_is_asked_for_no_more() -> None:
    talk = requested().commands("delete_me").taps(Action.ERASE, number=0)

    [line] = talk.all(RecordGrant)
    assert line.grant.status is GrantStatus.WITHDRAWN
    assert line.taken == 0


def test_a_forged_key_promises_nothing() -> None:
    talk = proposed().taps(Action.OPTION, "care")  # in the catalogue, and not offered

    assert talk.said == ["stale"]
    assert talk.last.grants == ()


def test_a_solved_case_owes_nothing() -> None:
    talk = closing().taps(Action.SOLVED)

    assert talk.last.open_grant is None
