"""A customer who blocks the bot, comes back, or cannot be written to."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from bot.dialogue.events import Undelivered
from tests.dialogue.talk import (
    DAY,
    HOUR,
    MINUTE,
    NEUTRAL,
    UNHAPPY,
    Talk,
    apologised,
    asked,
    bought,
    claimed,
    closing,
    rated,
    solved,
)

NIGHT = datetime(2026, 11, 2, 15, tzinfo=UTC)  # 23:00 in Shanghai


@pytest.mark.parametrize("begun", [lambda: Talk().opens(), asked, lambda: rated(5), solved])
def test_whoever_blocks_us_hears_nothing(begun: Callable[[], Talk]) -> None:
    assert begun().blocks().waits(20 * DAY).said == []


def test_what_had_stopped_goes_on_when_they_are_back() -> None:
    talk = Talk().opens().blocks().waits(5 * HOUR).unblocks()

    assert talk.waits().said == ["survey.ask"]


def test_a_reminder_that_fell_due_meanwhile_comes_and_leaves_time_to_answer() -> None:
    talk = asked().blocks().waits(4 * DAY).unblocks().waits(HOUR)

    assert talk.said == ["survey.remind"]
    assert talk.rates(5).said == ["survey.ask_reason_high"]


def test_nothing_that_fell_due_meanwhile_comes_at_night() -> None:
    talk = Talk().opens().blocks()
    talk.now = NIGHT

    assert talk.unblocks().waits(9 * HOUR).said == []
    assert talk.waits(HOUR).said == ["survey.ask"]


def test_the_follow_up_waits_until_they_are_back() -> None:
    talk = solved().blocks().waits(26 * HOUR)
    assert talk.said == []

    assert talk.unblocks().waits(DAY).said == ["follow_up.ask"]


def test_a_reminder_stopped_by_stop_does_not_come_back_after_a_block() -> None:
    talk = asked().commands("stop").blocks().waits(HOUR).unblocks()

    assert talk.waits(DAY).said == []


def test_staff_are_told_where_a_case_is_open() -> None:
    talk = claimed().blocks()
    assert talk.posted == ["staff.unreachable"]

    talk.staff_says("退好了")
    assert talk.posted == ["staff.unreachable"]
    assert talk.unblocks().posted == ["staff.reachable"]


def test_staff_deadlines_run_on() -> None:
    assert apologised().blocks().waits(30 * MINUTE).posted[-1] == "staff.escalated"
    assert rated(1).blocks().waits(10 * MINUTE).posted == ["staff.alert"]


def test_whoever_rants_and_blocks_us_is_heard_all_the_same() -> None:
    talk = Talk().says("杯子漏水，再也不来了", UNHAPPY).blocks().pauses()

    assert talk.posted == ["staff.alert"]
    assert "再也不来了" in talk.words


def test_an_album_on_its_way_arrives_all_the_same() -> None:
    talk = claimed().sends("photo", album="a").blocks().waits(MINUTE)

    assert [len(ids) for ids in talk.copied] == [1]


def test_to_be_blocked_twice_is_told_once() -> None:
    assert claimed().blocks().blocks().deeds == ()


def test_to_come_back_without_having_been_away_is_nothing() -> None:
    assert claimed().unblocks().deeds == ()


def test_whoever_writes_can_be_written_to() -> None:
    talk = claimed().blocks().says("我回来了", NEUTRAL)

    assert not talk.chat.customer.unreachable
    assert talk.posted == ["staff.reachable"]
    assert talk.relayed == ["我回来了"]


def test_a_purchase_of_somebody_out_of_reach_is_recorded() -> None:
    talk = asked().blocks().buys(bought(2))

    assert talk.surveys == [("A002", "suppressed", "unreachable")]


def test_a_block_while_the_close_is_asked_stops_its_time() -> None:
    talk = closing().blocks().waits(30 * DAY)
    assert talk.case.closed_at is None

    assert talk.unblocks().waits(DAY).posted == ["staff.closed_by_timeout"]


def test_staff_hear_of_a_message_that_was_refused() -> None:
    talk = claimed()
    talk.happen(Undelivered(talk.now, "customer", "message is too long"))
    assert talk.posted == ["staff.undelivered"]
    assert "message is too long" in talk.words

    assert talk.happen(Undelivered(talk.now, "staff", "why")).deeds == ()
    assert Talk().happen(Undelivered(talk.now, "customer", "why")).deeds == ()


@pytest.mark.parametrize(
    ("why", "told"),
    [
        ("BadRequest: File is too big for an upload", "report.too_big"),
        ("OSError: no space left on device", "report.undelivered"),
    ],
)
def test_a_manager_is_told_that_their_export_did_not_come(why: str, told: str) -> None:
    assert Talk().happen(Undelivered(datetime(2026, 11, 2, tzinfo=UTC), "manager", why)).said == [
        told
    ]
