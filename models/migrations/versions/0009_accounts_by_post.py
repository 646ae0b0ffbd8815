"""Accounts speak for persons and their posts; what does not follow from a post is an appointment."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

PARTS = (
    "administrator", "security", "auditor", "office", "lead", "cooperating", "county", "contact",
    "deputy", "leader", "evaluator", "member", "observer", "archivist", "guest",
)


def upgrade() -> None:
    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Enum(*PARTS, name="part", native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column("code", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("appointed_by", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("reason", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_appointment_account_id", "appointment", ["account_id"])
    op.create_table(
        "keptform",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("account_id", "path"),
    )
    op.create_table(
        "signinlink",
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("target", sqlmodel.sql.sqltypes.AutoString(length=400), nullable=False),
        sa.Column("created_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("expires_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("used_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"]),
        sa.PrimaryKeyConstraint("token_hash"),
    )
    op.create_index("ix_signinlink_account_id", "signinlink", ["account_id"])
    op.execute(
        "INSERT INTO appointment (account_id, part, code, groups, appointed_by, reason) "
        "SELECT id, role, '', '[]', '系统', '原有账号' FROM account"
    )
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("old_hashes", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("changed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("totp_secret", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("totp_last", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("closed_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
        batch_op.create_index("ix_account_person_id", ["person_id"])
        batch_op.create_foreign_key("fk_account_person_id", "person", ["person_id"], ["id"])
        batch_op.drop_column("role")


def downgrade() -> None:
    with op.batch_alter_table("account") as batch_op:
        batch_op.add_column(sa.Column("role", sa.String(length=40), nullable=False, server_default="administrator"))
        batch_op.drop_constraint("fk_account_person_id", type_="foreignkey")
        batch_op.drop_index("ix_account_person_id")
        for gone in ("closed_at", "totp_last", "totp_secret", "changed_at", "must_change", "old_hashes", "person_id"):
            batch_op.drop_column(gone)
    for table in ("signinlink", "keptform", "appointment"):
        op.drop_table(table)
