"""Keys, consent, who has left, who may knock, and the book that nobody can rewrite."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.first import ID


def trust() -> None:
    op.create_table(
        "data_keys",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("master", sa.Text(), nullable=False),
        sa.Column("wrapped", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="data_keys_pkey"),
    )
    op.create_index("data_keys_master", "data_keys", ["master"])
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="consents_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("consents_chat_id_id", "consents", ["chat_id", "id"])
    op.create_table(
        "departed",
        sa.Column("group_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("group_id", "person_id", name="departed_pkey"),
    )
    _doors()
    _book()


def _doors() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text()),
        sa.Column("secret", sa.Text()),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="api_keys_pkey"),
        sa.UniqueConstraint("digest", name="api_keys_digest_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "signatures",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="signatures_pkey"),
    )
    op.create_index("signatures_at", "signatures", ["at"])


def _book() -> None:
    op.create_table(
        "audit",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("about", sa.BigInteger()),
        sa.Column("total", sa.BigInteger()),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="audit_pkey"),
        sa.UniqueConstraint("hash", name="audit_hash_key"),
    )
    for statement in APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


# Whoever may change the schema may drop these; then the chain of hashes tells.
APPEND_ONLY = {
    "sqlite": tuple(
        f"create trigger audit_no_{act} before {act} on audit "
        "begin select raise(abort, 'audit is append-only'); end"
        for act in ("update", "delete")
    ),
    "postgresql": (
        "create function audit_is_append_only() returns trigger language plpgsql as "
        "$$ begin raise exception 'audit is append-only'; end $$",
        "create trigger audit_append_only before update or delete or truncate on audit "
        "for each statement execute function audit_is_append_only()",
    ),
}
