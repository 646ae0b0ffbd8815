"""Signers and checkers are told apart by who they are; a paper act may be an application."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

TEXT = sqlmodel.sql.sqltypes.AutoString
MOMENT = sqlmodel.sql.sqltypes.UTCDateTime
NAMED = (("paper", "drafted_by", "drafter_key"), ("signoff", "signer", "signer_key"))
"""Before there was a key, somebody was who bore the name."""


def upgrade() -> None:
    for table, name, key in NAMED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(_key(key))
        op.execute(f"UPDATE {table} SET {key} = 'name:' || {name} WHERE {name} <> ''")
    with op.batch_alter_table("signature") as batch:
        batch.add_column(sa.Column("signer", TEXT(length=200), nullable=False, server_default=""))
        batch.add_column(_key("signer_key"))
    op.execute("UPDATE signature SET signer = post")
    op.execute("UPDATE signature SET signer_key = 'name:' || office || ' ' || post")
    _signatories("key", "'name:' || name")
    with op.batch_alter_table("objection") as batch:
        for name in ("found", "confirmed"):
            batch.add_column(sa.Column(f"{name}_by", TEXT(length=200), nullable=False, server_default=""))
            batch.add_column(_key(f"{name}_key"))
        batch.add_column(sa.Column("confirmed_at", MOMENT(), nullable=True))
        batch.create_check_constraint("two_people", "confirmed_key = '' OR confirmed_key <> found_key")
    with op.batch_alter_table("paperact") as batch:
        batch.add_column(sa.Column("application_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("paperact_application_id_fkey", "application", ["application_id"], ["id"])
        batch.create_index("ix_paperact_application_id", ["application_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("paperact") as batch:
        batch.drop_index("ix_paperact_application_id")
        batch.drop_constraint("paperact_application_id_fkey", type_="foreignkey")
        batch.drop_column("application_id")
    with op.batch_alter_table("objection") as batch:
        batch.drop_constraint("two_people", type_="check")
        for name in ("confirmed_at", "confirmed_key", "confirmed_by", "found_key", "found_by"):
            batch.drop_column(name)
    _signatories("name", "name")
    with op.batch_alter_table("signature") as batch:
        batch.drop_column("signer_key")
        batch.drop_column("signer")
    for table, _, key in NAMED:
        # Not in a batch, which would make a table anew that other rows refer to.
        op.drop_column(table, key)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, TEXT(length=220), nullable=False, server_default="")


def _signatories(told_apart_by: str, value: str) -> None:
    """The table anew: its unnamed key cannot be altered the same way on both servers."""
    op.rename_table("signatory", "signatory_before")
    columns = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("post", TEXT(length=100), nullable=False),
        sa.Column("name", TEXT(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("substitute", sa.Boolean(), nullable=False),
        sa.Column("reason", TEXT(length=500), nullable=False),
        sa.Column("recorded_at", MOMENT(), nullable=False),
        sa.Column("recorded_by", TEXT(length=200), nullable=False),
    ]
    kept = [column.name for column in columns[1:] if column.name != told_apart_by]
    if told_apart_by == "key":
        columns.append(sa.Column("key", TEXT(length=220), nullable=False))
    op.create_table(
        "signatory",
        *columns,
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("campaign_id", "post", told_apart_by, "since"),
    )
    listed = ", ".join(kept)
    op.execute(
        f"INSERT INTO signatory ({listed}, {told_apart_by}) "
        f"SELECT {listed}, {value} FROM signatory_before ORDER BY id"
    )
    op.drop_table("signatory_before")
