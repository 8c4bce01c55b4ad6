"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SWEPT_OFTEN = ("inbox", "outbox", "inbox_lines", "outbox_lines")


def upgrade() -> None:
    _queue()
    _customers()
    _desk()
    if op.get_bind().dialect.name == "postgresql":
        for table in SWEPT_OFTEN:
            op.execute(
                f"alter table {table} set "
                "(autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000)"
            )


def _queue() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("handled_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="inbox_pkey"),
        sa.UniqueConstraint("dedupe_key", name="inbox_dedupe_key_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "inbox_troubled",
        "inbox",
        ["id"],
        sqlite_where=sa.text("error IS NOT NULL"),
        postgresql_where=sa.text("error IS NOT NULL"),
    )
    op.create_index(
        "inbox_waiting",
        "inbox",
        ["chat_id", "id"],
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "outbox",
        sa.Column("id", ID, nullable=False),
        sa.Column("dedupe_key", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.Column("about", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("queued_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("error", sa.Text()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name="outbox_pkey"),
        sa.UniqueConstraint("dedupe_key", name="outbox_dedupe_key_key"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "outbox_troubled",
        "outbox",
        ["id"],
        sqlite_where=sa.text("error IS NOT NULL"),
        postgresql_where=sa.text("error IS NOT NULL"),
    )
    op.create_index(
        "outbox_waiting",
        "outbox",
        ["chat_id", "id"],
        sqlite_where=sa.text("sent_at IS NULL"),
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_table(
        "inbox_lines",
        sa.Column("chat_id", ID, nullable=False, autoincrement=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="inbox_lines_pkey"),
    )
    op.create_index("inbox_lines_due", "inbox_lines", ["lane", "due_at"])
    op.create_table(
        "outbox_lines",
        sa.Column("chat_id", ID, nullable=False, autoincrement=False),
        sa.Column("lane", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="outbox_lines_pkey"),
    )
    op.create_index("outbox_lines_due", "outbox_lines", ["lane", "due_at"])
    op.create_table(
        "timers",
        sa.Column("chat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", "name", name="timers_pkey"),
    )
    op.create_index("timers_due", "timers", ["due_at"])
    op.create_table(
        "offsets",
        sa.Column("only", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("bot_id", sa.BigInteger(), nullable=False),
        sa.Column("next_update", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("only", name="offsets_pkey"),
    )


def _customers() -> None:
    op.create_table(
        "chats",
        sa.Column("chat_id", ID, nullable=False, autoincrement=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="chats_pkey"),
    )
    op.create_table(
        "customers",
        sa.Column("chat_id", ID, nullable=False, autoincrement=False),
        sa.Column("customer_ref", sa.Text()),
        sa.Column("name", sa.Text()),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("chat_id", name="customers_pkey"),
    )
    op.create_index("customers_customer_ref", "customers", ["customer_ref"])
    op.create_table(
        "purchases",
        sa.Column("id", ID, nullable=False),
        sa.Column("shop", sa.Text(), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("amount", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bought_at", sa.BigInteger(), nullable=False),
        sa.Column("clerk", sa.Text()),
        sa.Column("campaign", sa.Text()),
        sa.Column("customer_ref", sa.Text()),
        sa.Column("customer_name", sa.Text()),
        sa.Column("customer_role", sa.Text()),
        sa.Column("survey", sa.Text()),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("claimed_at", sa.BigInteger()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="purchases_pkey"),
        sa.UniqueConstraint("shop", "order_no", name="purchases_shop_order_no_key"),
        sa.UniqueConstraint("token", name="purchases_token_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("purchases_chat_id", "purchases", ["chat_id"])
    op.create_index("purchases_customer_ref", "purchases", ["customer_ref"])
    op.create_index("purchases_order_no", "purchases", ["order_no"])
    op.create_table(
        "surveys",
        sa.Column("purchase_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("chat_id", sa.BigInteger()),
        sa.Column("conversation", sa.BigInteger()),
        sa.Column("scheduled_at", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("reminded_at", sa.BigInteger()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.Column("outcome", sa.Text()),
        sa.Column("why", sa.Text()),
        sa.Column("score", sa.SmallInteger()),
        sa.Column("reason", sa.Text()),
        sa.Column("comment", sa.Text()),
        sa.Column("sentiment", sa.Text()),
        sa.Column("p_unhappy", sa.Float()),
        sa.Column("mismatch", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("broken_off", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("purchase_id", name="surveys_pkey"),
    )
    op.create_index("surveys_chat_id", "surveys", ["chat_id"])
    op.create_index("surveys_sent_at", "surveys", ["sent_at"])


def _desk() -> None:
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
    _ledger()
    _backlog()
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


def _backlog() -> None:
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


def _ledger() -> None:
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
