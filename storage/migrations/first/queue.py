"""Inbox, outbox, their lines, timers, and how far Telegram has been read."""

import sqlalchemy as sa
from alembic import op

from storage.migrations.first import ID


def queue() -> None:
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
        sa.Column("leased", sa.Boolean(), server_default=sa.false(), nullable=False),
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
    op.create_table(
        "leaders",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("beat", sa.BigInteger(), nullable=False),
        sa.Column("busy_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("name", name="leaders_pkey"),
    )
