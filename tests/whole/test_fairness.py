"""Nobody is kept waiting by a campaign or by whoever writes most; the short form of flood.py."""

from pathlib import Path

from benchmarks.flood import campaign, chatter

LATE, SECONDS = 0.3, 4


async def test_a_campaign_keeps_the_limits_and_delays_no_reply(tmp_path: Path) -> None:
    """Over a restart too: what may go is known from rows."""
    found = await campaign(tmp_path, seconds=SECONDS, invitations=3000)

    # what leaves on time arrives late where the machine stands still, and two seconds meet
    assert found.refused == 0 or found.stalled > LATE
    assert found.worst_second <= 30
    assert max(found.waits) < 2
    # the long form says how near to the limit it comes; while it stands still nothing can leave
    assert found.rate * SECONDS / (SECONDS - found.stalled) > 24
    assert found.waiting > 2000  # it was in full swing


async def test_one_who_writes_without_end_delays_nobody(tmp_path: Path) -> None:
    assert max(await chatter(tmp_path, messages=300)) < 2
