"""What did not reach a customer who had blocked the bot, and still matters when they are back."""

from typing import Any

from sqlalchemy import Connection, bindparam, or_, select

from . import private
from .answered import keys_of, said
from .tables import outbox

MOST = 3  # words of a person; whoever wrote more says it again in one
_rows = (
    select(outbox.c.message_id, outbox.c.error, outbox.c.body)
    .where(
        outbox.c.dedupe_key.in_(bindparam("keys", expanding=True)),
        outbox.c.chat_id == bindparam("chat"),
        outbox.c.sent_at.is_not(None),
    )
    .order_by(outbox.c.id.desc())
)
_unreachable = or_(outbox.c.error.like("Forbidden%"), outbox.c.error.like("%hat not found%"))


def lost(conn: Connection, chat_id: int) -> list[dict[str, Any]]:
    """What a person wrote, and the question that still stands, oldest first."""
    keys = sorted({key for row in said(conn, chat_id) for key in keys_of(row.key)})
    if not keys:
        return []
    found: list[dict[str, Any]] = []
    rows = private.read(
        conn, _rows.add_columns(_unreachable.label("gone")), {"keys": keys, "chat": chat_id}
    )
    for row in rows:
        if row.message_id is not None and row.error is None:
            break  # from here on they have read it
        if row.gone and (_is_a_persons(row.body) or _asks(row.body, found)):
            found.append(row.body)
    return found[: MOST + 1][::-1]


def _is_a_persons(body: dict[str, Any]) -> bool:
    return body.get("kind") in ("text", "copy") and "from_chat" in body


def _asks(body: dict[str, Any], newer: list[dict[str, Any]]) -> bool:
    """The last question only; an older one has been overtaken."""
    is_question = body.get("kind") == "text" and bool(body.get("buttons"))
    return is_question and not any(each.get("buttons") for each in newer)
