"""The complaint, steps 4 and 5: at least two ways to make amends, or the customer's own wish."""

import re
from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import assert_never

from . import amends, cues, irreparable, offers
from .case import case_of, posted_letter
from .choice import PERSON, shown
from .compensation import WISH, Compensation, Kind
from .effects import CancelTimer, Effect, Param, Post, Say, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Sentiment,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect, finish, taken
from .replacing import replace
from .saying import asks_whether_we_are_here, comes_back, plain, says_it_is_not_settled
from .scene import Scene, about, answer_by, here
from .state import CaseStatus, Conversation, Return, Stage

NOTED = "noted at the offers"  # a mark: they told more of what is wrong, once
_PAID = re.compile(r"花了?|付了?|买(?:的|了|来)|价|原来|交了|充了")
MOST_WORDS = 12  # 那就换一份新的吧; a longer text may say the opposite
PLACES = (("第一个", "一", "1", "选1"), ("第二个", "二", "2", "选2"), ("第三个", "三", "3", "选3"))

_CHOICE = re.compile(
    r"^(?:那|就|还是|好的?|行|嗯|我|要|选|想|可以|给我|帮我|请|[,\s])*(换|退|补|重做|再做|店长|打折)"
    r"(?:一[个份双件台条]|个|新的?|货|款|钱|一次|给我|来|谈|发|送)*(?:吧|了|好了|就行|就好|也行|[,\s])*$"
)


def proposed(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """Options as equals, each in plain words; the last one is always their own idea."""
    posted = posted_letter(talk)  # words typed before the tap are heard, and are no wish yet
    talk, case = taken(posted.talk), case_of(talk)
    assessed = case if case.reopened else replace(case, status=CaseStatus.ASSESSED)
    talk = replace(talk, case=assessed)
    effects = (*before, CancelTimer("pause"), *posted.effects, *irreparable.said(talk, scene))
    wish = cues.wish_told(talk.story)
    if wish and not case.wish:  # they have told it: they are not asked again
        told = replace(talk, case=replace(assessed, wish=wish), stage=Stage.WITH_STAFF)
        done = amends.settled(told, WISH, at, scene)
        return done._replace(effects=(*effects, *done.effects))
    fits = offers.fitting(talk, scene.policy)
    if not fits:
        return asked_for_a_wish(talk, scene, *effects)
    lines = offers.lines(fits, talk, scene)
    params: dict[str, Param] = {**about(talk, scene), "options": lines, "line": lines}
    more = not case.harm and offers.added(talk, scene.policy) in fits  # no gifts beside a hurt
    ask = "proposing.ask_more" if more else "proposing.ask"
    ask = "proposing.ask_one" if len(fits) == 1 else ask
    say = Say(ask, params, offers.rows(fits), case.reopened)
    key = "staff.proposed_again" if case.reopened else "staff.proposed"
    post = Post(key, {"options": "、".join(option.label for option in fits)})
    talk = replace(talk, stage=Stage.PROPOSING, offered=tuple(option.key for option in fits))
    return Step(talk, (*effects, say, post))


def asked_for_a_wish(talk: Conversation, scene: Scene, *before: Effect) -> Step:
    ask = Say("consulting.ask", about(talk, scene), PERSON)
    return Step(replace(talk, stage=Stage.CONSULTING), (*before, ask))


def proposing(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.OPTION, arg=key):
            return chosen(talk, event, key, scene)
        case Tapped(action=Action.DONE) if talk.letter:
            return finish(talk, event.at)
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case Tapped(action=Action.NONE_FITS):
            return asked_for_a_wish(talk, scene, *shown(event, offers.rows(())))
        case TextReceived(text=text) if (meant := named(text, talk, scene)) is not None:
            tap = Tapped(event.at, talk.number, Action.OPTION, meant)
            return chosen(talk, tap, meant, scene)
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case TimerFired(name="pause", reading=Reading(is_question=True)):
            return asked_back(talk, event.at, scene)
        case TimerFired(name="pause") if _tells_how_they_fare(talk, event.reading):
            return cared(talk, scene)
        case TimerFired(name="pause") if _goes_on(talk, event.reading):
            return _heard(talk, scene)
        case TimerFired(name="pause"):
            return wished(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def label_of(key: str, scene: Scene) -> str | None:
    return next((o.label for o in scene.policy.compensations if o.key == key), None)


def named(text: str, talk: Conversation, scene: Scene) -> str | None:
    """The option that short words name: its label, or its place among those offered."""
    if talk.case is None:
        return None
    offered = offers.offered(talk, scene.policy)
    words = plain(text)
    for place, option in zip(PLACES, offered, strict=False):
        label = plain(option.label)
        short = len(words) <= MOST_WORDS and not set(words) & set("不别没")
        if words in place or words == label or (short and label in words):
            return option.key
    return _by_verb(words, offered)


def _by_verb(words: str, offered: Iterable[Compensation]) -> str | None:
    """那就换吧, where one way of those offered is an exchange."""
    found = _CHOICE.match(words)
    same = [option.key for option in offered if found and option.kind is offers.VERBS[found[1]]]
    return same[0] if len(same) == 1 else None


def asked_back(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """A question is no wish: staff get it, and the options stay."""
    posted = posted_letter(talk)
    params = {**about(talk, scene), "by": answer_by(talk, at, scene)}
    say = Say("proposing.asked_back", params, variant=len(talk.story))
    return Step(taken(posted.talk), (*posted.effects, say))


def _tells_how_they_fare(talk: Conversation, reading: Reading | None) -> bool:
    """We asked how they are, and that is the answer: no wish, and nothing to decide on."""
    if reading is None or reading.requests or not case_of(talk).harm:
        return False
    return cues.tells_of_health(talk.letter.text)


def cared(talk: Conversation, scene: Scene) -> Step:
    """Whoever looks after somebody is not pressed; the question before them stays."""
    posted = posted_letter(talk)
    say = Say("proposing.cared", about(talk, scene), variant=len(talk.story))
    return Step(taken(posted.talk), (*posted.effects, say))


def chosen(talk: Conversation, event: Tapped, key: str, scene: Scene) -> Step:
    """Granted at once where staff may, else asked for; ten taps are one choice."""
    option = offers.find(key, scene.policy)
    was_offered = not talk.offered or key in talk.offered
    if option is None or talk.case is None or not was_offered or amends.is_over(talk, key):
        return Step(talk, (Say("stale", about(talk, scene)),))
    if key in scene.policy.gone:
        return ran_out(talk, option, scene, *shown(event, offers.rows(())))
    posted = posted_letter(talk)
    refund = Return.COME_BACK if option.kind is Kind.REFUND else None
    settled = replace(
        taken(posted.talk),
        case=replace(talk.case, chosen=option.label),
        stage=Stage.WITH_STAFF,
        returned=refund,
    )
    done = amends.settled(settled, option, event.at, scene)
    before = (*shown(event, offers.rows((option,))), CancelTimer("pause"), *posted.effects)
    return done._replace(effects=(*before, *done.effects))


def ran_out(talk: Conversation, option: Compensation, scene: Scene, *before: Effect) -> Step:
    """The last one went between offer and choice: told warmly, with what is left."""
    left = offers.fitting(talk, scene.policy)
    post = Post("staff.ran_out", {"option": option.label})
    params = {**about(talk, scene), "option": option.label}
    if not left:
        gone = Say("proposing.ran_out", {**params, "options": ""}, variant=talk.number)
        return asked_for_a_wish(talk, scene, *before, gone, post)
    params |= {"options": offers.lines(left, talk, scene)}
    say = Say("proposing.ran_out", params, offers.rows(left), talk.number)
    stage = talk.stage if talk.stage is Stage.WITH_STAFF else Stage.PROPOSING
    kept = replace(talk, stage=stage, offered=tuple(each.key for each in left))
    return Step(kept, (*before, say, post))


def consulting(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.OPTION, arg=key):
            return chosen(talk, event, key, scene)
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case Tapped(action=Action.DONE) if talk.letter:
            return finish(talk, event.at)
        case TimerFired(name="pause") if _tells_how_they_fare(talk, event.reading):
            return cared(talk, scene)
        case TimerFired(name="pause"):
            return wished(talk, event, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def wished(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """The wish goes to somebody who may grant it, in the customer's own words, with a time."""
    words, reading = talk.letter.text, event.reading
    option = offers.meant(talk, reading, scene.policy) if len(words) <= MOST_WORDS else None
    if option is not None:
        tap = Tapped(event.at, talk.number, Action.OPTION, option.key)
        return chosen(talk, tap, option.key, scene)
    posted = posted_letter(talk, "staff.wish")
    case = replace(case_of(talk), wish=words)
    handed = replace(taken(talk), case=case, stage=Stage.WITH_STAFF)
    wish = replace(WISH, cost=_sum_of(words, reading))
    done = amends.settled(handed, wish, event.at, scene)
    return done._replace(effects=(*posted.effects, *done.effects))


def _sum_of(words: str, reading: Reading | None) -> Decimal | None:
    """What they ask for, in yuan, so that somebody decides who may; what they paid is none."""
    asked = [clause for clause in cues.clauses(words) if not _PAID.search(clause)]
    told = (e for e in (reading.entities if reading else ()) if e.kind == "amount")
    sums = [Decimal(e.value) for e in told if any(e.text in clause for clause in asked)]
    return max(sums, default=None)


def _goes_on(talk: Conversation, reading: Reading | None) -> bool:
    """More of what is wrong, and no word of what they would have."""
    words = talk.letter.text
    if talk.letter.media or (reading is not None and reading.requests):
        return False
    unhappy = reading is not None and reading.sentiment is Sentiment.UNHAPPY
    again = says_it_is_not_settled(words) or comes_back(words)
    return again or (unhappy and not cues.wishes(words))


def _heard(talk: Conversation, scene: Scene) -> Step:
    """It is noted, and the ways stay; the second time they are asked for their own."""
    posted = posted_letter(talk)
    told = taken(posted.talk)
    if NOTED in talk.asked:
        return asked_for_a_wish(told, scene, *posted.effects)
    say = Say("proposing.noted", about(talk, scene), variant=len(talk.story))
    return Step(replace(told, asked=(*told.asked, NOTED)), (*posted.effects, say))
