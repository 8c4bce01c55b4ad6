"""What becomes of a paper that cannot be delivered: the manager who asked for it is told."""

from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import BadRequest, RetryAfter

from bot.telegram.fate import Again, GivenUp, fate
from storage.outbox import Parcel

NOW = datetime(2026, 11, 2, 4, tzinfo=UTC)
PAPER = {"kind": "paper", "paper": "export", "args": {}}


@pytest.mark.parametrize("error", [BadRequest("file is too big for an upload"), OSError("full")])
def test_a_paper_that_is_given_up_is_told_to_its_manager(error: Exception) -> None:
    judged = fate(error, Parcel(1, "1:0", 9001, 1, PAPER, attempts=4), NOW)

    assert isinstance(judged, GivenUp)
    assert judged.notice is not None
    assert judged.notice.chat_id == 9001
    assert (judged.notice.payload["kind"], judged.notice.payload["to"]) == (
        "undelivered",
        "manager",
    )


def test_a_flood_wait_is_as_long_as_telegram_says() -> None:
    """Not as long as our own backoff for what we do not understand."""
    judged = fate(RetryAfter(17), Parcel(1, "1:0", 7001, 1, {"kind": "text"}, attempts=0), NOW)

    assert isinstance(judged, Again)
    assert judged.until == NOW + timedelta(seconds=17)
