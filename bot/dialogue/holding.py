"""A staff reply that would hurt is held: what is wrong, why, and what could be said instead.

Rule 1: nothing is lost: it waits until its writer takes the suggestion, mends it or sends it.
Rule 2: they have the last word; to send it as it was is logged.
Rule 3: what is held is no answer yet: the clocks of the case go on.
"""

from datetime import datetime, timedelta

from . import giving, pledging, relay
from .authority import Role, may_say, role_of
from .case import NOTE, answered, case_of, is_note, staff_said
from .effects import (
    CancelTimer,
    EditPost,
    Effect,
    Lines,
    Param,
    Post,
    RecordOverride,
    RelayMedia,
    RelayText,
    SetTimer,
    StaffButton,
    Step,
)
from .events import StaffAction, StaffSaid, StaffTapped, TimerFired
from .parcels import Held
from .replacing import replace
from .scene import Scene
from .state import CaseKind, Conversation

TIMER = "held"  # somebody may have forgotten it
REMIND, MOST_REMINDERS = timedelta(minutes=10), 3  # each after twice the time
CARE, REFUSAL, PROMISE = "care", "refusal", "promise"
_QUOTED = 200


def said(talk: Conversation, event: StaffSaid, scene: Scene) -> Step:
    """A message in the topic: passed on, or held where it would hurt."""
    before = _replaced(talk, event)
    if before is not None and event.text.lstrip().startswith(NOTE):
        return _settled(talk, before)
    if is_note(talk, event):
        late = (Post("staff.note_too_late"),) if event.edited else ()
        done = staff_said(talk, event, scene)
        return done._replace(effects=(*done.effects, *late))
    whole = _album_of(talk, event)
    if whole is not None:
        return Step(_put(talk, whole, event))
    if is_held(event, scene, talk):
        return _kept(talk, event, before)
    if before is not None:
        return _mended(talk, before, event, scene)
    return _with_hint(talk, event, _passed_on(talk, event, scene))


def _passed_on(talk: Conversation, event: StaffSaid, scene: Scene) -> Step:
    """The customer has an answer: what is held beside it is asked about once more, and left."""
    left = tuple(replace(h, reminded=max(h.reminded, MOST_REMINDERS - 1)) for h in talk.held)
    done = staff_said(replace(talk, held=left), event, scene)
    done = pledging.noted(done, event.pledges, event.staff, event.message_id, event.at)
    return giving.noted(done, event.gives)


def is_held(event: StaffSaid, scene: Scene, talk: Conversation | None = None) -> bool:
    """To a question "it can only be dry-cleaned" is an answer; to a complaint it is a refusal."""
    asked = talk is not None and talk.case is not None and talk.case.kind is CaseKind.ENQUIRY
    let_pass = (CARE, REFUSAL) if asked else (CARE,)
    if _may_promise(event, scene):
        let_pass = (*let_pass, PROMISE)
    return scene.policy.hold and any(fault.rule not in let_pass for fault in event.faults)


def _may_promise(event: StaffSaid, scene: Scene) -> bool:
    """Whoever decides about such a sum is not sent to somebody who does."""
    authority = scene.policy.authority
    role, named = role_of(authority, event.staff), authority.managers or authority.supervisors
    if not named or role is Role.STAFF:
        return False
    return may_say(authority, event.staff, event.gives)


def notice(event: StaffSaid, buttons: tuple[StaffButton, ...], key: str = "staff.held") -> Post:
    """What is wrong, why, and what could be said instead."""
    faults = [fault for fault in event.faults if fault.rule != CARE]
    lines = Lines(
        tuple(
            ("staff.fault", {"words": _short(fault.words, 40), "why": fault.why})
            for fault in faults
        ),
        "·",
    )
    params: dict[str, Param] = {
        "words": _short(event.text),
        "faults": lines,
        "instead": event.rewritten,
    }
    return Post(key, params, buttons, in_row=2)


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """用建议, 我来改, 仍然发送, 不发了; a second tap does nothing twice."""
    held = next((each for each in talk.held if str(each.key) == event.arg), None)
    if held is None:
        return Step(talk, (Post("staff.held_gone"),))
    match event.action:
        case StaffAction.MEND:
            mending = replace(held, mender=event.staff.id)
            return Step(_with(talk, mending), (Post("staff.held_mend", _of(event)),))
        case StaffAction.DROP:
            dropped = _settled(talk, held)
            gone = EditPost(event.message_id), Post("staff.held_dropped", _of(event))
            return dropped._replace(effects=(*gone, *dropped.effects))
        case StaffAction.INSTEAD if held.rewritten:
            said = tuple(p for p in held.pledges if p.text in held.rewritten)
            told = replace(held, text=held.rewritten, bare=True, pledges=said, gives=None)
            sent = _sent(talk, told, event.at, scene)
            post = Post("staff.held_instead", {"text": held.rewritten})
        case _ if held.inside:  # it was for the customer after all
            sent, post = _sent(talk, held, event.at, scene), Post("staff.passed_on")
        case _:
            sent = _sent(talk, held, event.at, scene)
            record = RecordOverride(event.staff.id, held.rules, held.key, event.at)
            sent = sent._replace(effects=(*sent.effects, record))
            post = Post("staff.held_anyway", _of(event))
    return sent._replace(effects=(EditPost(event.message_id), *sent.effects, post))


def reminded(talk: Conversation, event: TimerFired) -> Step:
    """Nobody has chosen yet, and the customer waits."""
    waits = [held for held in talk.held if not held.inside]
    if not waits or case_of(talk).is_over:
        return Step(talk)
    again = replace(waits[0], reminded=waits[0].reminded + 1)
    effects: tuple[Effect, ...] = tuple(
        Post("staff.held_waits", {"words": _short(held.text)}, _buttons(held), in_row=2)
        for held in waits
    )
    if again.reminded < MOST_REMINDERS:
        effects = (*effects, SetTimer(TIMER, event.at + REMIND * 2**again.reminded))
    return Step(_with(talk, again), effects)


def _kept(talk: Conversation, event: StaffSaid, before: Held | None) -> Step:
    """Not passed on. What is written anew takes the place of what was held."""
    talk, ids, effects = _pieces(talk, event)
    held = Held(
        event.message_id,
        ids,
        event.staff,
        event.text,
        tuple(dict.fromkeys(fault.rule for fault in event.faults if fault.rule != CARE)),
        event.rewritten,
        event.media,
        event.album,
        reply_to=event.reply_to,
        edited=event.edited,
        pledges=event.pledges,
        gives=event.gives,
    )
    if before is not None:
        held = replace(held, edited=before.edited, reply_to=held.reply_to or before.reply_to)
        if before.media is not None and event.media is None:
            held = replace(held, media=before.media, message_ids=before.message_ids, bare=True)
        elif event.edited:
            held = replace(held, message_ids=before.message_ids, album=before.album)
        talk = _without(talk, before)
    timer = SetTimer(TIMER, event.at + REMIND)
    return Step(_with(talk, held), (*effects, notice(event, _buttons(held)), timer))


def _pieces(
    talk: Conversation, event: StaffSaid
) -> tuple[Conversation, tuple[int, ...], tuple[Effect, ...]]:
    """The message, and the pieces of its album that came before it; another album goes out."""
    album = talk.album
    if event.album is None or album is None:
        return talk, (event.message_id,), ()
    if (album.id, album.to) == (event.album, "customer"):
        ids = (*album.message_ids, event.message_id)
        return replace(talk, album=None), ids, (CancelTimer("album"),)
    talk, sent = relay.flushed(talk)
    return talk, (event.message_id,), sent


def _mended(talk: Conversation, before: Held, event: StaffSaid, scene: Scene) -> Step:
    """Written anew, and fine: it goes out in the place of what was held."""
    if before.media is not None and (event.media is None or event.edited):
        bare = event.media is None
        told = replace(
            before,
            text=event.text,
            staff=event.staff,
            bare=before.bare or bare,
            pledges=event.pledges,
            gives=event.gives,
        )
        return _sent(talk, told, event.at, scene, is_logged=False)
    fresh = replace(event, edited=before.edited, reply_to=event.reply_to or before.reply_to)
    cleared = _settled(talk, before)
    done = _passed_on(cleared.talk, fresh, scene)
    return done._replace(effects=(*cleared.effects, *done.effects))


def _sent(
    talk: Conversation, held: Held, at: datetime, scene: Scene, *, is_logged: bool = True
) -> Step:
    """To the customer at last."""
    cleared = _settled(talk, held)
    talk, effects, _ = answered(cleared.talk, held.staff, at, scene)
    talk, before = relay.flushed(talk)
    done = Step(talk, (*cleared.effects, *effects, *before, *_parcels(held, is_logged)))
    done = pledging.noted(done, held.pledges, held.staff, held.key, at)
    return giving.noted(done, held.gives)


def _parcels(held: Held, is_logged: bool) -> tuple[Effect, ...]:
    text = RelayText("customer", held.text, held.key, held.reply_to, held.edited, logged=is_logged)
    if held.media is None:
        return (text,)
    if held.bare:
        media = RelayMedia("customer", held.message_ids, held.reply_to, bare=True)
        return media, replace(text, reply_to=None)
    caption = held.text if is_logged else ""
    return (RelayMedia("customer", held.message_ids, held.reply_to, caption=caption),)


def _replaced(talk: Conversation, event: StaffSaid) -> Held | None:
    """The held reply whose place this one takes: the same message edited, or one being mended."""
    for held in talk.held:
        if event.edited and event.message_id in (held.key, *held.message_ids):
            return held
    mending = (held for held in talk.held if held.mender == event.staff.id)
    return None if event.edited else next(mending, None)


def _album_of(talk: Conversation, event: StaffSaid) -> Held | None:
    """The held album that one more piece belongs to."""
    if event.album is None or event.edited:
        return None
    return next((held for held in talk.held if held.album == event.album), None)


def _put(talk: Conversation, held: Held, event: StaffSaid) -> Conversation:
    return _with(talk, replace(held, message_ids=(*held.message_ids, event.message_id)))


def _with_hint(talk: Conversation, event: StaffSaid, done: Step) -> Step:
    """The first reply went out and saw nobody: a word about it, for the next time."""
    case = case_of(talk)
    hint = next((fault for fault in event.faults if fault.rule == CARE), None)
    is_first = case.first_response_at is None and case.kind is CaseKind.COMPLAINT
    if hint is None or not is_first or event.edited:
        return done
    post = Post("staff.care_hint", {"suggestion": hint.suggestion})
    return done._replace(effects=(*done.effects, post))


def _settled(talk: Conversation, held: Held) -> Step:
    talk = _without(talk, held)
    return Step(talk, () if talk.held else (CancelTimer(TIMER),))


def _with(talk: Conversation, held: Held) -> Conversation:
    """In its place among those that wait, or as the last of them."""
    if any(each.key == held.key for each in talk.held):
        return replace(talk, held=tuple(held if h.key == held.key else h for h in talk.held))
    return replace(talk, held=(*talk.held, held))


def _without(talk: Conversation, held: Held) -> Conversation:
    return replace(talk, held=tuple(each for each in talk.held if each.key != held.key))


def _buttons(held: Held) -> tuple[StaffButton, ...]:
    instead = (StaffButton("button.instead", StaffAction.INSTEAD, str(held.key)),)
    return (
        *(instead if held.rewritten else ()),
        StaffButton("button.mend", StaffAction.MEND, str(held.key)),
        StaffButton("button.anyway", StaffAction.ANYWAY, str(held.key)),
        StaffButton("button.drop", StaffAction.DROP, str(held.key)),
    )


def _of(event: StaffTapped) -> dict[str, Param]:
    return {"staff": event.staff.name}


def _short(words: str, most: int = _QUOTED) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"
