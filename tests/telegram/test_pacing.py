"""Telegram's limits in a strict second: never more, hardly less, and no alert waits for bulk."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.telegram.pacing import LONGEST, Flood, Window

STEP = 0.005


def sent_by(window: Window, seconds: float, wanted: int = 10**9) -> list[float]:
    """A sender that looks every 5 ms and takes all that is allowed; it is answered at once."""
    moments: list[float] = []
    for number in range(int(seconds / STEP)):
        at = 50 + number * STEP
        n = min(window.ready(at), wanted - len(moments))
        for slot in window.spend(n, at):
            slot.answered(at)
        moments += [at] * n
    return moments


def most_in_a_second(moments: list[float]) -> int:
    return max(sum(at <= other < at + 1 for other in moments) for at in moments)


def test_no_second_has_more_than_the_limit_and_no_minute_much_less() -> None:
    moments = sent_by(Window(30), 30)

    assert most_in_a_second(moments) <= 30
    assert len(moments) / 30 >= 0.95 * 30


def test_a_short_burst_goes_at_once() -> None:
    assert len(set(sent_by(Window(30), 1, wanted=20))) == 1


def test_an_alert_finds_room_within_a_fraction_of_a_second() -> None:
    """However hard bulk presses: the room of a second is never gone all at once."""
    moments = sent_by(Window(30), 20)
    gaps = [later - sooner for sooner, later in pairwise(moments)]

    assert max(gaps) < 0.2


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 0.7), st.integers(0, 40)), max_size=60))
def test_however_it_is_asked_the_limit_holds(asked: list[tuple[float, int]]) -> None:
    window, at, moments = Window(30), 50.0, [0.0]
    for pause, wanted in asked:
        at += pause
        n = min(window.ready(at), wanted)
        window.spend(n, at)
        moments += [at] * n

    assert most_in_a_second(moments) <= 30


def test_what_a_successor_must_wait_covers_all_that_was_sent() -> None:
    window = Window(30)
    window.spend(3, 50.0)
    window.spend(3, 50.2)[0].answered(50.3)
    assert abs(window.busy(50.5) - (0.2 - 0.5 + LONGEST)) < 1e-9

    window.close(60.0)
    assert window.busy(50.5) == 9.5
    assert (window.ready(59.9), window.ready(60.1)) == (0, 21)


@settings(max_examples=50)
@given(st.lists(st.floats(0, 0.45), min_size=1, max_size=40))
def test_whenever_it_arrives_the_limit_holds(delays: list[float]) -> None:
    """A send arrives at any moment before its answer."""
    window, at, arrived, open_ = Window(30), 50.0, [], []
    for number in range(800):
        at += STEP
        for slot, when in [each for each in open_ if each[1] <= at]:
            slot.answered(at)
            open_.remove((slot, when))
        for n, slot in enumerate(window.spend(window.ready(at), at)):
            when = at + delays[(number + n) % len(delays)]
            arrived.append(when)
            open_.append((slot, when))

    assert most_in_a_second(sorted(arrived)) <= 30


def test_one_chat_that_must_wait_stops_nobody() -> None:
    flood = Flood()

    assert flood.refused(7001, until=65.0, at=50.0) is None
    flood.delivered()
    assert flood.refused(7002, until=66.0, at=51.0) is None


def test_two_chats_in_one_breath_mean_everybody() -> None:
    flood = Flood()
    assert flood.refused(7001, until=65.0, at=50.0) is None

    assert flood.refused(7002, until=60.0, at=50.1) == 65.0
    assert flood.refused(7003, until=70.0, at=69.0) is None  # the others are over
