"""Forget a person: their data and words go everywhere, the bare figures stay.

The figures move to a number that means nobody. The chat may come back and start its
conversations at 1 again, and must not write over what it once counted for.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    union_all,
    update,
)

from . import private
from .columns import Moment
from .keys import keys_of
from .lines import OUTBOX
from .tables import (
    cases,
    chats,
    consents,
    customer_refs,
    customers,
    grants,
    inbox,
    messages,
    outbox,
    overrides,
    purchases,
    relays,
    suggestions,
    surveys,
    timers,
)

Topic = tuple[int, int]  # group, topic

ERASED = private.nothing_said

_chat = bindparam("chat", type_=BigInteger())
_nobody = bindparam("nobody", type_=BigInteger())
_now = bindparam("now", type_=Moment())

_topics = union_all(
    *(
        select(group, topic).where(
            cases.c.chat_id == _chat, group.is_not(None), topic.is_not(None)
        )
        for group, topic in (
            (cases.c.group_id, cases.c.topic_id),
            (cases.c.senior_group_id, cases.c.senior_topic_id),
        )
    )
)

# The row that is being handled is the head of the line: it is still to be finished, so only
# its content goes. What waits behind it was said afterwards, and will be heard.
_head = (
    select(func.min(inbox.c.id))
    .where(inbox.c.chat_id == _chat, inbox.c.handled_at.is_(None))
    .scalar_subquery()
)
_inbox = (
    update(inbox)
    .where(inbox.c.chat_id == _chat, or_(inbox.c.handled_at.is_not(None), inbox.c.id == _head))
    .values(payload=ERASED, error=case((inbox.c.error.is_not(None), "erased")))
)
_behind = select(inbox.c.id, inbox.c.chat_id, inbox.c.payload).where(
    inbox.c.chat_id == _chat, inbox.c.handled_at.is_(None), inbox.c.id > _head
)
_again = update(inbox).where(inbox.c.id == bindparam("row")).values(payload=bindparam("payload"))
_strays = select(inbox.c.id, inbox.c.payload).where(inbox.c.chat_id == 0)
_stray = update(inbox).where(inbox.c.id == bindparam("row")).values(payload=ERASED, error="erased")

_is_about = or_(outbox.c.about == _chat, outbox.c.chat_id == _chat)
_receivers = select(outbox.c.chat_id).where(_is_about, outbox.c.sent_at.is_(None)).distinct()
_outbox = (
    update(outbox)
    .where(_is_about)
    .values(
        body=ERASED,
        about=_nobody,
        error=case((or_(outbox.c.error.is_not(None), outbox.c.sent_at.is_(None)), "erased")),
        sent_at=func.coalesce(outbox.c.sent_at, _now),
    )
)

_messages = (
    update(messages)
    .where(messages.c.chat_id == _chat)
    .values(chat_id=_nobody, key=None, sender=None, text=None)
)
_closed = {
    "closed_at": func.coalesce(cases.c.closed_at, _now),
    "closed_by": case((cases.c.closed_at.is_(None), "erased"), else_=cases.c.closed_by),
    "status": "closed",
    "due_at": None,
}
_cases = (
    update(cases)
    .where(cases.c.chat_id == _chat)
    .values(
        chat_id=_nobody,
        words=None,
        wish=None,
        chosen=None,
        standard=None,
        topic_id=None,
        senior_topic_id=None,
        **_closed,
    )
)
_surveys = (
    update(surveys)
    .where(surveys.c.chat_id == _chat)
    .values(
        chat_id=_nobody,
        comment=None,
        why=case((surveys.c.outcome == "scheduled", "erased"), else_=surveys.c.why),
        outcome=case((surveys.c.outcome == "scheduled", "suppressed"), else_=surveys.c.outcome),
    )
)

# What was only asked for is asked for no more; what was given was given.
_grants = (
    update(grants)
    .where(grants.c.chat_id == _chat)
    .values(
        chat_id=_nobody,
        due_at=None,
        status=case((grants.c.status == "requested", "withdrawn"), else_=grants.c.status),
    )
)

_suggestions = (
    update(suggestions)
    .where(suggestions.c.chat_id == _chat)
    .values(chat_id=_nobody, conversation=None, text=None)
)

# A ledger of what was agreed to stays, of somebody who is nobody now.
_consents = update(consents).where(consents.c.chat_id == _chat).values(chat_id=_nobody)

_overrides = update(overrides).where(overrides.c.chat_id == _chat).values(chat_id=_nobody)

_tags = select(customer_refs.c.tag).where(customer_refs.c.chat_id == _chat)
_bought = select(purchases.c.id, purchases.c.key_id, purchases.c.chat_id).where(
    or_(purchases.c.chat_id == _chat, purchases.c.customer_tag.in_(_tags))
)
# A new token: the old link on the receipt leads nowhere from now on. What was theirs stays with
# the number that means nobody, or a report could no longer tell who had bought before.
_purchase = (
    update(purchases)
    .where(purchases.c.id == bindparam("row"))
    .values(
        chat_id=bindparam("owner"),
        customer_tag=None,
        customer_ref=None,
        customer_name=None,
        customer_role=None,
        token=bindparam("secret"),
    )
)
_gone = [
    delete(table).where(table.c.chat_id == _chat)
    for table in (customers, customer_refs, chats, relays, timers)
]


def erase(conn: Connection, chat_id: int, now: datetime) -> tuple[Topic, ...]:
    """Erase a customer inside the turn of their line; return the topics that must be dropped.

    Save no state and no case of the chat from before it afterwards. The row that is being
    handled can still be finished.
    """
    names = {"chat": chat_id, "nobody": _somebody_who_is_nobody(), "now": now}
    topics = tuple((row.group_id, row.topic_id) for row in conn.execute(_topics, names))
    behind = [row._asdict() for row in private.read(conn, _behind, {"chat": chat_id})]
    conn.execute(_inbox, {"chat": chat_id})
    _erase_strays(conn, chat_id)
    keys_of(conn).destroy([chat_id, *_erase_purchases(conn, names)])
    _seal_again(conn, behind)
    for statement in (_cases, _grants, _surveys, _suggestions, _messages, _overrides, _consents):
        conn.execute(statement, names)
    for rows in _gone:
        conn.execute(rows, {"chat": chat_id})
    # Their lines before the rows: a sender may be marking one of them.
    OUTBOX.lock(conn, conn.scalars(_receivers, {"chat": chat_id}).all())
    conn.execute(_outbox, names)
    return topics


def _somebody_who_is_nobody() -> int:
    """A chat id that Telegram will never give: its ids have at most 52 bits."""
    return int(2**61 + secrets.randbits(60))


def _erase_purchases(conn: Connection, names: dict[str, Any]) -> list[int]:
    """Return the keys of what they bought."""
    bought = conn.execute(_bought, {"chat": names["chat"]}).all()
    rows = [
        {
            "row": row.id,
            "secret": secrets.token_urlsafe(16),
            "owner": None if row.chat_id is None else names["nobody"],
        }
        for row in bought
    ]
    if rows:
        conn.execute(_purchase, rows)
    return [row.key_id for row in bought]


def _seal_again(conn: Connection, behind: list[dict[str, Any]]) -> None:
    """What was said afterwards takes a key of its own, for the old one is gone."""
    for row in private.seal(conn, inbox, behind):
        conn.execute(_again, {"row": row["id"], "payload": row["payload"]})


def _erase_strays(conn: Connection, chat_id: int) -> None:
    """Updates that nobody could read lie in line 0, raw. There are few: look into each."""
    rows = [
        {"row": row.id}
        for row in private.read(conn, _strays)
        if _mentions(row.payload, str(chat_id))
    ]
    if rows:
        conn.execute(_stray, rows)


def _mentions(payload: Mapping[str, Any], number: str) -> bool:
    return number in json.dumps(dict(payload))
