"""papers as files."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.add_column(sa.Column('template', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('files', sa.JSON(), nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('faces', sa.JSON(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('printed_at', sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('paper', schema=None) as batch_op:
        batch_op.drop_column('printed_at')
        batch_op.drop_column('faces')
        batch_op.drop_column('files')
        batch_op.drop_column('template')

