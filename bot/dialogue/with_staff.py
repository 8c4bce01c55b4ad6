"""A person has the case, or will: the customer's messages go across."""

from typing import assert_never

from . import (
    amends,
    arriving,
    complaint,
    crisis,
    escalating,
    handling,
    handover,
    noting,
    offers,
    proposing,
    relay,
)
from .case import CLOSE, PRESSED, UNANSWERED, case_of
from .choice import shown
from .compensation import Compensation
from .effects import Effect, Post, Say, SetTimer, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    Severity,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect
from .parcels import Letter
from .replacing import replace
from .saying import MOST_WORDS, asks_whether_we_are_here, says_it_is_settled, says_they_wait
from .scene import Scene, about, is_urgent
from .state import CaseKind, Conversation, Stage


def with_staff(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case TextReceived() | MediaReceived():
            return passed_on(talk, event, scene)
        case TimerFired(name="pause"):
            return paused(talk, event, scene)
        case Tapped(action=Action.OPTION, arg=key):  # a mind changed, or a wish thought better of
            option, held = offers.find(key, scene.policy), talk.open_grant
            before = option is not None and case_of(talk).chosen == option.label
            if (held is not None and held.key == key) or (before and not talk.grants):
                return Step(talk)  # tapped twice
            return proposing.chosen(talk, event, key, scene)
        case Tapped(action=Action.NONE_FITS):
            return _none_fits(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def _none_fits(talk: Conversation, event: Tapped, scene: Scene) -> Step:
    """Thought better of what was offered: whoever has the case hears it, else the bot asks."""
    ticked, told = shown(event, offers.rows(())), Post("staff.none_fits")
    handler = case_of(talk).handler
    if handler is None:
        asked = proposing.asked_for_a_wish(talk, scene, *ticked)
        return asked._replace(effects=(*asked.effects, told))
    params = {**about(talk, scene), "staff": handler.name}
    return Step(talk, (*ticked, Say("waiting.none_fits", params, variant=len(talk.story)), told))


def passed_on(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """Across at once; while nobody holds the case, the pause decides what the bot adds."""
    talk, sent = relay.from_customer(talk, event, scene)
    if case_of(talk).handler is not None:
        return _while_held(talk, event, scene, sent)
    if (said := crisis.still(talk, event, scene)) is not None:
        return Step(talk, (*sent, said))
    if isinstance(event, TextReceived) and _asks_for_us(event.text):
        here = escalating.reassured(talk, event.at, scene, event.message_id, "waiting.here")
        return Step(talk, (*sent, *here))
    talk, waits, _ = _collected(talk, event, scene)
    return Step(talk, (*sent, *waits))


def _collected(talk: Conversation, event: TextReceived | MediaReceived, scene: Scene) -> Step:
    """A letter that staff have already, to be read when it ends."""
    grown, waits, _ = collect(talk, event, scene)
    return Step(replace(grown, letter=grown.letter.as_told()), waits)


def _while_held(
    talk: Conversation,
    event: TextReceived | MediaReceived,
    scene: Scene,
    sent: tuple[Effect, ...],
) -> Step:
    """The bot is silent; only anger about the handling is not left to whoever handles it."""
    words = event.text if isinstance(event, TextReceived) else event.caption
    if handling.is_meant(talk, words, event.reading):
        begun, bare = talk.letter, replace(talk, letter=Letter())
        called = handling.raised(bare, event.at, event.reading, scene, *sent)
        talk, waits, _ = _collected(replace(called.talk, letter=begun), event, scene)
        return Step(talk, (*called.effects, *waits))
    if isinstance(event, TextReceived) and _asks_for_us(event.text):
        return Step(talk, (*sent, *handover.pressed(talk, event.at, scene)))
    if offers.is_called_off(talk.open_grant, words, scene.policy):
        talk, told, _ = amends.dropped(talk, scene, called_off=True)
        sent = (*sent, *told)
    if (owed := arriving.owed_again(talk, words, event.at, scene)) is not None:
        talk, sent = owed.talk, (*sent, *owed.effects)
    if words and (talk.letter or not _is_small_talk(event.reading)):
        talk, waits, _ = _collected(talk, event, scene)
        talk, clock, _ = _waits_for_an_answer(talk, event, scene)
        sent = (*sent, *waits, *clock)
    if talk.stage is Stage.WITH_STAFF and isinstance(event, TextReceived):
        unhappy = _is_unhappy(event.reading)
        if says_it_is_settled(event.text) and not unhappy:
            heard = tuple(replace(each, silent=False) for each in talk.pledges)
            talk = replace(talk, pledges=heard)  # they have it: no word of ours is broken
            return Step(talk, (*sent, Post("staff.sounds_settled", {}, CLOSE)))
    return Step(talk, sent)


def _waits_for_an_answer(
    talk: Conversation, event: TextReceived | MediaReceived, scene: Scene
) -> Step:
    """A question, or displeasure: whoever has it is reminded, and then somebody above them."""
    reading = event.reading
    asks = reading is not None and (reading.is_question or _is_unhappy(reading))
    if not asks or talk.stage not in (Stage.WITH_STAFF, Stage.CLOSING):
        return Step(talk)
    marked = replace(talk, asked=tuple(dict.fromkeys((*talk.asked, UNANSWERED))))
    grave = reading is not None and reading.severity is Severity.CRITICAL
    by = scene.policy.respond_by(event.at, urgent=grave or is_urgent(case_of(talk)))
    is_sooner = by < talk.timers.get(PRESSED, by + scene.policy.respond_within)
    return Step(marked, (SetTimer(PRESSED, by),) if is_sooner else ())


def paused(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """Nobody has claimed it yet: an enquiry may have become a complaint; else one word is due."""
    case = case_of(talk)
    if case.handler is not None:
        return noting.noted(talk, event, scene)
    if case.kind is CaseKind.ENQUIRY and _is_unhappy(event.reading):
        turned = complaint.apologised(talk, event.at, event.reading, scene)
        return turned._replace(effects=(Post("staff.now_complaint"), *turned.effects))
    if offers.is_called_off(talk.open_grant, talk.letter.text, scene.policy):
        return proposing.wished(talk, event, scene)
    if (option := _thought_better(talk, event.reading, scene)) is not None:
        tap = Tapped(event.at, talk.number, Action.OPTION, option.key)
        return proposing.chosen(talk, tap, option.key, scene)
    talk, told, _ = noting.noted(talk, event, scene)
    if talk.acked or _is_small_talk(event.reading):
        return Step(talk, told)
    said = escalating.reassured(talk, event.at, scene, len(talk.story))
    return Step(replace(talk, acked=True), (*told, *said))


def _thought_better(
    talk: Conversation, reading: Reading | None, scene: Scene
) -> Compensation | None:
    """我不退了，还是换一个吧: another of the ways that were offered, not the one chosen."""
    grant, words = talk.open_grant, talk.letter.text
    if grant is None or len(words) > MOST_WORDS or (reading is not None and reading.is_question):
        return None
    option = offers.meant(talk, reading, scene.policy)
    return option if option is not None and option.key != grant.key else None


def _asks_for_us(text: str) -> bool:
    return asks_whether_we_are_here(text) or says_they_wait(text)


def _is_small_talk(reading: Reading | None) -> bool:
    return reading is not None and reading.small_talk


def _is_unhappy(reading: Reading | None) -> bool:
    return reading is not None and reading.sentiment is Sentiment.UNHAPPY
