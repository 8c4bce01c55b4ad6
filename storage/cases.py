"""How a complaint or an enquiry is handled: status, owner, deadlines. One row a conversation."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, tuple_, update

from . import private
from .lines import padded
from .tables import cases
from .upsert import Row, put

Key = tuple[int, int]  # chat, conversation
STEPS = {  # of a complaint, in their order: when each was first taken
    "heard": cases.c.opened_at,
    "apologised": cases.c.apologised_at,
    "gathered": cases.c.gathered_at,
    "proposed": cases.c.proposed_at,
    "consulted": cases.c.consulted_at,
    "followed_up": cases.c.followed_up_at,
}

_key_columns = tuple_(cases.c.chat_id, cases.c.conversation)
_among = _key_columns.in_(bindparam("keys", expanding=True))
_whole = select(cases).where(_among)
_topics = select(cases.c.chat_id, cases.c.conversation, cases.c.group_id, cases.c.topic_id).where(
    _among, cases.c.topic_id.is_not(None)
)
_of_topics = select(cases.c.topic_id, cases.c.chat_id, cases.c.conversation).where(
    cases.c.group_id == bindparam("in_group"),
    cases.c.topic_id.in_(bindparam("topics", expanding=True)),
)
_set_topic = (
    update(cases)
    .where(cases.c.chat_id == bindparam("chat"), cases.c.conversation == bindparam("number"))
    .values(group_id=bindparam("place"), topic_id=bindparam("thread"))
)
_set_alert = (
    update(cases)
    .where(cases.c.chat_id == bindparam("chat"), cases.c.conversation == bindparam("number"))
    .values(alert_id=bindparam("message"))
)
_alerts = select(cases.c.chat_id, cases.c.conversation, cases.c.alert_id).where(
    _among, cases.c.alert_id.is_not(None)
)
_newest = select(cases).order_by(cases.c.id.desc()).limit(1)
_standards = (
    select(cases.c.standard)
    .where(
        cases.c.standard.is_not(None),
        cases.c.opened_at >= bindparam("since"),
        cases.c.opened_at < bindparam("until"),
    )
    .order_by(cases.c.id.desc())
    .limit(bindparam("most"))
)


def upsert(conn: Connection, rows: Sequence[Row]) -> None:
    """Store what has changed about cases. A row may name only the columns that changed."""
    put(conn, cases, ("chat_id", "conversation"), rows)


def set_topic(
    conn: Connection, chat_id: int, conversation: int, group_id: int, topic_id: int
) -> bool:
    """Remember where the case's topic is. False: the case is gone (erased), drop the topic."""
    place = {"place": group_id, "thread": topic_id}
    where = {"chat": chat_id, "number": conversation}
    return conn.execute(_set_topic, {**where, **place}).rowcount == 1


def set_alert(conn: Connection, chat_id: int, conversation: int, message_id: int) -> None:
    """Remember which message called staff."""
    conn.execute(_set_alert, {"chat": chat_id, "number": conversation, "message": message_id})


def alerts(conn: Connection, keys: Iterable[Key]) -> dict[Key, int]:
    """The message that called staff to each of these cases."""
    if not (wanted := list(keys)):
        return {}
    rows = conn.execute(_alerts, {"keys": wanted})
    return {(row.chat_id, row.conversation): row.alert_id for row in rows}


def of_topics(conn: Connection, group_id: int, topic_ids: Iterable[int]) -> dict[int, Key]:
    """The cases behind these topics of a staff group."""
    ids = list(topic_ids)
    if not ids:
        return {}
    rows = conn.execute(_of_topics, {"in_group": group_id, "topics": padded(ids)})
    return {row.topic_id: (row.chat_id, row.conversation) for row in rows}


def topics(conn: Connection, keys: Iterable[Key]) -> dict[Key, tuple[int, int]]:
    """The group and topic of each of these cases; one that has none yet is left out."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = conn.execute(_topics, {"keys": wanted})
    return {(r.chat_id, r.conversation): (r.group_id, r.topic_id) for r in rows}


def of(conn: Connection, keys: Iterable[Key]) -> dict[Key, Row]:
    """The whole rows of these cases."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = private.read(conn, _whole, {"keys": wanted})
    return {(row.chat_id, row.conversation): row._asdict() for row in rows}


def standards(
    conn: Connection, since: datetime, until: datetime, most: int = 5
) -> tuple[str, ...]:
    """What customers measured us by, in their words; the newest first."""
    rows = private.read(conn, _standards, {"since": since, "until": until, "most": most})
    return tuple(row.standard for row in rows if row.standard)


def newest(conn: Connection) -> Row | None:
    """The case that was opened last."""
    return next((row._asdict() for row in private.read(conn, _newest)), None)
