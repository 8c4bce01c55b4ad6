"""How a complaint or an enquiry is handled: status, owner, deadlines. One row a conversation."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, tuple_, union_all, update

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
# With the staff of its shop (False) or, since harsh words fell, behind (True). It keeps its place
# on both sides: what was queued for one still finds its way after it has gone to the other.
_SIDES = {
    False: (cases.c.group_id, cases.c.topic_id, cases.c.alert_id),
    True: (cases.c.senior_group_id, cases.c.senior_topic_id, cases.c.senior_alert_id),
}
_key = (cases.c.chat_id, cases.c.conversation)
_topics = {
    side: select(*_key, group.label("group"), topic.label("topic")).where(
        _among, topic.is_not(None)
    )
    for side, (group, topic, _) in _SIDES.items()
}
_of_topics = union_all(
    *(
        select(*_key, topic.label("topic")).where(
            group == bindparam("in_group"), topic.in_(bindparam("topics", expanding=True))
        )
        for group, topic, _ in _SIDES.values()
    )
)
_one = (cases.c.chat_id == bindparam("chat")) & (cases.c.conversation == bindparam("number"))
_set_topic = {
    side: update(cases).where(_one).values({group: bindparam("place"), topic: bindparam("thread")})
    for side, (group, topic, _) in _SIDES.items()
}
_set_alert = {
    side: update(cases).where(_one).values({alert: bindparam("message")})
    for side, (_, _, alert) in _SIDES.items()
}
_alerts = {
    side: select(*_key, alert.label("alert")).where(_among, alert.is_not(None))
    for side, (_, _, alert) in _SIDES.items()
}
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
    conn: Connection,
    chat_id: int,
    conversation: int,
    group_id: int,
    topic_id: int,
    *,
    behind: bool = False,
) -> bool:
    """Remember where the case's topic is. False: the case is gone (erased), drop the topic."""
    place = {"place": group_id, "thread": topic_id}
    where = {"chat": chat_id, "number": conversation}
    return conn.execute(_set_topic[behind], {**where, **place}).rowcount == 1


def set_alert(
    conn: Connection, chat_id: int, conversation: int, message_id: int, *, behind: bool = False
) -> None:
    """Remember which message called staff."""
    given = {"chat": chat_id, "number": conversation, "message": message_id}
    conn.execute(_set_alert[behind], given)


def alerts(conn: Connection, keys: Iterable[Key], *, behind: bool = False) -> dict[Key, int]:
    """The message that called staff to each of these cases."""
    if not (wanted := list(keys)):
        return {}
    rows = conn.execute(_alerts[behind], {"keys": wanted})
    return {(row.chat_id, row.conversation): row.alert for row in rows}


def of_topics(conn: Connection, group_id: int, topic_ids: Iterable[int]) -> dict[int, Key]:
    """The cases that these topics of a group are about, the topics they have left too."""
    ids = list(topic_ids)
    if not ids:
        return {}
    rows = conn.execute(_of_topics, {"in_group": group_id, "topics": padded(ids)})
    return {row.topic: (row.chat_id, row.conversation) for row in rows}


def topics(
    conn: Connection, keys: Iterable[Key], *, behind: bool = False
) -> dict[Key, tuple[int, int]]:
    """The group and topic of each of these cases; one that has none yet is left out."""
    wanted = list(keys)
    if not wanted:
        return {}
    rows = conn.execute(_topics[behind], {"keys": wanted})
    return {(r.chat_id, r.conversation): (r.group, r.topic) for r in rows}


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
