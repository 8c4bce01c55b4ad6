"""Which conversation the message belongs to that somebody answers.

Only what was sent lately is looked at, by keys that are indexed: the log knows the conversation,
the outbox knows the number that Telegram gave the message.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from .tables import messages, outbox

LATELY = 60  # messages of a chat; an older one is answered like any other text
PIECES = 4  # what a staff message may have become in the outbox

_said = (
    select(messages.c.key, messages.c.conversation)
    .where(
        messages.c.chat_id == bindparam("chat"),
        messages.c.direction == "out",
        messages.c.conversation.is_not(None),
        messages.c.key.is_not(None),
    )
    .order_by(messages.c.id.desc())
    .limit(LATELY)
)
_sent = select(outbox.c.dedupe_key).where(
    outbox.c.dedupe_key.in_(bindparam("keys", expanding=True)),
    outbox.c.chat_id == bindparam("chat"),
    outbox.c.message_id == bindparam("message"),
)


def conversation_of(conn: Connection, chat_id: int, message_id: int) -> int | None:
    """None: nobody knows, or it is too long ago."""
    known = {key: row.conversation for row in said(conn, chat_id) for key in keys_of(row.key)}
    if not known:
        return None
    names = {"keys": sorted(known), "chat": chat_id, "message": message_id}
    found = conn.scalars(_sent, names).first()
    return None if found is None else known[found]


def said(conn: Connection, chat_id: int) -> Sequence[Row[Any, Any]]:
    """The log's latest rows of what was said to this person."""
    return conn.execute(_said, {"chat": chat_id}).all()


def keys_of(key: str) -> tuple[str, ...]:
    """The log keeps a staff message under what came in: `in:12` went out as `12:0`, `12:1` …"""
    if not key.startswith("in:"):
        return (key,)
    return tuple(f"{key.removeprefix('in:')}:{n}" for n in range(PIECES))
