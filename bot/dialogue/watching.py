"""What is noticed beside the conversation, after every step: harsh words, people to be careful of,
a second case of the same customer.
"""

from . import behind, danger, manner, safety
from .case import CLAIM, alerted, case_of
from .effects import Deed, Effect, Param, Post, Step, Turn, Word
from .events import Event, MediaReceived, TextReceived
from .scene import Scene
from .state import Chat, Conversation, is_open_complaint


def watched(before: Conversation | None, done: Step, event: Event, scene: Scene) -> Step:
    """The step, with what it gives away about the person, where the case belongs after it."""
    done = done._replace(talk=danger.heeded(done.talk, event))
    done = danger.told(before.case if before else None, done, event, scene)
    done = safety.answered(before, done, event, scene)
    return behind.moved(before, _noticed(before, done, event, scene), event.at, scene)


def _noticed(before: Conversation | None, done: Step, event: Event, scene: Scene) -> Step:
    """A person is called where one should."""
    talk = manner.marked(done.talk, *_said(event))
    effects = manner.relays_marked(done.effects)
    if talk.case is None or done.ended or not is_open_complaint(talk):
        return done._replace(effects=effects)
    old, case = before.case if before else None, talk.case
    new_harsh = case.abusive and not (old and old.abusive)
    new_fragile = case.vulnerable and not (old and old.vulnerable)
    was_alerted = old is not None and old.alerted
    if (new_harsh or new_fragile) and not case.alerted:
        called = alerted(talk, event.at, scene)
        return Step(called.talk, (*effects, *called.effects))
    if was_alerted:  # else the card says it
        effects += _told(talk, scene, harsh=new_harsh, fragile=bool(new_fragile))
    return Step(talk, effects)


def _told(talk: Conversation, scene: Scene, *, harsh: bool, fragile: bool) -> tuple[Effect, ...]:
    case = case_of(talk)
    posts: list[Effect] = []
    if harsh:
        who = scene.policy.levels[case.level]
        posts.append(Post("staff.harsh", {"who": who}, CLAIM, case.level))
    if fragile:
        whom = Word(f"staff.{case.vulnerable}")
        posts.append(Post("staff.careful", {"whom": whom}))
    return tuple(posts)


def _said(event: Event) -> tuple[str, ...]:
    match event:
        case TextReceived(text=text):
            return (text,)
        case MediaReceived(caption=caption) if caption:
            return (caption,)
        case _:
            return ()


def told_apart(before: Chat, turn: Turn) -> Turn:
    """Whoever works on one of two cases of a customer sees that there is another."""
    open_ = [t for t in turn.chat.talks if is_open_complaint(t) and case_of(t).alerted]
    known = {t.number for t in before.talks if t.case and t.case.alerted and not t.case.is_over}
    fresh = [talk for talk in open_ if talk.number not in known]
    if len(open_) < 2 or not fresh:
        return turn
    deeds = [
        Deed(talk.number, Post("staff.another_case", _named(other)))
        for talk in open_
        for other in open_
        if talk is not other and (talk in fresh or other in fresh)
    ]
    return turn._replace(deeds=(*turn.deeds, *deeds))


def _named(talk: Conversation) -> dict[str, Param]:
    purchase = talk.purchase
    return {
        "items": purchase.items if purchase else "",
        "order_no": purchase.order_no if purchase else "",
    }
