"""One round of the sender in the database: what was sent is settled, what comes next is leased."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.telegram.courier import Relay, Way
from storage import cases, groups, inbox, outbox, relays
from storage.database import Connection
from storage.inbox import Arrival
from storage.outbox import Parcel, PutOff, Sent

Taking = tuple[Parcel, Way]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One mark for the outbox and all that must be stored with it."""

    mark: Sent | PutOff
    relays: tuple[Relay, ...] = ()
    topic: tuple[int, int, int] | None = None  # customer's chat, conversation, topic
    moved: tuple[int, int] | None = None
    notice: Arrival | None = None


def exchange(conn: Connection, done: Sequence[Outcome], n: int, now: datetime) -> list[Taking]:
    notices = [outcome.notice for outcome in done if outcome.notice]
    if notices:
        inbox.add(conn, notices, now)
    for outcome in done:
        if outcome.moved:
            groups.moved(conn, *outcome.moved)
    orphans = [outcome for outcome in done if outcome.topic and not _note_topic(conn, outcome)]
    outbox.queue(conn, [_drop(outcome) for outcome in orphans], now)
    pairs = [relay for outcome in done for relay in outcome.relays]
    if pairs:
        relays.add(conn, pairs)
    parcels = outbox.send_round(conn, [outcome.mark for outcome in done], n, now)
    return _ways(conn, parcels)


def _note_topic(conn: Connection, outcome: Outcome) -> bool:
    """False where the case was erased while its topic was made."""
    return outcome.topic is None or cases.set_topic(conn, *outcome.topic)


def _drop(orphan: Outcome) -> outbox.Outgoing:
    group, topic = orphan.mark.chat_id, orphan.topic and orphan.topic[2]
    body = {"kind": "drop_topic", "group": group, "topic_id": topic}
    return outbox.Outgoing(f"drop:{orphan.mark.parcel_id}", group, 2, body)


def _ways(conn: Connection, parcels: Sequence[Parcel]) -> list[Taking]:
    if not parcels:
        return []
    moves = groups.all_moves(conn)
    keys = sorted({tuple(p.body["case"]) for p in parcels if p.body.get("case")})
    topics = cases.topics(conn, keys) if keys else {}
    sources = {parcel.id: _source(parcel, moves) for parcel in parcels}
    replies = _replies(conn, parcels, sources)
    return [
        (
            parcel,
            Way(
                chat_id=moves.get(parcel.chat_id, parcel.chat_id),
                thread=topics.get(tuple(parcel.body.get("case") or ())),
                reply_to=replies.get(parcel.id),
                source=sources[parcel.id],
            ),
        )
        for parcel in parcels
    ]


def _source(parcel: Parcel, moves: dict[int, int]) -> int | None:
    """The chat on the other side; of a text to staff it is the customer of the case."""
    source = parcel.body.get("from_chat") or (parcel.body.get("case") or [None])[0]
    return moves.get(source, source)


def _replies(
    conn: Connection, parcels: Sequence[Parcel], sources: dict[int, int | None]
) -> dict[int, int]:
    """Which message of this chat stands for the one on the other side that was replied to."""
    to_staff: dict[int, tuple[int, int]] = {}
    to_customer: dict[int, tuple[int, int]] = {}
    for parcel in parcels:
        origin, source = parcel.body.get("reply_to"), sources[parcel.id]
        if origin is not None and source is not None:
            (to_staff if parcel.chat_id < 0 else to_customer)[parcel.id] = (source, origin)
    there = relays.to_staff(conn, sorted(set(to_staff.values())))
    here = relays.to_customer(conn, sorted(set(to_customer.values())))
    found = {pid: there[key][1] for pid, key in to_staff.items() if key in there}
    return found | {pid: here[key][1] for pid, key in to_customer.items() if key in here}
