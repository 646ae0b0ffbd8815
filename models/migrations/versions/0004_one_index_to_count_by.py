"""one index to count by: its twin of the same columns only slowed writers."""

from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

COLUMNS = ['campaign_id', 'step_id', 'duty', 'state', 'due_on', 'enforced_at']


def upgrade() -> None:
    with op.batch_alter_table('obligation') as batch_op:
        batch_op.drop_index('ix_obligation_progress')


def downgrade() -> None:
    with op.batch_alter_table('obligation') as batch_op:
        batch_op.create_index('ix_obligation_progress', COLUMNS)
