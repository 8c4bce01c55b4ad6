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
    Column("state", PrivateJson("chat_id"), nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("chat_id", Id, primary_key=True, autoincrement=False),
    Column("customer_ref", Private("chat_id")),  # the newest of `customer_refs`, to be shown
    Column("name", Private("chat_id")),
    Column("first_seen", Moment, nullable=False),
)

# A shop's own number of a customer, by which we look them up: each shop counts for itself.
customer_refs = Table(
    "customer_refs",
    metadata,
    Column("tag", Text, primary_key=True),  # of shop and number (storage.keys), never the number
    Column("chat_id", BigInteger, nullable=False, index=True),
)

purchases = Table(
    "purchases",
    metadata,
    Column("id", Id, primary_key=True),
    Column("shop", Text, nullable=False),
    Column("order_no", Text, nullable=False, index=True),
    Column("items", Private(), nullable=False),
    Column("amount", Money, nullable=False),
    Column("currency", Text, nullable=False),
    Column("bought_at", Moment, nullable=False),
    Column("clerk", Private()),
    Column("campaign", Text),
    # Whoever it names is no customer of ours yet, so the purchase has a key of its own.
    Column("key_id", BigInteger, nullable=False),
    Column("customer_tag", Text, index=True),
    Column("customer_ref", Private("key_id")),
    Column("customer_name", Private("key_id")),
    Column("customer_role", Private("key_id")),
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
    Column("comment", Private("chat_id")),
    Column("commented", Boolean, nullable=False, server_default="0"),  # outlives the words
    Column("sentiment", Text),
    Column("p_unhappy", Float),
    Column("mismatch", Boolean, nullable=False, server_default="0"),
    Column("broken_off", Boolean, nullable=False, server_default="0"),
    Index("surveys_sent_at", "sent_at"),
)
