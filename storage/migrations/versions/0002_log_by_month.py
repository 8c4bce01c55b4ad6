"""On PostgreSQL: the log by month (`storage/months.py`). What there is stays where it lies.

No row is copied: the old table becomes the part before the first month. Its two unique indexes
are built anew, because those of a partition must hold the time. Nobody may work meanwhile.
"""

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NEXT_MONTH = """
select (extract(epoch from date_trunc('month', now() at time zone 'utc') + interval '1 month')
    * 1000)::bigint
"""


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    until = op.get_bind().scalar(text(NEXT_MONTH))
    op.execute("alter table messages rename to messages_before")
    op.execute("alter index messages_chat_id_id rename to messages_before_chat_id_id")
    op.execute(
        "alter table messages_before drop constraint messages_pkey, "
        "drop constraint messages_key_key, "
        "add constraint messages_before_pkey primary key (id, at), "
        "add constraint messages_before_key_at_key unique (key, at)"
    )
    op.execute(
        "create table messages (like messages_before including defaults, "
        "constraint messages_pkey primary key (id, at), "
        "constraint messages_key_at_key unique (key, at)) partition by range (at)"
    )
    op.execute("create index messages_chat_id_id on messages (chat_id, id)")
    op.execute("alter sequence messages_id_seq owned by messages.id")
    op.execute("create table messages_other partition of messages default")
    # Of a clock that ran ahead.
    op.execute(
        f"with late as (delete from messages_before where at >= {until} returning *) "
        "insert into messages_other select * from late"
    )
    op.execute(
        f"alter table messages attach partition messages_before "
        f"for values from (minvalue) to ({until})"
    )
