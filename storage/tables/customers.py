"""Who bought what, what we asked them, and where each chat stands."""

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

from storage.columns import Id, Moment, Money, Private, PrivateJson

from .metadata import metadata

# Nothing indexed changes in a turn, so PostgreSQL updates the row in place.
chats = Table(
    "chats",
    metadata,
    Column("chat_id", Id, primary_key=True, autoincrement=False),
    Column("state", PrivateJson, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("chat_id", Id, primary_key=True, autoincrement=False),
    Column("customer_ref", Text, index=True),  # the shop's own number; we look it up
    Column("name", Private),
    Column("first_seen", Moment, nullable=False),
)

purchases = Table(
    "purchases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("order_no", Text, nullable=False, index=True),
    Column("items", Private, nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", Text, nullable=False),
    Column("bought_at", Moment, nullable=False),
    Column("clerk", Private),
    Column("campaign", Text),
    Column("customer_ref", Text, index=True),
    Column("customer_name", Private),
    Column("customer_role", Private),
    Column("survey", Text),  # "now", "never", or null: as configured
    Column("token", Text, nullable=False, unique=True),
    Column("chat_id", BigInteger, index=True),
    Column("claimed_at", Moment),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("shop", "order_no"),
    sqlite_autoincrement=True,
)

surveys = Table(
    "surveys",
    metadata,
    Column("purchase_id", BigInteger, primary_key=True, autoincrement=False),
    Column("chat_id", BigInteger, index=True),
    Column("conversation", BigInteger),
    Column("scheduled_at", Moment),
    Column("sent_at", Moment),
    Column("reminded_at", Moment),
    Column("answered_at", Moment),
    Column("outcome", Text),  # scheduled, sent, answered, expired, suppressed, never
    Column("why", Text),
    Column("score", SmallInteger),
    Column("reason", Text),
    Column("comment", Private),
    Column("sentiment", Text),
    Column("p_unhappy", Float),
    Column("mismatch", Boolean, nullable=False, server_default="0"),
    Column("broken_off", Boolean, nullable=False, server_default="0"),
    Index("surveys_sent_at", "sent_at"),
)
