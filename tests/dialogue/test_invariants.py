"""What holds in every history, however people behave: hypothesis makes the histories."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.case import TOP_LEVEL
from bot.dialogue.events import Action, Entity, Undelivered
from bot.dialogue.reception import DESK
from bot.dialogue.state import (
    CaseKind,
    CaseStatus,
    Conversation,
    GrantStatus,
    is_open_complaint,
)
from bot.dialogue.survey import ASKED as SURVEY_STAGES
from bot.dialogue.unsold import INSTEAD
from tests.dialogue import talk as t
from tests.dialogue.talk import Talk, bought, words_of

FOUND = (
    Entity("time", "昨天", "2026-11-01"),
    Entity("promise", "说好昨天送到", "2026-11-01"),
    Entity("order", "a001", "A001"),
)
READINGS = (
    t.HAPPY,
    t.NEUTRAL,
    t.UNSURE,
    t.QUESTION,
    t.SMALL_TALK,
    t.UNHAPPY,
    t.CRITICAL,
    t.HARM,
    replace(t.UNHAPPY, entities=FOUND, suggestions=("建议你们早点开门",)),
    replace(t.NEUTRAL, entities=FOUND, suggestions=("建议你们早点开门",)),
    t.GIVE_BACK,
    None,
)
TYPED = ("说完了", "没错", "我要补充", "都不合适", "已解决", "没解决", "跳过", "品质", "5", "1")
ASKED = ("人呢", "人工", "在吗？", "第二条不对，是周三", "说好昨天送到，一直没送")
ARGS = {
    Action.RATE: ("1", "2", "3", "4", "5", "", "12", "x"),
    Action.REASON: ("quality", "value", "service", "price"),
    Action.CORRECT: ("0", "1", "1", "7", "x", ""),
    Action.OPTION: ("refund", "part", "call", "care", "gone", ""),
}
WAITS = [
    timedelta(seconds=s) for s in (1, 10, 25, 60, 600, 1800, 7200, 86400, 3 * 86400, 8 * 86400)
]
Act = tuple[Any, ...]

numbers = st.integers(0, 4)
texts = st.tuples(st.just("text"), st.sampled_from(READINGS))
taps = st.sampled_from(list(Action)).flatmap(
    lambda action: st.tuples(
        st.just("tap"), st.just(action), st.sampled_from(ARGS.get(action, ("",))), numbers
    )
)
grants = st.sampled_from(("1", "1", "2", "3", "returns", ""))
people = st.sampled_from((t.LI, t.WANG, t.CHEN))
albums = st.sampled_from((None, None, "a", "b"))
acts: st.SearchStrategy[Act] = st.one_of(
    texts,
    texts,
    st.tuples(st.just("typed"), st.sampled_from(TYPED + ASKED)),
    st.tuples(st.just("media"), st.sampled_from(("photo", "voice", "sticker")), albums),
    taps,
    taps,
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
    st.tuples(st.just("wait"), st.sampled_from(WAITS)),
    st.tuples(st.just("buy"), st.sampled_from((None, None, "now", "never")), st.integers(-2, 2)),
    st.tuples(st.just("open"), st.sampled_from(("yours", "already_yours", "taken", "unknown"))),
    st.tuples(st.just("command"), st.sampled_from(("start", "stop", "help", "delete_me"))),
    st.tuples(st.just("presence"), st.booleans()),
    st.tuples(st.just("staff"), st.sampled_from(("好的", "// 记一下", "")), albums, numbers),
    st.tuples(st.just("desk"), st.sampled_from(list(DESK)), numbers, grants, people),
    st.tuples(st.just("desk"), st.sampled_from(list(DESK)), numbers, grants, people),
    st.tuples(st.just("sold_out"), st.sampled_from((frozenset(), frozenset({"part", "refund"})))),
    st.tuples(st.just("undelivered")),
)


BEGINNINGS = (
    Talk,
    t.asked,
    lambda: t.rated(5),
    lambda: t.rated(1),
    t.apologised,
    t.confirming,
    t.proposed,
    t.chosen,
    t.requested,
    t.returning,
    lambda: t.returning(t.STRICT),
    t.claimed,
    t.closing,
    t.solved,
    t.followed_up,
    t.enquiry,
)


def is_unheard(talk: Conversation) -> bool:
    return talk.stage in SURVEY_STAGES or talk.stage is Stage.LISTENING


class History:
    """A `Talk` that is watched while it happens."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        self.count = 0
        self.told: list[tuple[str, int, int]] = []  # text, conversation, when in `everything`
        self.surveys: list[Any] = []
        self.apologised: set[int] = set()

    def does(self, act: Act) -> None:
        self.count += 1
        match act:
            case ("text", reading):
                words = f"第{self.count}句话"
                at = len(self.talk.everything)
                self.talk.says(words, reading)
                self.told.append((words, self.talk.heard, at))
            case ("typed", words):
                self.talk.says(words, t.NEUTRAL)
            case ("media", media, album):
                self.talk.sends(media, album=album)
            case ("tap", action, arg, number):
                self.talk.taps(action, arg, number)
            case ("wait", time):
                self.waits(time)
            case ("buy", survey, hours):
                at = self.talk.now + hours * t.HOUR
                self.talk.buys(bought(self.count, at, survey=survey))
            case ("open", outcome):
                self.talk.opens(bought(self.count, self.talk.now), outcome=outcome)
            case ("command", command):
                self.talk.commands(command)
            case ("presence", is_back):
                self.talk.unblocks() if is_back else self.talk.blocks()
            case ("staff", text, album, number):
                media = "photo" if album or not text else None
                self.talk.staff_says(text, number=number, media=media, album=album)
            case ("desk", action, number, arg, staff):
                self.talk.decides(action, arg, staff, number)
            case ("sold_out", gone):
                self.talk.policy = replace(self.talk.policy, gone=gone)
            case ("undelivered",):
                self.talk.happen(Undelivered(self.talk.now, "customer", "too long"))

    def waits(self, time: timedelta) -> None:
        """As `Talk.waits`, watched ring by ring."""
        until = self.talk.now + time
        while due := [(at, key) for key, at in self.talk.alarms.items() if at <= until]:
            at, key = min(due)
            self.talk.now = max(self.talk.now, at)
            held = held_by_people(self.talk)
            self.talk.rings(*key)
            self.watch(held)
            the_apology_comes_first(self)
            nothing_is_sold_inside_a_case(self.talk)
        self.talk.now, self.talk.deeds = until, ()

    def watch(self, held: set[int]) -> None:
        for number, effect in self.talk.deeds:
            if isinstance(effect, do.Say):
                ours = effect.key in ("amends.late", "amends.way_late")  # our own promises
                assert ours or number not in held, f"{effect.key} while a person holds the case"
                if effect.key == "survey.ask":
                    self.surveys.append((self.talk.now, self.talk.chat.talk(number)))


def held_by_people(talk: Talk) -> set[int]:
    return {
        each.number
        for each in talk.chat.talks
        if each.case and each.case.handler and each.stage is Stage.WITH_STAFF
    }


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


def every_promise_has_a_clock(talk: Talk) -> None:
    """What is asked for or owed rings, and nothing is closed while it is owed."""
    for each in talk.chat.talks:
        open_ = [grant for grant in each.grants if grant.is_open]
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
        if effect.key.startswith(("apology.", "handover.", "closing.")):
            history.apologised.add(number)
        if effect.key == "listening.glad_after_all":  # a score by mistake: nothing is wrong
            continue
        if number not in history.apologised:
            assert "？" not in words_of(effect, history.talk.now), effect.key


def nothing_is_sold_inside_a_case(talk: Talk) -> None:
    """Neither a survey nor a reminder nor an invitation while something is wrong."""
    if any(is_open_complaint(each) for each in talk.chat.talks):
        said = {effect.key for _, effect in talk.deeds if isinstance(effect, do.Say)}
        assert not said & {"survey.ask", "survey.remind", *INSTEAD}


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(BEGINNINGS), st.lists(acts, max_size=25))
def test_in_every_history(begun: Callable[[], Talk], history: list[Act]) -> None:
    lived = History(begun())
    lived.apologised = {each.number for each in lived.talk.chat.talks}
    lived.apologised -= {each.number for each in lived.talk.chat.talks if is_unheard(each)}
    for act in history:
        lived.does(act)
        the_apology_comes_first(lived)
        nothing_is_sold_inside_a_case(lived.talk)
        timers_mirror_the_rows(lived.talk)
        somebody_will_look(lived.talk)
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
    lived = History(t.apologised())
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
