"""From a stored inbox row to an event the dialogue understands.

Rule 1: a row that cannot become an event raises; it is tried again, then parked, never skipped.
Rule 2: what a row refers to (an invitation, a purchase) is looked up here, inside the turn.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.dialogue import events
from bot.dialogue.case import NOTE
from bot.dialogue.events import (
    Action,
    Entity,
    Event,
    Reading,
    Sentiment,
    Severity,
    Staff,
    StaffAction,
)
from bot.flow.guard import Places, is_allowed, places
from storage import answered, purchases, suggestions
from storage.database import Connection
from storage.inbox import Head

ALL = "all"  # of what a staff reply gives: the whole price
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)
_ACTIONS = frozenset(action.value for action in Action)
_STAFF = frozenset(action.value for action in StaffAction)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the heads of a batch refer to, by the id of the head."""

    claims: Mapping[int, purchases.Claimed] = field(default_factory=dict)
    bought: Mapping[int, purchases.Purchase] = field(default_factory=dict)
    owned: Mapping[int, tuple[purchases.Purchase, ...]] = field(default_factory=dict)  # by chat
    places: Places = field(default_factory=Places)
    ideas: Mapping[int, str] = field(default_factory=dict)  # by the number of the suggestion
    answered: Mapping[int, int] = field(default_factory=dict)  # a conversation, by head


def gather(
    conn: Connection,
    heads: Sequence[Head],
    managers: Collection[int],
    now: datetime,
    senior_group: int | None = None,
    ours: Collection[int] = (),
) -> Facts:
    """Claim the invitations that were opened and find the purchases that were made."""
    claims, bought = {}, {}
    for head in heads:
        match head.payload:
            case {"kind": "command", "command": "start", "args": str() as token} if token:
                claims[head.id] = purchases.claim(conn, token, head.chat_id, now)
            case {"kind": "purchase", "order_no": str() as order_no, "shop": str() as shop}:
                [bought[head.id]] = purchases.by_order(conn, order_no, shop)
    wrote = {head.chat_id for head in heads if head.payload.get("letter")}
    ideas = {h.payload["suggestion"] for h in heads if h.payload.get("kind") == "suggestion"}
    owned, texts = purchases.of_chats(conn, wrote), suggestions.texts(conn, ideas)
    guarded = places(conn, heads, managers, senior_group, ours)
    return Facts(claims, bought, owned, guarded, texts, _answered(conn, heads))


def _answered(conn: Connection, heads: Sequence[Head]) -> dict[int, int]:
    """Asked only where somebody has two matters at once, and answers a message of one."""
    found = {}
    for head in heads:
        talks = (head.state or {}).get("talks", ())
        match head.payload:
            case {"kind": "text" | "media", "reply_to": int() as message_id}:
                if sum("case" in talk for talk in talks) > 1:
                    number = answered.conversation_of(conn, head.chat_id, message_id)
                    found[head.id] = number or 0
    return found


def to_event(head: Head, facts: Facts) -> Event:
    payload = head.payload
    if payload.get("kind") == "erased":  # its key is gone, or somebody was forgotten meanwhile
        return events.Noted(_EPOCH)
    at = moment(payload["at"])
    if not is_allowed(payload, facts.places):
        return _refused(at, payload, facts.places)
    match payload:
        case {"kind": "text"}:
            return events.TextReceived(
                at,
                payload["text"],
                payload["message_id"],
                to_reading(payload.get("reading")),
                payload.get("reply_to"),
                bool(payload.get("edited")),
                payload["from"]["name"],
                facts.answered.get(head.id, 0),
            )
        case {"kind": "media"}:
            return events.MediaReceived(
                at,
                payload["media"],
                payload["message_id"],
                payload.get("caption") or "",
                payload.get("album"),
                to_reading(payload.get("reading")),
                payload.get("reply_to"),
                bool(payload.get("edited")),
                payload["from"]["name"],
                facts.answered.get(head.id, 0),
            )
        case {"kind": "tap"}:
            return _tapped(at, payload)
        case {"kind": "command"}:
            return _command(at, head, facts)
        case {"kind": "timer"}:
            owned = facts.owned.get(head.chat_id, ())
            return _rung(at, payload, tuple(map(to_purchase, owned)))
        case {"kind": "purchase"}:
            return events.PurchaseMade(at, to_purchase(facts.bought[head.id]))
        case {"kind": "blocked" | "unreachable"}:
            return events.Blocked(at)
        case {"kind": "unblocked"}:
            return events.Unblocked(at)
        case {"kind": "undelivered"}:
            return events.Undelivered(at, payload["to"], payload["why"])
        case {"kind": "suggestion", "suggestion": int() as number} if number in facts.ideas:
            return events.SuggestionAdopted(at, facts.ideas[number])
        case {"kind": "topic_made"}:
            return events.TopicMade(at, payload["case"][1])
        case {"kind": "group_migrated" | "membership" | "suggestion"}:
            return events.Noted(at)  # a suggestion that was erased meanwhile
        case _:
            return _staff_event(at, payload)


def _refused(at: datetime, payload: Mapping[str, Any], known: Places) -> Event:
    """Words that were meant for a customer are answered; a note was meant for nobody."""
    if payload["kind"] == "text":
        leads = payload["from"]["id"] in known.managers
        who = "colleague_manager" if leads else "colleague"
        return events.Refused(at, who=who)
    number = 0
    if payload["kind"] in ("staff_text", "staff_media"):
        words = payload.get("text") or payload.get("caption") or ""
        number = 0 if words.lstrip().startswith(NOTE) else payload["case"][1]
    return events.Refused(at, payload["kind"].startswith("staff"), number)


def _staff_event(at: datetime, payload: Mapping[str, Any]) -> Event:
    staff = Staff(payload["from"]["id"], payload["from"]["name"]) if "from" in payload else None
    match payload:
        case {"kind": "staff_text" | "staff_media"} if staff is not None:
            return events.StaffSaid(
                at,
                payload["case"][1],
                staff,
                payload["message_id"],
                payload.get("text") or payload.get("caption") or "",
                payload.get("media"),
                payload.get("album"),
                payload.get("reply_to"),
                bool(payload.get("edited")),
                *_checked(payload.get("manners") or {}),
            )
        case {"kind": "staff_tap", "action": str() as data} if staff:
            return _staff_tapped(at, staff, data, payload)
        case {"kind": "staff_command"}:
            return events.CommandGiven(at, payload["command"], in_group=True)
    raise ValueError(f"no such kind of inbox row: {payload.get('kind')!r}")


def _checked(stored: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the check at the door found, in the order of the fields of `StaffSaid`."""
    faults = tuple(events.Fault(**fault) for fault in stored.get("faults") or ())
    pledges = tuple(
        events.Pledged(
            p["text"],
            datetime.fromisoformat(p["due"]),
            p.get("corrects", False),
            p.get("sure", True),
        )
        for p in stored.get("pledges") or ()
    )
    gives = stored.get("gives")
    sum_ = Decimal(gives) if gives and gives != ALL else None
    return (
        faults,
        stored.get("rewritten") or "",
        pledges,
        sum_,
        stored.get("whom", ""),
        gives == ALL,
    )


def _staff_tapped(at: datetime, staff: Staff, data: str, payload: Mapping[str, Any]) -> Event:
    """`claim`, or with what it is about: `approve:2`."""
    action, _, arg = data.partition(":")
    if action not in _STAFF:
        return events.Noted(at)  # a button of an older version
    number, tapped = payload["case"][1], payload["message_id"]
    return events.StaffTapped(at, number, staff, StaffAction(action), tapped, arg)


def _tapped(at: datetime, payload: Mapping[str, Any]) -> Event:
    """`3:rate:5`; data of a button that we never made is answered like a stale one."""
    number, _, rest = str(payload["data"]).partition(":")
    action, _, arg = rest.partition(":")
    known = number.isdecimal() and len(number) < 10 and action in _ACTIONS
    conversation = int(number) if known else 0
    chosen = Action(action) if known else Action.DONE
    return events.Tapped(at, conversation, chosen, arg, payload.get("message_id"))


def _command(at: datetime, head: Head, facts: Facts) -> Event:
    payload = head.payload
    claimed = facts.claims.get(head.id)
    if claimed is not None:
        purchase = to_purchase(claimed.purchase) if claimed.purchase else None
        others = tuple(to_purchase(other) for other in claimed.others)
        return events.InvitationOpened(at, claimed.status.value, purchase, others)
    is_manager = payload["from"]["id"] in facts.places.managers
    return events.CommandGiven(at, payload["command"], payload.get("args", ""), is_manager)


def _rung(at: datetime, payload: Mapping[str, Any], bought: tuple[events.Purchase, ...]) -> Event:
    number, _, name = payload["name"].partition(":")
    due_at = moment(payload["due_at"])
    reading = to_reading(payload.get("letter"))
    return events.TimerFired(at, int(number), name, due_at, reading, bought if reading else ())


def to_purchase(stored: purchases.Purchase) -> events.Purchase:
    return events.Purchase(
        stored.id,
        stored.shop,
        stored.order_no,
        stored.items,
        stored.amount,
        stored.currency,
        stored.bought_at,
        stored.clerk,
        stored.customer_name,
        stored.survey,
    )


def to_reading(stored: Mapping[str, Any] | None) -> Reading | None:
    if stored is None:
        return None
    return Reading(
        Sentiment(stored["sentiment"]),
        stored["p_unhappy"],
        bool(stored.get("is_question")),
        bool(stored.get("small_talk")),
        stored.get("topic"),
        Severity(stored.get("severity", "none")),
        stored.get("problem"),
        bool(stored.get("harm")),
        tuple(stored.get("because") or ()),
        tuple(stored.get("requests") or ()),
        tuple(Entity(e["kind"], e["text"], e["value"]) for e in stored.get("entities") or ()),
        tuple(stored.get("suggestions") or ()),
        str(stored.get("handling") or ""),
    )


def moment(ms: int) -> datetime:
    return _EPOCH + ms * _MS
