"""Personal data of archived campaigns are erased kind by kind, each erasure on record."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

KINDS = (
    'messages', 'contacts', 'sign_in', 'voters', 'scans', 'attachments', 'applications_lost',
    'objections', 'log_details',
)


def upgrade() -> None:
    op.create_table(
        'erasure',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('campaign_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.Enum(*KINDS, name='personalkind', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('due_on', sa.Date(), nullable=False),
        sa.Column('state', sa.Enum('erasing', 'files', 'done', name='erasurestate', native_enum=False, create_constraint=True, length=24), nullable=False),
        sa.Column('rows', sa.Integer(), nullable=False),
        sa.Column('files', sa.JSON(), nullable=False),
        sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column('erased_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column('erased_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column('finished_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('campaign_id', 'kind'),
    )


def downgrade() -> None:
    op.drop_table('erasure')
