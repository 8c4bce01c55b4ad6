"""Cases, promises, suggestions, the log, and what lies where in the staff group."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.first import ID


def desk() -> None:
    op.create_table(
        "cases",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), server_default="complaint", nullable=False),
        sa.Column("purchase_id", sa.BigInteger()),
        sa.Column("opened_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status", sa.Text(), server_default="received", nullable=False),
        sa.Column("severity", sa.Text()),
        sa.Column("topic", sa.Text()),
        sa.Column("level", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("score", sa.SmallInteger()),
        sa.Column("mismatch", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("misread", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("handler_id", sa.BigInteger()),
        sa.Column("handler_name", sa.Text()),
        sa.Column("words", sa.Text()),
        sa.Column("wish", sa.Text()),
        sa.Column("chosen", sa.Text()),
        sa.Column("group_id", sa.BigInteger()),
        sa.Column("topic_id", sa.BigInteger()),
        sa.Column("alert_id", sa.BigInteger()),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("first_response_at", sa.BigInteger()),
        sa.Column("responded_at", sa.BigInteger()),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("closed_by", sa.Text()),
        sa.Column("standard", sa.Text()),
        sa.Column("breaches", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("reopened", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("cause", sa.Text()),
        sa.Column("confirmed_at", sa.BigInteger()),
        sa.Column("handling", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("abusive", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("attitude", sa.SmallInteger()),
        sa.Column("attitude_of", sa.Text()),
        sa.Column("apologised_at", sa.BigInteger()),
        sa.Column("gathered_at", sa.BigInteger()),
        sa.Column("proposed_at", sa.BigInteger()),
        sa.Column("consulted_at", sa.BigInteger()),
        sa.Column("followed_up_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="cases_pkey"),
        sa.UniqueConstraint("chat_id", "conversation", name="cases_chat_id_conversation_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("cases_group_id_topic_id", "cases", ["group_id", "topic_id"])
    op.create_index("cases_opened_at", "cases", ["opened_at"])
    ledger()
    backlog()
    op.create_table(
        "messages",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text()),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text()),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text()),
        sa.Column("score", sa.SmallInteger()),
        sa.Column("sentiment", sa.Text()),
        sa.Column("p_unhappy", sa.Float()),
        sa.Column("topic", sa.Text()),
        sa.Column("severity", sa.Text()),
        sa.Column("purchase_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="messages_pkey"),
        sa.UniqueConstraint("key", name="messages_key_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("messages_chat_id_id", "messages", ["chat_id", "id"])
    op.create_table(
        "relays",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("customer_message_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("group_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("staff_message_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint(
            "chat_id", "customer_message_id", "group_id", "staff_message_id", name="relays_pkey"
        ),
    )
    op.create_index("relays_group_id_staff_message_id", "relays", ["group_id", "staff_message_id"])
    op.create_table(
        "groups",
        sa.Column("old_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("new_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("old_id", name="groups_pkey"),
    )


def backlog() -> None:
    op.create_table(
        "suggestions",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger()),
        sa.Column("purchase_id", sa.BigInteger()),
        sa.Column("text", sa.Text()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="suggestions_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("suggestions_status", "suggestions", ["status"])


def ledger() -> None:
    op.create_table(
        "grants",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cost", sa.Text()),
        sa.Column("currency", sa.Text()),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("requested_at", sa.BigInteger(), nullable=False),
        sa.Column("granted_at", sa.BigInteger()),
        sa.Column("granted_by", sa.BigInteger()),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("fulfilled_at", sa.BigInteger()),
        sa.Column("purchase_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="grants_pkey"),
        sa.UniqueConstraint(
            "chat_id", "conversation", "number", name="grants_chat_id_conversation_number_key"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("grants_granted_at", "grants", ["granted_at"])
    op.create_table(
        "stock",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="stock_pkey"),
    )
    op.create_table(
        "overrides",
        sa.Column("id", ID, nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="overrides_pkey"),
        sqlite_autoincrement=True,
    )
    op.create_index("overrides_at", "overrides", ["at"])
