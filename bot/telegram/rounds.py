"""One round of the sender in the database: what was sent is settled, what comes next is leased."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.telegram.courier import Relay, Way
from storage import cases, groups, inbox, outbox, relays
from storage.database import Connection
from storage.inbox import Arrival
from storage.outbox import Parcel, PutOff, Sent

Taking = tuple[Parcel, Way]
IN_TOPIC = ("text", "copy", "paper")
Side = tuple[tuple[int, int], bool]  # a case, and whether it lies behind


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mark for the outbox and all that must be stored with it."""

    mark: Sent | PutOff
    relays: tuple[Relay, ...] = ()
    topic: tuple[int, int, int, int] | None = None  # customer's chat, conversation, group, topic
    alert: tuple[int, int, int] | None = None  # customer's chat, conversation, message
    behind: bool = False  # both are with the seniors
    moved: tuple[int, int] | None = None
    notice: Arrival | None = None


def exchange(
    conn: Connection,
    done: Sequence[Outcome],
    n: int,
    now: datetime,
    may_take: Callable[[Connection], bool] | None = None,
) -> list[Taking]:
    """One transaction of the sender. Whoever may not take any more still marks what it sent."""
    notices = [outcome.notice for outcome in done if outcome.notice]
    if notices:
        inbox.add(conn, notices, now)
    for outcome in done:
        if outcome.moved:
            groups.moved(conn, *outcome.moved)
    # A case may be erased while its topic is made.
    orphans = [
        (outcome.mark, outcome.topic)
        for outcome in done
        if outcome.topic and not cases.set_topic(conn, *outcome.topic, behind=outcome.behind)
    ]
    outbox.queue(conn, [_drop(mark, topic[2:]) for mark, topic in orphans], now)
    for outcome in done:
        if outcome.alert:
            cases.set_alert(conn, *outcome.alert, behind=outcome.behind)
    pairs = [relay for outcome in done for relay in outcome.relays]
    if pairs:
        relays.add(conn, pairs)
    if n > 0 and may_take is not None and not may_take(conn):
        n = 0
    parcels = outbox.send_round(conn, [outcome.mark for outcome in done], n, now)
    return _ways(conn, parcels)


def _drop(mark: Sent | PutOff, place: tuple[int, int]) -> outbox.Outgoing:
    body = {"kind": "drop_topic", "group": place[0], "topic_id": place[1]}
    return outbox.Outgoing(f"drop:{mark.parcel_id}", mark.chat_id, 2, body)


def _ways(conn: Connection, parcels: Sequence[Parcel]) -> list[Taking]:
    if not parcels:
        return []
    moves = groups.all_moves(conn)
    topics: dict[Side, tuple[int, int]] = {}
    alerts: dict[Side, int] = {}
    for behind in (False, True):
        mine = [p for p in parcels if p.body.get("case") and is_behind(p) is behind]
        places = cases.topics(conn, sorted({_case(p) for p in mine}), behind=behind)
        topics |= {(case, behind): place for case, place in places.items()}
        rewritten = sorted({_case(p) for p in mine if _rewrites_alert(p)})
        found = cases.alerts(conn, rewritten, behind=behind)
        alerts |= {(case, behind): message for case, message in found.items()}
    strays = _strays(conn, parcels, topics)
    takings = []
    for parcel in parcels:
        here = moves.get(parcel.chat_id, parcel.chat_id)
        side = (_case(parcel), is_behind(parcel))
        place, thread = topics.get(side, (here, None))
        left = place != here or side in strays
        source = _source(parcel, moves)
        alert = alerts.get(side)
        takings.append((parcel, Way(here, None if left else thread, None, source, left, alert)))
    replies = _replies(conn, takings)
    return [(parcel, replace(way, reply_to=replies.get(parcel.id))) for parcel, way in takings]


def _strays(
    conn: Connection, parcels: Sequence[Parcel], topics: Mapping[Side, tuple[int, int]]
) -> set[Side]:
    """Words for a side where the case never lay: the seniors' group was taken out again."""
    words = [p for p in parcels if p.body.get("case") and p.body["kind"] in IN_TOPIC]
    homeless = {side for p in words if (side := (_case(p), is_behind(p))) not in topics}
    return {
        (case, not behind)
        for behind in {not side[1] for side in homeless}
        for case in cases.topics(
            conn, sorted(c for c, b in homeless if b != behind), behind=behind
        )
    }


def is_behind(parcel: Parcel) -> bool:
    """Whether it is for the seniors, where the case has a topic of its own."""
    return bool(parcel.body.get("behind"))


def _case(parcel: Parcel) -> tuple[int, int]:
    number, conversation = parcel.body.get("case") or (0, 0)
    return number, conversation


def _rewrites_alert(parcel: Parcel) -> bool:
    body = parcel.body
    return body["kind"] == "edit" and not body["message_id"] and bool(body.get("case"))


def _source(parcel: Parcel, moves: dict[int, int]) -> int | None:
    """The chat on the other side; of a text to staff it is the customer of the case."""
    source = parcel.body.get("from_chat") or (parcel.body.get("case") or [None])[0]
    return moves.get(source, source)


def _replies(conn: Connection, takings: Sequence[Taking]) -> dict[int, int]:
    """Which message of this chat stands for the one on the other side that was replied to."""
    asked = [
        (parcel.id, way.chat_id, (way.source, parcel.body["reply_to"]))
        for parcel, way in takings
        if parcel.body.get("reply_to") is not None and way.source is not None
    ]
    to_staff = {key for _, here, key in asked if here < 0}
    to_customer = {key for _, here, key in asked if here > 0}
    found = relays.to_staff(conn, sorted(to_staff))
    found |= relays.to_customer(conn, sorted(to_customer))
    copies = ((number, here, found.get(key)) for number, here, key in asked)
    return {number: copy[1] for number, here, copy in copies if copy and copy[0] == here}
