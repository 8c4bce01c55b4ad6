"""A promise and its way: granted or asked for, decided by one tap, tracked until it has arrived.

Rule 1: what staff may give is granted at once; above that somebody is asked, with a clock.
Rule 2: nobody is ever refused by rule or authority: another way is looked for.
Rule 3: at most one grant of a conversation is open.
"""

from datetime import datetime, timedelta

from . import offers
from .authority import Role, asked_role, next_role
from .case import WAY, case_of
from .compensation import WISH, Compensation, Fulfil, Kind, cost_of
from .effects import CancelTimer, Effect, Param, Post, Say, SetTimer, StaffButton, Step
from .events import Staff, StaffAction, TimerFired
from .replacing import replace
from .scene import Scene, about, is_urgent
from .state import Conversation, Grant, GrantStatus

ASKED = "asked"  # the timer of a request: rings before the promised time is over
OWED = "grant"  # the timer of a promise: rings when the customer must have it
SOONEST = timedelta(minutes=5)
PATIENCE = 4  # at the top, this many times the time to respond, then twice that, and so on
AGAIN = timedelta(days=1)
LATE = 3  # so many reminders, and the managers are named
_STOP = (CancelTimer(ASKED), CancelTimer(OWED))
RINGS = (ASKED, OWED, WAY)
_SAID = {
    Fulfil.STAFF: "amends.granted",
    Fulfil.CODE: "amends.code",
    Fulfil.ITSELF: "amends.itself",
}


def settled(talk: Conversation, option: Compensation, at: datetime, scene: Scene) -> Step:
    """What the customer chose or wishes: promised at once, or asked for at once."""
    talk, before, _ = withdrawn(talk)
    policy = scene.policy
    role = asked_role(policy.authority, option, talk.purchase, scene.customer)
    grant = Grant(
        number=len(talk.grants) + 1,
        key=option.key,
        status=GrantStatus.REQUESTED,
        requested_at=at,
        label=option.label,
        cost=cost_of(option, talk.purchase),
        level=int(role),
    )
    ours = role is Role.STAFF and option.kind is not Kind.CUSTOM  # people decide about wishes
    done = granted(talk, grant, at, scene, None) if ours else asked(talk, grant, at, scene)
    return done._replace(effects=(*before, *done.effects))


def granted(
    talk: Conversation, grant: Grant, at: datetime, scene: Scene, by: Staff | None
) -> Step:
    """It is promised now; the customer hears when they will have it."""
    option = option_of(grant, scene)
    is_done = option.fulfil is not Fulfil.STAFF
    grant = replace(
        grant,
        status=GrantStatus.FULFILLED if is_done else GrantStatus.GRANTED,
        granted_at=at,
        granted_by=by,
        answer_by=None,
        due_at=scene.policy.out_of_quiet(at + option.within),
        fulfilled_at=at if is_done else None,
        reminded=0,
        told=not scene.customer.unreachable,
    )
    owed = () if is_done or grant.due_at is None else (SetTimer(OWED, grant.due_at),)
    say = (_decision(talk, grant, scene),) if grant.told else ()
    post = Post(
        "staff.chosen" if by is None else "staff.approved",
        {**named(talk, grant, scene), "staff": by.name if by else "", "by": grant.due_at or at},
        () if is_done else (done_button(grant),),
        1 if option.kind is Kind.CALL else None,  # it is they who come to talk
    )
    return Step(talk.with_grant(grant), (CancelTimer(ASKED), *owed, *say, post))


def asked(talk: Conversation, grant: Grant, at: datetime, scene: Scene) -> Step:
    """Above what staff may: somebody who may is called in the topic, and has until `by`."""
    policy = scene.policy
    by = policy.respond_by(at, urgent=is_urgent(case_of(talk)))
    grant = replace(grant, answer_by=by)
    who = policy.levels[grant.level]
    params: dict[str, Param] = {**about(talk, scene), **named(talk, grant, scene)}
    params |= {"who": who, "by": by, "wish": _short(case_of(talk).wish)}
    kind = "wish" if grant.key == WISH.key else "asked"
    said = "consulting.handed" if kind == "wish" else "amends.asked"
    post = Post(
        f"staff.{kind}_request", params, request_buttons(grant, scene), grant.level or None
    )
    effects = (CancelTimer(OWED), Say(said, params), post, SetTimer(ASKED, before(by, scene)))
    return Step(talk.with_grant(grant), effects)


def rung(talk: Conversation, event: TimerFired, scene: Scene) -> Step:
    """A promise or a request whose time is coming; one that is settled meanwhile is let be."""
    if event.name == WAY:
        return _unwritten(talk, event.at, scene)
    grant = talk.open_grant
    if grant is None:
        return Step(talk)
    if event.name == OWED and grant.status is GrantStatus.GRANTED:
        return _reminded(talk, grant, event.at, scene)
    if event.name == ASKED and grant.status is GrantStatus.REQUESTED:
        return _unanswered(talk, grant, event.at, scene)
    return Step(talk)


def _reminded(talk: Conversation, grant: Grant, at: datetime, scene: Scene) -> Step:
    """The customer should have it by now: staff do it, or say that it is done.

    Where a while later nobody has, the customer hears that it is late, and when we come back.
    """
    policy, first = scene.policy, not grant.reminded
    post = Post("staff.owed", named(talk, grant, scene), (done_button(grant),), _above(grant))
    by = policy.out_of_quiet(at + (policy.respond_within if first else AGAIN))
    promised = grant.answer_by or grant.due_at or at
    late: tuple[Effect, ...] = ()
    if not first and not grant.spoken and not scene.customer.unreachable:
        params: dict[str, Param] = {**about(talk, scene), **named(talk, grant, scene)}
        params |= {"promised": promised, "by": by, "who": policy.levels[1]}
        late = (Say("amends.owed_late", params, variant=grant.reminded),)
    again = None if first else by
    grant = replace(grant, reminded=grant.reminded + 1, spoken=False, answer_by=again)
    return Step(talk.with_grant(grant), (post, *late, SetTimer(OWED, by)))


def _above(grant: Grant) -> int | None:
    """Whom the reminder names: nobody, then one level up, and after some days the next."""
    return None if not grant.reminded else 1 if grant.reminded < LATE else 2


def _unanswered(talk: Conversation, grant: Grant, at: datetime, scene: Scene) -> Step:
    """The next level is called, and the customer hears of it before the promised time is over.

    Where a person speaks with them meanwhile, that person tells them.
    """
    policy, promised = scene.policy, grant.answer_by or at
    higher = next_role(policy.authority, Role(grant.level))
    wait = policy.respond_within
    if higher is None:
        wait *= PATIENCE * 2 ** min(grant.reminded, 4)
    by = policy.out_of_quiet(max(promised, at) + wait)
    level = grant.level if higher is None else int(higher)
    grant = replace(grant, level=level, answer_by=by, reminded=grant.reminded + 1)
    who = policy.levels[level]
    params = {**about(talk, scene), **named(talk, grant, scene), "who": who, "by": by}
    buttons = request_buttons(grant, scene)
    if grant.spoken:
        told = Post("staff.still_asked_by_you", params, buttons, level or None)
        return Step(talk.with_grant(grant), (told, SetTimer(ASKED, before(by, scene))))
    effects: list[Effect] = [Post("staff.still_asked", params, buttons, level or None)]
    if not scene.customer.unreachable:
        late: dict[str, Param] = {**params, "promised": promised}
        effects.append(Say("amends.late", late, variant=grant.reminded))
    effects.append(SetTimer(ASKED, before(by, scene)))
    return Step(talk.with_grant(grant), tuple(effects))


def _unwritten(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """Another way was announced and nobody has written it: our word is renewed in time."""
    grant = next((g for g in reversed(talk.grants) if g.status is GrantStatus.REFUSED), None)
    is_done = case_of(talk).responded_at is not None or case_of(talk).closed_at is not None
    if grant is None or talk.open_grant is not None or is_done:
        return Step(talk)
    policy, promised = scene.policy, grant.answer_by or at
    wait = policy.respond_within * PATIENCE * 2 ** min(grant.reminded, 4)
    by = policy.out_of_quiet(max(promised, at) + wait)
    renewed = replace(grant, answer_by=by, reminded=grant.reminded + 1)
    params: dict[str, Param] = {**about(talk, scene), "promised": promised, "by": by}
    effects: list[Effect] = [Post("staff.way_awaited", params, level=grant.level or 1)]
    if not scene.customer.unreachable:
        effects.append(Say("amends.way_late", params, variant=grant.reminded))
    effects.append(SetTimer(WAY, before(by, scene)))
    return Step(talk.with_grant(renewed), tuple(effects))


def withdrawn(talk: Conversation) -> Step:
    """A mind changed: what was open is promised no more."""
    grant = talk.open_grant
    if grant is None:
        return Step(talk)
    return Step(talk.with_grant(replace(grant, status=GrantStatus.WITHDRAWN)), _STOP)


def dropped(talk: Conversation, scene: Scene, *, called_off: bool = False) -> Step:
    """The case ends before it was decided, or they want it no more: nobody need decide."""
    grant = talk.open_grant
    ended = withdrawn(talk)
    if grant is None or not (called_off or grant.status is GrantStatus.REQUESTED):
        return ended
    key = "staff.called_off" if called_off else "staff.request_dropped"
    post = Post(key, named(talk, grant, scene))
    return ended._replace(effects=(*ended.effects, post))


def received(talk: Conversation, at: datetime, scene: Scene) -> Step:
    """By the customer's own word it is settled: they have what was promised."""
    grant = talk.open_grant
    if grant is None:
        return Step(talk)
    if grant.status is GrantStatus.REQUESTED:
        return dropped(talk, scene)
    has = replace(grant, status=GrantStatus.FULFILLED, fulfilled_at=at)
    return Step(talk.with_grant(has), _STOP)


def owed_again(grant: Grant, at: datetime, scene: Scene) -> Grant:
    """It was said to be done and is not: by the time that was promised, or by a new one."""
    due = grant.due_at
    if due is None or due <= at:
        due = scene.policy.out_of_quiet(at + option_of(grant, scene).within)
    return replace(
        grant,
        status=GrantStatus.GRANTED,
        fulfilled_at=None,
        due_at=due,
        answer_by=None,
        reminded=0,
    )


def retold(talk: Conversation, scene: Scene) -> Step:
    """They were away when it was decided, and are back."""
    untold = next((grant for grant in talk.grants if not grant.told), None)
    if untold is None:
        return Step(talk)
    told = talk.with_grant(replace(untold, told=True))
    is_current = untold.status in (GrantStatus.GRANTED, GrantStatus.FULFILLED)
    return Step(told, (_decision(talk, untold, scene),) if is_current else ())


def is_over(talk: Conversation, key: str) -> bool:
    """They already have something, or another way is being looked for: words are better now."""
    case = case_of(talk)
    if case.reopened or talk.open_grant is not None:
        return False
    statuses = {grant.status for grant in talk.grants if grant.key == key}
    has = any(grant.status is GrantStatus.FULFILLED for grant in talk.grants)
    return has or GrantStatus.REFUSED in statuses


def option_of(grant: Grant, scene: Scene) -> Compensation:
    """What was promised; the shop may have changed its catalogue meanwhile."""
    known = offers.find(grant.key, scene.policy)
    return known or replace(WISH, key=grant.key, label=grant.label)


def done_button(grant: Grant) -> StaffButton:
    return StaffButton("button.fulfilled", StaffAction.FULFILLED, str(grant.number))


def request_buttons(grant: Grant, scene: Scene) -> tuple[StaffButton, ...]:
    """Both answers, and for a wish the shop's policies in approved words."""
    number = str(grant.number)
    snippets = scene.policy.snippets if grant.key == WISH.key else ()
    return (
        StaffButton("button.approve", StaffAction.APPROVE, number),
        StaffButton("button.other_way", StaffAction.OTHER_WAY, number),
        *(
            StaffButton("button.policy", StaffAction.POLICY, each.key, {"label": each.label})
            for each in snippets
        ),
    )


def _decision(talk: Conversation, grant: Grant, scene: Scene) -> Say:
    option = option_of(grant, scene)
    key = _SAID[option.fulfil]
    if option.fulfil is Fulfil.STAFF and (grant.granted_by or not grant.told):
        key = "amends.wish_approved" if grant.key == WISH.key else "amends.approved"
    params: dict[str, Param] = {**about(talk, scene), "option": grant.label, "code": option.code}
    params |= {"by": grant.due_at or grant.requested_at, "who": scene.policy.levels[grant.level]}
    return Say(key, params, variant=grant.number + talk.number)


def named(talk: Conversation, grant: Grant, scene: Scene) -> dict[str, Param]:
    """The grant as staff and customer read of it; a wish has no name but its words."""
    cost = offers.money("yuan", "money", grant.cost, talk.purchase)
    name = grant.label or _short(case_of(talk).wish)
    return {"option": name, "customer": scene.customer.name or scene.customer.sender, **cost}


def before(by: datetime, scene: Scene) -> datetime:
    """Early enough to say honestly that it will be later."""
    return by - min(SOONEST, scene.policy.respond_within / 6)


def _short(words: str, most: int = 40) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 1] + "…"
