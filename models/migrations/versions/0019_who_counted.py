"""Who entered and who checked paper slips are told apart by who they are, not by their names."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString


def upgrade() -> None:
    with op.batch_alter_table("votebatch") as batch:
        batch.drop_constraint("two_persons", type_="check")
        for key in ("entered_key", "checked_key"):
            batch.add_column(sa.Column(key, TEXT(length=220), nullable=False, server_default=""))
    # Before there was a key, somebody was who bore the name.
    for done in ("entered", "checked"):
        op.execute(f"UPDATE votebatch SET {done}_key = 'name:' || {done}_by WHERE {done}_by <> ''")
    with op.batch_alter_table("votebatch") as batch:
        batch.create_check_constraint("two_persons", "checked_key <> entered_key")


def downgrade() -> None:
    with op.batch_alter_table("votebatch") as batch:
        batch.drop_constraint("two_persons", type_="check")
    with op.batch_alter_table("votebatch") as batch:
        batch.create_check_constraint("two_persons", "checked_by <> entered_by")
        for key in ("checked_key", "entered_key"):
            batch.drop_column(key)
