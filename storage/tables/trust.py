"""Keys, consent, who has left, who may knock, and the book of what was done with people's data."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text

from storage.columns import Id, Moment, Private

from .metadata import metadata

# A backup keeps these rows apart from all others, and only the newest of them: so what an erasure
# destroyed here is destroyed in older backups as well (storage.keys, docs/PRIVACY.md).
data_keys = Table(
    "data_keys",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),  # a chat, a purchase's key_id, or 0
    Column("master", Text, nullable=False, index=True),  # the name of the key that wraps it
    Column("wrapped", Text, nullable=False),
)

consents = Table(
    "consents",
    metadata,
    Column("id", Id, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("at", Moment, nullable=False),
    Column("given", Boolean, nullable=False),
    Column("wording", Text, nullable=False),  # which words were agreed to
    Index("consents_chat_id_id", "chat_id", "id"),
    sqlite_autoincrement=True,
)

# Whoever left a staff group, or was removed from it: known to us is who went, not who is there.
departed = Table(
    "departed",
    metadata,
    Column("group_id", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", Text, nullable=False),
    Column("digest", Text, unique=True),  # of a bearer key; we could not tell it again
    Column("secret", Private()),  # of one that signs: to check a signature takes the secret itself
    Column("scopes", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    sqlite_autoincrement=True,
)

signatures = Table(
    "signatures",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
)

# Each row is sealed by the hash of the one before it (storage.audit). Ids and counts, no words.
audit = Table(
    "audit",
    metadata,
    Column("id", Id, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("actor", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("about", BigInteger),
    Column("total", BigInteger),
    Column("detail", Text, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
)
