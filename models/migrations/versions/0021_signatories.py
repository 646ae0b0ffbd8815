"""签批人 is a part that somebody plays, beside those that accounts are appointed to."""

from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None

BEFORE = (
    "administrator", "security", "auditor", "office", "lead", "cooperating", "county", "contact",
    "deputy", "leader", "evaluator", "member", "observer", "archivist", "guest",
)  # fmt: skip
NEW = "signatory"
"""Stands before the observer, as in the code."""


def upgrade() -> None:
    place = BEFORE.index("observer")
    _admit((*BEFORE[:place], NEW, *BEFORE[place:]))


def downgrade() -> None:
    op.execute(f"DELETE FROM appointment WHERE part = '{NEW}'")
    _admit(BEFORE)


def _admit(parts: tuple[str, ...]) -> None:
    with op.batch_alter_table("appointment") as batch:
        batch.drop_constraint("part", type_="check")
        batch.create_check_constraint("part", f"part IN ({', '.join(map(repr, parts))})")
