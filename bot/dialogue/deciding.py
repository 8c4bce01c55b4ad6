"""Staff taps about a promise: 批准, 换个办法, 已办好, and the shop's policy in approved words."""

from . import amends, closing, pledging
from .authority import asked_role, role_of
from .case import CLOSE, WAY, case_of, claimed
from .compensation import Fulfil
from .effects import (
    CancelTimer,
    EditPost,
    Effect,
    Param,
    Post,
    Say,
    SetTimer,
    StaffButton,
    Step,
    Word,
)
from .events import StaffAction, StaffTapped
from .replacing import replace
from .scene import Scene, about, answer_by
from .state import Conversation, Grant, GrantStatus

GIVEN = (GrantStatus.GRANTED, GrantStatus.FULFILLED)


def tapped(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    if event.action is StaffAction.POLICY:
        return _policy(talk, event, scene)
    grant = next((g for g in talk.grants if str(g.number) == event.arg), None)
    if grant is None:
        return Step(talk, (Post("staff.no_longer_asked"),))
    if event.action is StaffAction.FULFILLED:
        return _fulfilled(talk, grant, event, scene)
    if event.action is StaffAction.TAKE_BACK:
        return _taken_back(talk, grant, event, scene)
    if grant.status is not GrantStatus.REQUESTED:  # tapped twice, or too late
        over = () if grant.status in GIVEN else (Post("staff.no_longer_asked"),)
        return Step(talk, over)
    option = amends.option_of(grant, scene)
    needed = asked_role(scene.policy.authority, option, talk.purchase, scene.customer)
    if role_of(scene.policy.authority, event.staff) < needed:
        who = scene.policy.levels[needed]
        return Step(talk, (Post("staff.not_yours", {"staff": event.staff.name, "who": who}),))
    if event.action is StaffAction.APPROVE:
        return _approved(talk, grant, event, scene)
    return _another_way(talk, grant, event, scene)


def _approved(talk: Conversation, grant: Grant, event: StaffTapped, scene: Scene) -> Step:
    if grant.key in scene.policy.gone:
        return Step(talk, (Post("staff.gone", {"option": grant.label}),))
    talk, held, _ = _held(talk, event, scene)
    done = amends.granted(talk, grant, event.at, scene, event.staff)
    return done._replace(effects=(EditPost(event.message_id), *held, *done.effects))


def _another_way(talk: Conversation, grant: Grant, event: StaffTapped, scene: Scene) -> Step:
    """Never a no: staff write what can be done, and the customer hears that we look for it."""
    talk, held, _ = _held(talk, event, scene)
    by = answer_by(talk, event.at, scene)
    refused = replace(grant, status=GrantStatus.REFUSED, answer_by=by, reminded=0)
    params = {**about(talk, scene), "staff": event.staff.name, "by": by}
    effects: tuple[Effect, ...] = (
        EditPost(event.message_id),
        *held,
        CancelTimer(amends.ASKED),
        SetTimer(WAY, amends.before(by, scene)),
        Say("amends.another_way", params, variant=grant.number + talk.number),
        Post("staff.another_way", {"staff": event.staff.name, "by": by}, CLOSE),
    )
    return Step(talk.with_grant(refused), effects)


def _fulfilled(talk: Conversation, grant: Grant, event: StaffTapped, scene: Scene) -> Step:
    if grant.status is not GrantStatus.GRANTED:
        return Step(talk)
    has = replace(grant, status=GrantStatus.FULFILLED, fulfilled_at=event.at)
    name = {"option": grant.label}
    say = Say("amends.done", {**about(talk, scene), **name}, variant=grant.number + talk.number)
    back = (StaffButton("button.take_back", StaffAction.TAKE_BACK, event.arg),)
    effects: tuple[Effect, ...] = (
        EditPost(event.message_id, CLOSE),
        CancelTimer(amends.OWED),
        Post("staff.fulfilled", {**name, "staff": event.staff.name}, back),
    )
    told = () if scene.customer.unreachable else (say,)
    talk, kept, _ = pledging.kept_by(talk, amends.option_of(grant, scene).kind)
    return Step(talk.with_grant(has), (*effects, *told, *kept))


def _taken_back(talk: Conversation, grant: Grant, event: StaffTapped, scene: Scene) -> Step:
    """已办好 was wrong: it is owed again, with a time that is true, and the customer hears so."""
    is_theirs = amends.option_of(grant, scene).fulfil is Fulfil.STAFF
    if grant.status is not GrantStatus.FULFILLED or not is_theirs:
        return Step(talk)
    if case_of(talk).is_over or talk.open_grant is not None:
        return Step(talk, (Post("staff.not_taken_back"),))
    owed = amends.owed_again(grant, event.at, scene)
    by = owed.due_at or event.at
    params: dict[str, Param] = {**about(talk, scene), "option": grant.label, "by": by}
    is_told = not scene.customer.unreachable
    told = {
        **params,
        "staff": event.staff.name,
        "told": Word("staff.told_so") if is_told else "",
    }
    talk, reopened, _ = closing.withdrawn(talk)
    effects: tuple[Effect, ...] = (
        EditPost(event.message_id),
        *reopened,
        SetTimer(amends.OWED, by),
        Post("staff.taken_back", told, (amends.done_button(owed),)),
    )
    if is_told:
        said = Say("amends.not_done", params, variant=grant.number + talk.number)
        effects = (*effects, said)
    return Step(talk.with_grant(replace(owed, told=is_told)), effects)


def _policy(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """Once each: a policy that is repeated sounds like a refusal."""
    snippet = next((s for s in scene.policy.snippets if s.key == event.arg), None)
    if snippet is None or case_of(talk).is_over:
        return Step(talk, (Post("staff.no_longer_asked"),))
    if snippet.key in talk.told_policies:
        return Step(talk, (Post("staff.policy_told", {"label": snippet.label}),))
    talk, held, _ = _held(talk, event, scene)
    first = case_of(talk).first_response_at or event.at
    talk = replace(
        talk,
        case=replace(case_of(talk), first_response_at=first),
        told_policies=(*talk.told_policies, snippet.key),
    )
    return Step(talk, (*held, Say("policy.said", {"text": snippet.text})))


def _held(talk: Conversation, event: StaffTapped, scene: Scene) -> Step:
    """Whoever decides has the case, unless somebody has it; nobody is introduced twice."""
    if case_of(talk).handler is not None or case_of(talk).is_over:
        return Step(talk)
    took = claimed(talk, event.staff, event.at, scene)
    return took._replace(effects=tuple(e for e in took.effects if not isinstance(e, Say)))
