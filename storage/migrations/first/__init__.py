"""The first tables, by subject; `versions/0001_first_tables.py` makes them all.

Beside the versions and not among them: Alembic takes every file there for a migration.
"""

import sqlalchemy as sa

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
