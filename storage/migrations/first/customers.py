"""Who they are to the shop, what they bought, what became of each invitation."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.first import ID


def customers() -> None:
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
    op.create_table(
        "customer_refs",
        sa.Column("tag", sa.Text(), nullable=False),
        sa.Column("chat_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tag", name="customer_refs_pkey"),
    )
    op.create_index("customer_refs_chat_id", "customer_refs", ["chat_id"])
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
        sa.Column("key_id", sa.BigInteger(), nullable=False),
        sa.Column("customer_tag", sa.Text()),
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
    op.create_index("purchases_customer_tag", "purchases", ["customer_tag"])
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
        sa.Column("commented", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("sentiment", sa.Text()),
        sa.Column("p_unhappy", sa.Float()),
        sa.Column("mismatch", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("broken_off", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("purchase_id", name="surveys_pkey"),
    )
    op.create_index("surveys_chat_id", "surveys", ["chat_id"])
    op.create_index("surveys_sent_at", "surveys", ["sent_at"])
