"""Histories that hypothesis makes: whatever people may do, in any order, watched as it happens."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from bot.dialogue import Stage
from bot.dialogue import effects as do
from bot.dialogue.desk import TAPS
from bot.dialogue.events import Action, Entity, Fault, Pledged, StaffAction, Undelivered
from bot.dialogue.state import Conversation
from bot.dialogue.survey import ASKED as SURVEY_STAGES
from tests.dialogue import talk as t
from tests.dialogue.talk import Talk, bought

OUR_PROMISES = (
    "amends.late",
    "amends.owed_late",
    "amends.way_late",
    "waiting.pledge_late",
    "waiting.pressed",
)
ROUGH = Fault("adversative", "但是", "转折", "同时")
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
WHAT_TO_DO = (StaffAction.INSTEAD, StaffAction.MEND, StaffAction.ANYWAY)
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
    st.tuples(
        st.just("staff"),
        st.sampled_from(("好的", "// 记一下", "")),
        albums,
        numbers,
        st.sampled_from((False, False, True)),
    ),
    st.tuples(st.just("pledge"), st.sampled_from((1, 3, 30)), numbers),
    st.tuples(st.just("held"), st.sampled_from(WHAT_TO_DO), numbers),
    st.tuples(st.just("desk"), st.sampled_from(list(TAPS)), numbers, grants, people),
    st.tuples(st.just("desk"), st.sampled_from(list(TAPS)), numbers, grants, people),
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
    """A `Talk` that is watched while it happens, ring by ring."""

    def __init__(self, talk: Talk, each_ring: Callable[["History"], None]) -> None:
        self.talk = talk
        self.each_ring = each_ring
        self.count = 0
        self.told: list[tuple[str, int, int]] = []  # text, conversation, when in `everything`
        self.surveys: list[Any] = []
        self.apologised: set[int] = set()
        self.approached: datetime | None = None  # when something rang that nobody had asked for

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
            case ("staff", text, album, number, is_rough):
                media = "photo" if album or not text else None
                faults = (ROUGH,) if is_rough else ()
                self.talk.staff_says(text, number=number, media=media, album=album, faults=faults)
            case ("pledge", hours, number):
                told = (Pledged("给您回电", self.talk.now + hours * t.HOUR),)
                self.talk.staff_says("给您回电", number=number, pledges=told)
            case ("held", action, number):
                held = getattr(self.talk.chat.talk(number), "held", ())
                key = str(held[0].key) if held else "1"
                self.talk.decides(action, key, t.LI, number)
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
            self.each_ring(self)
        self.talk.now, self.talk.deeds = until, ()

    def watch(self, held: set[int]) -> None:
        for number, effect in self.talk.deeds:
            if isinstance(effect, do.Say):
                ours = effect.key in OUR_PROMISES
                assert ours or number not in held, f"{effect.key} while a person holds the case"
                if effect.key in ("survey.ask", "survey.ask_known"):
                    self.surveys.append((self.talk.now, self.talk.chat.talk(number)))


def held_by_people(talk: Talk) -> set[int]:
    return {
        each.number
        for each in talk.chat.talks
        if each.case and each.case.handler and each.stage is Stage.WITH_STAFF
    }
