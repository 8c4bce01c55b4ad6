"""What customers proposed for everybody: filed apart from complaints, answered when adopted."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from storage.columns import Id, Moment, Private

from .metadata import metadata

suggestions = Table(
    "suggestions",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", BigInteger),
    Column("purchase_id", BigInteger),
    Column("text", Private("chat_id")),  # null: erased
    Column("at", Moment, nullable=False),
    Column("status", Text, nullable=False),  # new, adopted, declined
    Column("answered_at", Moment),
    Index("suggestions_status", "status"),
    sqlite_autoincrement=True,
)
