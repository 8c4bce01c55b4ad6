"""The first tables."""

from alembic import op

from storage.migrations.first import customers, desk, queue, trust

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SWEPT_OFTEN = ("inbox", "outbox", "inbox_lines", "outbox_lines")


def upgrade() -> None:
    queue.queue()
    customers.customers()
    desk.desk()
    trust.trust()
    if op.get_bind().dialect.name == "postgresql":
        for table in SWEPT_OFTEN:
            op.execute(
                f"alter table {table} set "
                "(autovacuum_vacuum_scale_factor=0.02, autovacuum_vacuum_threshold=1000)"
            )
