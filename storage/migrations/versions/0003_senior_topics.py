"""Where a case lies that went behind, to the seniors: beside its place with the staff."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("senior_group_id", "senior_topic_id", "senior_alert_id"):
        op.add_column("cases", sa.Column(name, sa.BigInteger()))
    op.create_index(
        "cases_senior_group_id_senior_topic_id", "cases", ["senior_group_id", "senior_topic_id"]
    )
