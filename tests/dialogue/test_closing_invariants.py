"""What holds of every close, however people behave: the histories are those of the invariants."""

from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.events import Action
from bot.dialogue.state import CaseKind, CaseStatus
from tests.dialogue import talk as t
from tests.dialogue.histories import ARGS, BEGINNINGS, Act, History, acts
from tests.dialogue.talk import Talk, words_of

ARGS.setdefault(Action.ATTITUDE, ("1", "5", "9"))
ASKS = ("closing.ask", "closing.ask_have", "closing.ask_settled")
LAST = ("closing.closed", "closing.closed_for_good")
SELLING = ("优惠", "新品", "促销", "下单", "会员", "打折活动")


def no_close_without_its_items(talk: Talk) -> None:
    """The customer's yes follows the first two items, and brings the last two."""
    asked: set[int] = set()
    confirmed: dict[int, bool] = {}
    said: set[int] = set()
    for number, effect in talk.everything:
        match effect:
            case do.Say(key=key) if key in ASKS:
                asked.add(number)
            case do.Say(key=key) if key in LAST:
                assert number in asked, "closed before it was asked about"
                said.add(number)
            case do.RecordCase(case=case) if case.kind is CaseKind.COMPLAINT:
                now = case.confirmed_at is not None
                if now and not confirmed.get(number):
                    assert number in asked
                confirmed[number] = now
    for number, is_confirmed in confirmed.items():
        assert not is_confirmed or number in said


def closed_has_a_cause(talk: Talk) -> None:
    """Of a complaint that somebody was called about; a score by mistake has none."""
    for _, effect in talk.everything:
        if isinstance(effect, do.RecordCase) and effect.case.kind is CaseKind.COMPLAINT:
            case = effect.case
            if case.status is CaseStatus.CLOSED and case.closed_by != "erased" and case.alerted:
                assert case.cause, case


def what_is_over_is_forgotten_one_day(talk: Talk) -> None:
    for each in talk.chat.talks:
        if each.stage is Stage.OVER:
            assert "forget" in each.timers
            assert each.case is not None
            assert each.case.is_over


def nobody_is_sold_anything(talk: Talk) -> None:
    for _, effect in talk.deeds:
        if isinstance(effect, do.Say):
            assert not any(word in words_of(effect, talk.now) for word in SELLING)


causes = st.tuples(st.just("cause"), st.sampled_from(("gap", "skill", "", "x")), st.integers(0, 4))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(BEGINNINGS), st.lists(st.one_of(acts, acts, causes), max_size=25))
def test_in_every_history_a_close_is_whole(begun: Callable[[], Talk], history: list[Act]) -> None:
    lived = History(begun(), lambda _: None)
    lived.apologised = {each.number for each in lived.talk.chat.talks}
    for act in history:
        if act[0] == "cause":
            lived.talk.names(act[1], act[2])
        else:
            lived.does(act)
        what_is_over_is_forgotten_one_day(lived.talk)
        nobody_is_sold_anything(lived.talk)

    no_close_without_its_items(lived.talk)
    closed_has_a_cause(lived.talk)
    lived.waits(t.POLICY.known_for * 3)
    closed_has_a_cause(lived.talk)
