"""Harsh words in every history: it moves once, and nothing is lost on the way."""

from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import effects as do
from bot.dialogue.effects import Deed
from tests.dialogue import talk as t
from tests.dialogue.histories import BEGINNINGS, Act, History, acts
from tests.dialogue.talk import Talk, words_of
from tests.dialogue.test_invariants import (
    every_promise_has_a_clock,
    nothing_is_dropped,
    somebody_will_look,
    the_apology_comes_first,
    timers_mirror_the_rows,
    whenever_it_rings,
)

HARSH: Act = ("harsh",)


def says_harshly(lived: History) -> None:
    lived.count += 1
    words, at = f"废物第{lived.count}次", len(lived.talk.everything)
    lived.talk.says(words, t.UNHAPPY)
    lived.told.append((words, lived.talk.heard, at))


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(BEGINNINGS[3:]),
    st.lists(st.one_of(acts, st.just(HARSH)), min_size=5, max_size=25),
)
def test_in_every_history(begun: Callable[[], Talk], history: list[Act]) -> None:
    lived = History(begun(), whenever_it_rings)
    lived.apologised = {each.number for each in lived.talk.chat.talks}
    lived.talk.policy = replace(lived.talk.policy, has_seniors=True)
    left: dict[int, int] = {}  # by conversation: the last message of the time before
    for act in history:
        if act[0] == "held":  # a button of the topic that was left: the guard lets none pass
            continue
        before = len(lived.talk.everything)
        if act == HARSH:
            says_harshly(lived)
        else:
            lived.does(act)
        the_apology_comes_first(lived)
        it_moves_once(lived, lived.talk.everything[before:], left)
        timers_mirror_the_rows(lived.talk)
        somebody_will_look(lived.talk)
        every_promise_has_a_clock(lived.talk)
    lived.waits(2 * t.POLICY.listen_pause)
    nothing_is_dropped(lived)


def it_moves_once(lived: History, deeds: list[Deed], left: dict[int, int]) -> None:
    for number, effect in deeds:
        if isinstance(effect, do.GoBehind):
            assert number not in left
            assert number in lived.talk.chat.customer.behind
            left[number] = lived.talk.next_message
            assert "废物" not in words_of(effect, lived.talk.now)
        elif isinstance(effect, do.RelayMedia) and effect.to == "customer" and number in left:
            assert min(effect.message_ids) > left[number], "it lies in the other group"
