"""/status: where a case stands, who has it, what comes next."""

from collections.abc import Callable

import pytest

from tests.dialogue import talk as t
from tests.dialogue.talk import DAY, LI, POLICY, UNHAPPY, Talk


@pytest.mark.parametrize(
    ("begun", "key"),
    [
        (Talk, "status.none"),
        (t.asked, "status.none"),
        (lambda: t.rated(1), "status.listening"),
        (t.apologised, "status.gathering"),
        (t.confirming, "status.confirming"),
        (t.proposed, "status.proposing"),
        (t.chosen, "status.granted"),
        (t.requested, "status.asked"),
        (t.enquiry, "status.waiting"),
        (t.closing, "status.closing"),
        (t.solved, "status.following_up"),
        (lambda: t.apologised().waits(40 * t.MINUTE), "status.late"),
        (
            lambda: t.confirming().says("刚送到了，没事了", t.HAPPY).pauses(),
            "status.settled",
        ),
    ],
)
def test_each_stage_says_what_it_waits_for(begun: Callable[[], Talk], key: str) -> None:
    talk = begun()
    stage = [each.stage for each in talk.chat.talks]

    assert talk.commands("status").said == [key]
    assert [each.stage for each in talk.chat.talks] == stage  # and disturbs nothing


def test_it_names_who_has_it() -> None:
    talk = t.enquiry().claims(LI).commands("status")

    assert talk.said == ["status.handled"]
    assert "小李" in talk.words


def test_it_says_by_when_and_repeats_no_time_that_is_over() -> None:
    talk = t.requested().commands("status")
    assert "前在这里给您准信" in talk.words

    talk.chat.talks[-1].timers.clear()
    talk.now += 9 * DAY
    talk.commands("status")
    assert "前在这里给您准信" not in talk.words


def test_two_cases_are_two_messages_the_newest_first() -> None:
    talk = t.enquiry().claims()
    talk.opens().waits(POLICY.delay).rates(1).says("杯子漏水", UNHAPPY).pauses()

    assert talk.commands("status").said == ["status.gathering", "status.handled"]
