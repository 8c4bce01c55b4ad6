"""The complaint, steps 4 and 5: at least two ways to make amends, or the customer's own wish."""

from dataclasses import replace
from datetime import datetime
from typing import assert_never

from .case import posted_letter
from .choice import shown
from .compensation import Compensation
from .effects import Button, CancelTimer, Effect, Post, Rows, Say, Step
from .events import (
    Action,
    MediaReceived,
    Reading,
    Severity,
    StageEvent,
    Tapped,
    TextReceived,
    TimerFired,
)
from .letters import collect, finish, taken
from .policy import Policy
from .scene import Scene, about, answer_by, here
from .state import Case, CaseStatus, Conversation, Stage
from .typed import asks_whether_we_are_here, plain

MOST = 3  # more than three options are no choice
MOST_WORDS = 12  # 那就换一份新的吧; a longer text may say the opposite
PLACES = (("第一个", "一", "1", "选1"), ("第二个", "二", "2", "选2"), ("第三个", "三", "3", "选3"))


def options(case: Case, policy: Policy) -> tuple[Compensation, ...]:
    """What fits the topic comes first; what did not help the last time comes last."""
    able = [c for c in policy.compensations if c.critical or case.severity != Severity.CRITICAL]
    fitting = [c for c in able if case.topic in c.topics]
    anywhere = [c for c in able if not c.topics]
    ordered = sorted([*fitting, *anywhere], key=lambda c: c.label == case.chosen)
    return tuple(ordered[:MOST])


def proposed(talk: Conversation, at: datetime, scene: Scene, *before: Effect) -> Step:
    """Options as equals, each in plain words; the last one is always their own idea."""
    posted = posted_letter(talk)  # words typed before the tap are heard, and are no wish yet
    talk, case = taken(posted.talk), talk.case
    assert case is not None
    offered = options(case, scene.policy)
    assessed = case if case.reopened else replace(case, status=CaseStatus.ASSESSED)
    points = "\n".join(f"· {option.says}" for option in offered)
    params = {**about(talk, scene), "options": points}
    say = Say("proposing.ask", params, rows(offered), case.reopened)
    key = "staff.proposed_again" if case.reopened else "staff.proposed"
    post = Post(key, {"options": "、".join(option.label for option in offered)})
    return Step(
        replace(talk, case=assessed, stage=Stage.PROPOSING),
        (*before, CancelTimer("pause"), *posted.effects, say, post),
    )


def rows(offered: tuple[Compensation, ...]) -> Rows:
    return (
        *(
            (Button("button.option", Action.OPTION, option.key, {"label": option.label}),)
            for option in offered
        ),
        (Button("button.none_fits", Action.NONE_FITS),),
    )


def proposing(talk: Conversation, event: StageEvent, scene: Scene) -> Step:
    match event:
        case Tapped(action=Action.OPTION, arg=key):
            return chosen(talk, event, key, scene)
        case Tapped(action=Action.DONE) if talk.letter:
            return finish(talk, event.at)
        case TextReceived(text=text) if asks_whether_we_are_here(text):
            return Step(talk, (here(talk, event, scene),))
        case Tapped(action=Action.NONE_FITS):
            ask = Say("consulting.ask", about(talk, scene))
            ticked = shown(event, rows(()))
            return Step(replace(talk, stage=Stage.CONSULTING), (*ticked, ask))
        case TextReceived(text=text) if (meant := named(text, talk, scene)) is not None:
            tap = Tapped(event.at, talk.number, Action.OPTION, meant)
            return chosen(talk, tap, meant, scene)
        case TextReceived() | MediaReceived():
            return collect(talk, event, scene)
        case TimerFired(name="pause", reading=Reading(is_question=True)):
            return asked_back(talk, event.at, scene)
        case TimerFired(name="pause"):
            return wished(talk, event.at, scene)
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
    offered = options(talk.case, scene.policy)
    words = plain(text)
    for place, option in zip(PLACES, offered, strict=False):
        label = plain(option.label)
        short = len(words) <= MOST_WORDS and not set(words) & set("不别没")
        if words in place or words == label or (short and label in words):
            return option.key
    return None


def asked_back(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """A question is no wish: staff get it, and the options stay."""
    posted = posted_letter(talk)
    params = {**about(talk, scene), "by": answer_by(talk, at, scene)}
    say = Say("proposing.asked_back", params, variant=len(talk.story))
    return Step(taken(posted.talk), (*posted.effects, say))


def chosen(talk: Conversation, event: Tapped, key: str, scene: Scene) -> Step:
    option = next((o for o in scene.policy.compensations if o.key == key), None)
    case = talk.case
    if option is None or case is None:  # the shop changed its catalogue meanwhile
        return Step(talk, (Say("stale", about(talk, scene)),))
    params = {
        **about(talk, scene),
        "option": option.label,
        "by": answer_by(talk, event.at, scene),
    }
    posted = posted_letter(talk)
    settled = replace(
        taken(posted.talk), case=replace(case, chosen=option.label), stage=Stage.WITH_STAFF
    )
    effects = (
        *shown(event, rows((option,))),
        CancelTimer("pause"),
        Say("proposing.chosen", params),
        *posted.effects,
        Post("staff.chosen", {"option": option.label}),
    )
    return Step(settled, effects)


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
        case TimerFired(name="pause"):
            return wished(talk, event.at, scene)
        case Tapped() | TimerFired():
            return Step(talk)
        case _:
            assert_never(event)


def wished(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """The wish goes to a person in the customer's own words, with a time."""
    case = talk.case
    assert case is not None
    wish = talk.letter.text
    posted = posted_letter(talk, "staff.wish")
    handed = replace(taken(talk), case=replace(case, wish=wish), stage=Stage.WITH_STAFF)
    say = Say("consulting.handed", {**about(talk, scene), "by": answer_by(talk, at, scene)})
    return Step(handed, (*posted.effects, say))
