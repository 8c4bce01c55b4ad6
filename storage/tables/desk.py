"""The staff's desk: cases, everything that was said, and which message is which on both sides."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from storage.columns import Id, Moment, Money, Private

from .metadata import metadata

# What is not null has a default: an upsert may name only the columns that changed, and
# PostgreSQL looks at the whole row before it notices that one is already there.
cases = Table(
    "cases",
    metadata,
    Column("id", Id, primary_key=True),  # the number people read
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("kind", Text, nullable=False, server_default="complaint"),
    Column("purchase_id", BigInteger),
    Column("opened_at", Moment, nullable=False, server_default="0"),
    Column("status", Text, nullable=False, server_default="received"),
    Column("severity", Text),
    Column("topic", Text),
    Column("level", SmallInteger, nullable=False, server_default="0"),
    Column("score", SmallInteger),
    Column("mismatch", Boolean, nullable=False, server_default="0"),
    Column("misread", Boolean, nullable=False, server_default="0"),  # 判断有误, says staff
    Column("handler_id", BigInteger),
    Column("handler_name", Private()),
    Column("words", Private("chat_id")),
    Column("wish", Private("chat_id")),
    Column("chosen", Private("chat_id")),
    Column("group_id", BigInteger),
    Column("topic_id", BigInteger),
    Column("alert_id", BigInteger),  # the message that called staff: it is rewritten when claimed
    Column("senior_group_id", BigInteger),  # the same of a case that went to the seniors
    Column("senior_topic_id", BigInteger),
    Column("senior_alert_id", BigInteger),
    Column("claimed_at", Moment),
    Column("first_response_at", Moment),
    Column("responded_at", Moment),
    Column("closed_at", Moment),
    Column("closed_by", Text),  # customer, timeout, erased
    Column(
        "standard", Private("chat_id")
    ),  # what by the customer's own measure would have been right
    Column("breaches", SmallInteger, nullable=False, server_default="0"),  # of promises
    Column("reopened", SmallInteger, nullable=False, server_default="0"),
    Column("due_at", Moment),
    Column("cause", Text),  # one of eight; none: closed without one
    Column("confirmed_at", Moment),  # the customer says it is right; the cause may follow
    Column("handling", Boolean, nullable=False, server_default="0"),  # about how it was handled
    Column("abusive", Boolean, nullable=False, server_default="0"),
    Column("attitude", SmallInteger),  # 1 to 5, about the person
    Column("attitude_of", Private()),
    Column("apologised_at", Moment),  # the six steps; the first is opened_at
    Column("gathered_at", Moment),
    Column("proposed_at", Moment),
    Column("consulted_at", Moment),
    Column("followed_up_at", Moment),
    UniqueConstraint("chat_id", "conversation"),
    Index("cases_opened_at", "opened_at"),
    Index("cases_group_id_topic_id", "group_id", "topic_id"),
    Index("cases_senior_group_id_senior_topic_id", "senior_group_id", "senior_topic_id"),
    sqlite_autoincrement=True,
)

# The ledger: the words are the shop's own, so it outlives an erasure.
grants = Table(
    "grants",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("number", SmallInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("status", Text, nullable=False),  # requested, granted, refused, fulfilled, withdrawn
    Column("cost", Money),  # null: nobody knows
    Column("currency", Text),
    Column("level", SmallInteger, nullable=False),  # who was asked
    Column("requested_at", Moment, nullable=False),
    Column("granted_at", Moment),
    Column("granted_by", BigInteger),  # null: the bot, within what staff may
    Column("due_at", Moment),
    Column("fulfilled_at", Moment),
    Column("purchase_id", BigInteger),
    UniqueConstraint("chat_id", "conversation", "number"),
    Index("grants_granted_at", "granted_at"),
    sqlite_autoincrement=True,
)

stock = Table(
    "stock",
    metadata,
    Column("key", Text, primary_key=True),
    Column("taken", BigInteger, nullable=False),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Id, primary_key=True),
    Column("key", Text),  # null once erased
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", BigInteger),
    Column("at", Moment, nullable=False),
    Column("direction", Text, nullable=False),  # in, out
    Column("speaker", Text, nullable=False),  # customer, bot, staff
    Column("sender", Private("chat_id")),
    Column("kind", Text, nullable=False),
    Column("text", Private("chat_id")),
    Column("score", SmallInteger),
    Column("sentiment", Text),
    Column("p_unhappy", Float),
    Column("topic", Text),
    Column("severity", Text),
    Column("purchase_id", BigInteger),
    # By month on PostgreSQL (`storage/months.py`), where whatever is unique must hold the time,
    # the primary key as well. What makes a turn count once is its row of the inbox.
    UniqueConstraint("key").ddl_if(dialect="sqlite"),
    UniqueConstraint("key", "at").ddl_if(dialect="postgresql"),
    Index("messages_chat_id_id", "chat_id", "id"),
    sqlite_autoincrement=True,
)

relays = Table(
    "relays",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("customer_message_id", BigInteger, primary_key=True, autoincrement=False),
    Column("group_id", BigInteger, primary_key=True, autoincrement=False),
    Column("staff_message_id", BigInteger, primary_key=True, autoincrement=False),
    Index("relays_group_id_staff_message_id", "group_id", "staff_message_id"),
)

groups = Table(
    "groups",
    metadata,
    Column("old_id", BigInteger, primary_key=True, autoincrement=False),
    Column("new_id", BigInteger, nullable=False),
)
