"""/status: where a case stands, who has it, and what comes next by when; one message a case.

Rule: nothing is promised here that was not promised before; a time that is over is not repeated.
"""

from datetime import datetime

from . import pledging
from .case import matter
from .effects import Deed, Param, Say, Turn
from .policy import Policy
from .scene import Scene, about, answer_by
from .state import Chat, Conversation, Grant, GrantStatus, Stage

MOST = 3  # the newest ones
OURS: dict[Stage, str] = {  # what it waits for, while no person has it
    Stage.LISTENING: "listening",
    Stage.GATHERING: "gathering",
    Stage.CONFIRMING: "confirming",
    Stage.PROPOSING: "proposing",
    Stage.CONSULTING: "proposing",
    Stage.RETURNING: "proposing",
    Stage.CLOSING: "closing",
    Stage.FOLLOWING_UP: "following_up",
}


def told(chat: Chat, at: datetime, policy: Policy) -> Turn:
    cases = [talk for talk in chat.talks if talk.case is not None and talk.stage is not Stage.OVER]
    if not cases:
        return Turn(chat, (Deed(0, Say("status.none")),))
    scene = Scene(policy, chat.customer)
    deeds = (Deed(talk.number, _stands(talk, at, scene)) for talk in reversed(cases[-MOST:]))
    return Turn(chat, tuple(deeds))


def _stands(talk: Conversation, at: datetime, scene: Scene) -> Say:
    case, grant = talk.case, talk.open_grant
    handler = case.handler if case is not None else None
    params: dict[str, Param] = {
        **about(talk, scene),
        "matter": matter(talk),
        "who": scene.policy.levels[case.level if case is not None else 0],
        "staff": handler.name if handler is not None else "",
        "by": "",
        "option": grant.label if grant is not None else "",
    }
    if talk.stage is Stage.CLOSING or talk.stage is Stage.FOLLOWING_UP:
        due = talk.timers.get("follow_up")
        key = OURS[talk.stage]
        if key == "closing" and handler is None:  # nobody of ours says so: they did
            key = "settled"
        return Say(f"status.{key}", {**params, "by": due or ""})
    if grant is not None and grant.label:
        return _promised(grant, params, at, scene)
    if handler is not None:
        return Say("status.handled", {**params, **pledging.told(talk, at)})
    if case is not None and case.alerted and case.level > 0:  # a time that was said is over
        return Say("status.late", {**params, "by": answer_by(talk, at, scene)})
    if talk.stage in OURS:
        return Say(f"status.{OURS[talk.stage]}", params)
    return Say("status.waiting", {**params, "by": answer_by(talk, at, scene)})


def _promised(grant: Grant, params: dict[str, Param], at: datetime, scene: Scene) -> Say:
    """What was chosen: asked for, or on its way."""
    is_asked = grant.status is GrantStatus.REQUESTED
    due = grant.answer_by or grant.due_at
    by = due if due is not None and due > at else ""
    who = scene.policy.levels[grant.level]
    return Say("status.asked" if is_asked else "status.granted", {**params, "by": by, "who": who})
