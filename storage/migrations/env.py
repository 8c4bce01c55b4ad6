"""What Alembic runs: our connection and our transaction, nothing of its own."""

from alembic import context

from storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    # SQLite, too, rolls a table back, if only nobody commits behind our back.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
