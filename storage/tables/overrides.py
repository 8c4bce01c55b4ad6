"""Staff replies that were held and sent nevertheless: who, why and when, never the words."""

from sqlalchemy import BigInteger, Column, Index, Table, Text

from storage.columns import Id, Moment

from .metadata import metadata

overrides = Table(
    "overrides",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("conversation", BigInteger, nullable=False),
    Column("staff_id", BigInteger, nullable=False),
    Column("message_id", BigInteger, nullable=False),  # in the staff group
    Column("rules", Text, nullable=False),  # adversative accusing refusal blame promise
    Column("at", Moment, nullable=False),
    Index("overrides_at", "at"),
    sqlite_autoincrement=True,
)
