"""What becomes of a paper that cannot be delivered: the manager who asked for it is told."""

from datetime import UTC, datetime

import pytest
from telegram.error import BadRequest

from bot.telegram.fate import GivenUp, fate
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
