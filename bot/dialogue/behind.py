"""A case with harsh words goes behind, to the group of the seniors, where the shop has one.

Rule 1: not a word is lost or told twice: the card says what staff had, the rest follows as ever.
Rule 2: the topic that it leaves gets one line, which quotes nobody, and is closed.
Rule 3: only somebody senior keeps a case that goes behind; else it waits there to be claimed.
"""

from datetime import datetime

from . import relay
from .authority import Role, role_of
from .case import (
    CLAIM_HERE,
    CLOSE,
    MISREAD,
    QUOTED,
    alert_key,
    case_of,
    described,
)
from .effects import (
    CancelTimer,
    Effect,
    GoBehind,
    OpenTopic,
    Param,
    Post,
    RelayMedia,
    RelayText,
    SetTimer,
    Step,
)
from .holding import TIMER as HELD
from .parcels import Letter
from .replacing import replace
from .scene import Scene, is_urgent
from .state import Conversation, Stage

NAMES = "staff.harsh"  # the line that already calls somebody by name


def moved(before: Conversation | None, done: Step, at: datetime, scene: Scene) -> Step:
    """The step, in the other group from here on where harsh words fell in it."""
    case = done.talk.case
    if case is None or case.behind or not case.abusive or case.is_over or done.ended:
        return done
    if not scene.policy.has_seniors:
        return done
    talk, album = _with_album_sent(done.talk)
    talk = replace(talk, case=replace(case, behind=True))
    across = tuple(effect for effect in done.effects if _is_from_the_old_topic(effect))
    rest = tuple(effect for effect in done.effects if not _is_from_the_old_topic(effect))
    if before is None or before.case is None or not before.case.alerted:
        return Step(talk, (*across, *album, GoBehind(), *rest))
    talk, released, _ = _released(talk, at, scene)
    gone = GoBehind("staff.gone_behind", {"who": scene.policy.levels[case.level]})
    card = _card(before, talk, scene, is_called=any(_calls(effect) for effect in rest))
    return Step(talk, (*across, *album, gone, *released, *card, *rest))


def _is_from_the_old_topic(effect: Effect) -> bool:
    """Telegram copies it, or finds what it answers, where it was written."""
    return isinstance(effect, RelayText | RelayMedia) and effect.to == "customer"


def _calls(effect: Effect) -> bool:
    return isinstance(effect, Post) and effect.key == NAMES


def _with_album_sent(talk: Conversation) -> relay.Relayed:
    """Pieces that staff sent lie in the old topic: they go out before it is left."""
    if talk.album is None or talk.album.to == "staff":
        return talk, ()
    return relay.flushed(talk)


def _released(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Replies that were held stay behind unsent, and whoever is not senior lets go."""
    case, held = case_of(talk), bool(talk.held)
    effects: tuple[Effect, ...] = (CancelTimer(HELD),) if held else ()
    talk = replace(talk, held=())
    if talk.stage is not Stage.WITH_STAFF or case.handler is None:
        return Step(talk, effects)
    if role_of(scene.policy.authority, case.handler) >= Role.SUPERVISOR:
        return Step(talk, effects)
    due_at = scene.policy.respond_by(at, urgent=is_urgent(case))
    waits = replace(case, handler=None, due_at=due_at)
    return Step(replace(talk, case=waits), (*effects, SetTimer("respond", due_at)))


def _card(
    before: Conversation, talk: Conversation, scene: Scene, *, is_called: bool
) -> tuple[Effect, ...]:
    """The alert again, with what staff had read so far; the newest words come after it."""
    case, letter = case_of(talk), before.letter
    read = Letter(letter.texts[: letter.told[0]])
    known = replace(talk, story=before.story, letter=read)
    words = "\n".join((*known.story, *read.texts))
    key, held = alert_key(case), case.handler
    params: dict[str, Param] = {**described(known, scene), "staff": held.name if held else ""}
    by = "" if held else case.due_at or ""
    buttons = (*(CLOSE if held else CLAIM_HERE), *MISREAD)
    level = None if is_called else case.level
    return (
        OpenTopic(f"{key}_topic", params),
        Post(key, {**params, "by": by}, buttons, level, is_alert=True),
        *((Post("staff.more", {"words": words}),) if len(words) > QUOTED else ()),
    )
