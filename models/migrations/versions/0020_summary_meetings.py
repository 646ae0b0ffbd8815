"""A summary meeting that was held is a kind of its own: one that was only planned looked the same."""

from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

HELD = "title = '年度总结会议' AND held_on IS NOT NULL"
OPEN = "campaign_id IN (SELECT id FROM campaign WHERE state <> 'archived')"
"""Archived campaigns are closed to every change; their commendation is over."""


def upgrade() -> None:
    op.execute(f"UPDATE visit SET kind = 'summary' WHERE kind = 'meeting' AND {HELD} AND {OPEN}")


def downgrade() -> None:
    op.execute(f"UPDATE visit SET kind = 'meeting' WHERE kind = 'summary' AND {OPEN}")
