"""How Alembic reaches the tables: on the connection it is handed, with SQLite's batch mode."""

from alembic import context
from sqlmodel import SQLModel

import models  # noqa: F401 - fills the metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    # SQLite cannot alter a column: the table is rewritten.
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
