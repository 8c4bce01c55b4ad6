"""What holds in every history, however people behave: hypothesis makes the histories."""

from collections import Counter
from collections.abc import Callable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import effects as do
from bot.dialogue.case import TOP_LEVEL
from bot.dialogue.events import Action
from bot.dialogue.spacing import HOUR, UNASKED
from bot.dialogue.state import (
    OPEN_GRANT,
    CaseKind,
    CaseStatus,
    GrantStatus,
    is_open_complaint,
)
from bot.dialogue.unsold import INSTEAD
from tests.dialogue import talk as t
from tests.dialogue.histories import BEGINNINGS, Act, History, acts, is_unheard
from tests.dialogue.talk import Talk, words_of


def timers_mirror_the_rows(talk: Talk) -> None:
    remembered = {(c.number, n): due for c in talk.chat.talks for n, due in c.timers.items()}
    rows = {key: due for key, due in talk.alarms.items() if key[0]}
    assert remembered == rows
    if (0, "survey") in talk.alarms:
        assert talk.chat.waiting_due == talk.alarms[0, "survey"]


def somebody_will_look(talk: Talk) -> None:
    for each in talk.chat.talks:
        case = each.case
        if case is None or not case.alerted or case.status is CaseStatus.CLOSED:
            continue
        if case.handler is None and case.level < TOP_LEVEL:
            assert "respond" in each.timers, f"{each.stage} waits for nobody"


def the_topic_says_how_grave(talk: Talk) -> None:
    """Whoever looks at the staff group sees of each open complaint what is known of it."""
    names = {n: e for n, e in talk.everything if isinstance(e, do.OpenTopic | do.NameTopic)}
    for each in talk.chat.talks:
        if is_open_complaint(each) and each.number in names and each.case and each.case.alerted:
            called = names[each.number].params["severity"]
            assert called == do.Word(f"severity.{each.case.severity}")


def every_promise_has_a_clock(talk: Talk) -> None:
    """What is asked for or owed rings, and nothing is closed while it is owed."""
    for each in talk.chat.talks:
        open_ = [grant for grant in each.grants if grant.status in OPEN_GRANT]
        assert len(open_) <= 1
        assert sorted(grant.number for grant in each.grants) == [*range(1, len(each.grants) + 1)]
        for grant in open_:
            asked = grant.status is GrantStatus.REQUESTED
            assert ("asked" if asked else "grant") in each.timers, grant
            assert ("grant" if asked else "asked") not in each.timers, grant
            assert each.case is not None
            assert each.case.status is not CaseStatus.CLOSED


def the_stock_is_kept(talk: Talk) -> None:
    """What is promised is out of the stock once, and what is not is in it."""
    taken: Counter[tuple[int, int]] = Counter()
    last: dict[tuple[int, int], GrantStatus] = {}
    for number, effect in talk.everything:
        if isinstance(effect, do.RecordGrant):
            taken[number, effect.grant.number] += effect.taken
            last[number, effect.grant.number] = effect.grant.status
    for key, status in last.items():
        assert taken[key] == (status in (GrantStatus.GRANTED, GrantStatus.FULFILLED))


def cases_close_in_three_ways(talk: Talk) -> None:
    for _, effect in talk.deeds:
        if isinstance(effect, do.RecordCase):
            case = effect.case
            assert (case.status is CaseStatus.CLOSED) == (case.closed_at is not None)
            assert case.closed_by in ("customer", "timeout", "erased", "")
            assert bool(case.closed_by) == (case.closed_at is not None)


def the_apology_comes_first(history: History) -> None:
    """No question in a complaint until we have said sorry, or a person has taken it."""
    open_ = {each.number for each in history.talk.chat.talks if is_open_complaint(each)}
    for number, effect in history.talk.deeds:
        if not isinstance(effect, do.Say) or number not in open_:
            continue
        if effect.key.startswith(("apology.", "crisis.", "handover.", "closing.")):
            history.apologised.add(number)
        if effect.key == "listening.glad_after_all":  # a score by mistake: nothing is wrong
            continue
        if number not in history.apologised:
            assert "？" not in words_of(effect, history.talk.now), effect.key


def nothing_is_sold_inside_a_case(talk: Talk) -> None:
    """Neither a survey nor a reminder nor an invitation while something is wrong."""
    if any(is_open_complaint(each) for each in talk.chat.talks):
        said = {effect.key for _, effect in talk.deeds if isinstance(effect, do.Say)}
        assert not said & {"survey.ask", "survey.ask_known", "survey.remind", *INSTEAD}


def one_thing_at_a_time(history: History) -> None:
    """What nobody asked for never comes twice within the hour."""
    talk = history.talk
    if any(isinstance(effect, do.Say) and effect.key in UNASKED for _, effect in talk.deeds):
        assert history.approached is None or talk.now - history.approached >= HOUR
        history.approached = talk.now


def whenever_it_rings(history: History) -> None:
    one_thing_at_a_time(history)
    the_apology_comes_first(history)
    nothing_is_sold_inside_a_case(history.talk)


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(BEGINNINGS), st.lists(acts, max_size=25))
def test_in_every_history(begun: Callable[[], Talk], history: list[Act]) -> None:
    lived = History(begun(), whenever_it_rings)
    lived.apologised = {each.number for each in lived.talk.chat.talks}
    lived.apologised -= {each.number for each in lived.talk.chat.talks if is_unheard(each)}
    for act in history:
        lived.does(act)
        the_apology_comes_first(lived)
        nothing_is_sold_inside_a_case(lived.talk)
        timers_mirror_the_rows(lived.talk)
        somebody_will_look(lived.talk)
        the_topic_says_how_grave(lived.talk)
        cases_close_in_three_ways(lived.talk)
        every_promise_has_a_clock(lived.talk)

    the_stock_is_kept(lived.talk)
    one_survey_per_cooldown(lived)
    lived.waits(2 * t.POLICY.listen_pause)
    nothing_is_dropped(lived)


def one_survey_per_cooldown(lived: History) -> None:
    plain = [at for at, c in lived.surveys if c is not None and c.purchase.survey is None]
    for at in plain:
        earlier = [other for other, _ in lived.surveys if other < at]
        assert all(at - other >= t.POLICY.cooldown for other in earlier)


def nothing_is_dropped(lived: History) -> None:
    """Each text is before staff, in a record, still being collected, or was answered."""
    if any(isinstance(effect, do.Erase) for _, effect in lived.talk.everything):
        return
    for words, number, at in lived.told:
        later = lived.talk.everything[at:]
        told = any(words in words_of(e, lived.talk.now) for _, e in later)
        comments = [
            e.survey.comment for _, e in later if isinstance(e, do.RecordSurvey) if e.survey
        ]
        recorded = any(words in comment for comment in comments)
        waiting = any(words in c.letter.text for c in lived.talk.chat.talks)
        answered = any(n == number and isinstance(e, do.Say) for n, e in later)
        assert told or recorded or waiting or answered, words


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(acts, max_size=20))
def test_in_a_complaint_every_word_reaches_staff(history: list[Act]) -> None:
    lived = History(t.apologised(), whenever_it_rings)
    lived.apologised = {each.number for each in lived.talk.chat.talks}
    for act in history:
        if act[0] != "command" and act[:2] != ("tap", Action.ERASE):
            lived.does(act)

    lived.waits(2 * t.POLICY.listen_pause)
    for words, number, at in lived.told:
        talk = lived.talk.chat.talk(number)
        if number != 1 or talk is None or talk.case is None:
            continue
        if talk.case.kind is CaseKind.COMPLAINT and words not in talk.letter.text:
            later = lived.talk.everything[at:]
            assert any(words in words_of(e, lived.talk.now) for _, e in later), words
