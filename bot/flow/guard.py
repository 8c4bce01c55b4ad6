"""The one place that enforces who may do what (`bot.dialogue.permissions`), for every inbox row.

Rule 1: a role is what the row's own place proves, never what its data claims: data can be forged.
Rule 2: whoever writes in a staff group is in it, for Telegram took the message; a tap proves less.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue import permissions
from bot.dialogue.events import Action, StaffAction
from bot.dialogue.permissions import Act, Role
from storage import cases, departed, groups
from storage.database import Connection
from storage.inbox import Head

Payload = Mapping[str, Any]
_ACTIONS = frozenset(action.value for action in Action)
_STAFF = frozenset(action.value for action in StaffAction)
AT_THE_DESK = ("staff_text", "staff_media", "staff_tap")


@dataclass(frozen=True, slots=True)
class Places:
    """What the heads of a batch need to be judged by."""

    managers: Collection[int] = ()
    departed: Collection[tuple[int, int]] = ()  # group, person
    of_cases: Mapping[tuple[int, int], int] = field(default_factory=dict)  # the group of each
    moves: Mapping[int, int] = field(default_factory=dict)
    senior: int | None = None  # the group of the seniors, under its number of today
    behind: Collection[tuple[int, int]] = ()  # the cases that lie there
    ours: Collection[int] = ()  # who works here and has bought nothing, as far as anybody knows


def places(
    conn: Connection,
    heads: Sequence[Head],
    managers: Collection[int],
    senior_group: int | None = None,
    ours: Collection[int] = (),
) -> Places:
    """Few looks for a batch, and none where nobody did anything at the desk."""
    desk = [head for head in heads if head.payload.get("kind") in AT_THE_DESK]
    taps = [head.payload for head in desk if head.payload["kind"] == "staff_tap"]
    wrote = frozenset(head.chat_id for head in heads if _is_at_work(head, ours))
    if not (taps or (desk and senior_group is not None)):
        return Places(managers, ours=wrote)
    people = {(tap["group"], tap["from"]["id"]) for tap in taps if "group" in tap}
    moves = groups.all_moves(conn)
    lie_in = cases.topics(conn, sorted({(tap["case"][0], tap["case"][1]) for tap in taps}))
    own = {case: place[0] for case, place in lie_in.items()}
    left = departed.among(conn, people)
    if senior_group is None:
        return Places(managers, left, own, moves, ours=wrote)
    senior = moves.get(senior_group, senior_group)
    return Places(managers, left, own, moves, senior, frozenset(_behind(desk)), wrote)


def _is_at_work(head: Head, ours: Collection[int]) -> bool:
    """Whoever has bought something, or tries it as a customer, is one."""
    state = head.state or {}
    is_customer = "latest" in (state.get("customer") or {}) or state.get("talks")
    return head.payload.get("kind") == "text" and head.chat_id in ours and not is_customer


def _behind(heads: Sequence[Head]) -> Iterator[tuple[int, int]]:
    for head in heads:
        customer = (head.state or {}).get("customer") or {}
        yield from ((head.chat_id, number) for number in customer.get("behind", ()))


def is_allowed(payload: Payload, known: Places) -> bool:
    """Whether this person may do this, here. What no person did is always allowed."""
    act = act_of(payload)
    return act is None or permissions.may(role_of(payload, known), act)


def act_of(payload: Payload) -> Act | None:
    match payload:
        case {"kind": "text" | "media"}:
            return Act.SAY
        case {"kind": "tap", "data": str() as data}:
            name = data.partition(":")[2].partition(":")[0]
            known = Action(name) if name in _ACTIONS else None
            return permissions.BUTTONS.get(known, Act.CHOOSE) if known else Act.CHOOSE
        case {"kind": "command", "command": str() as name}:
            return permissions.COMMANDS.get(name, Act.ASK)
        case {"kind": "staff_command"}:  # answered with where it belongs, whatever it is
            return Act.ASK
        case {"kind": "staff_text" | "staff_media"}:
            return Act.REPLY
        case {"kind": "staff_tap", "action": str() as data}:
            name = data.partition(":")[0]
            return permissions.DESK[StaffAction(name)] if name in _STAFF else Act.MEND
    return None


def role_of(payload: Payload, known: Places) -> Role:
    match payload:
        case {"kind": "staff_command"}:
            return Role.STAFF
        case {"kind": "staff_text" | "staff_media"}:
            return Role.STAFF if _is_its_side(payload, known) else Role.OUTSIDER
        case {"kind": "staff_tap", "group": int() as group}:
            return _at_the_desk(payload, group, known)
        case {"kind": "staff_tap"}:
            return Role.OUTSIDER
        case {"kind": "text", "from": {"id": person}} if person in known.ours:
            return Role.COLLEAGUE
        case {"from": {"id": person}} if person in known.managers:
            return Role.MANAGER
    return Role.CUSTOMER


def _at_the_desk(payload: Payload, group: int, known: Places) -> Role:
    """In the group of the case; one that has no topic yet may be taken from any of our groups."""
    if not _is_its_side(payload, known):
        return Role.OUTSIDER
    here = known.moves.get(group, group)
    place = known.of_cases.get((payload["case"][0], payload["case"][1]))
    if here != known.senior and place is not None and known.moves.get(place, place) != here:
        return Role.OUTSIDER
    gone = ((group, payload["from"]["id"]), (here, payload["from"]["id"]))
    return Role.FORMER if any(pair in known.departed for pair in gone) else Role.STAFF


def _is_its_side(payload: Payload, known: Places) -> bool:
    """With the seniors where the case went behind, else in a group of the staff."""
    if known.senior is None:
        return True
    group = int(payload.get("group") or 0)  # a row of before groups were noted down
    is_senior = known.moves.get(group, group) == known.senior
    return is_senior == (tuple(payload.get("case") or ()) in known.behind)
