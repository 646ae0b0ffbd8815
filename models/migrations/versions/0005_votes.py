"""Votes: sessions, voters, codes, slips, batches; tallies by class of voters."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('votesession',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('vote', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('state', sa.Enum('prepared', 'open', 'closed', name='votestate', native_enum=False, create_constraint=True, length=24), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('candidates', sa.JSON(), nullable=False),
    sa.Column('settings', sa.JSON(), nullable=False),
    sa.Column('electorate_size', sa.Integer(), nullable=False),
    sa.Column('electorate_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('pepper', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('groups', sa.JSON(), nullable=False),
    sa.Column('figures', sa.JSON(), nullable=False),
    sa.Column('board_hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('campaign_id', 'vote')
    )
    op.create_table('votebatch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('number', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('voter_class', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('entered_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('checked_by', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.CheckConstraint('checked_by <> entered_by', name='two_persons'),
    sa.ForeignKeyConstraint(['file_id'], ['importedfile.id'], ),
    sa.ForeignKeyConstraint(['session_id'], ['votesession.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('session_id', 'number')
    )
    op.create_table('votecode',
    sa.Column('hash', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('voter_class', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('used', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['votesession.id'], ),
    sa.PrimaryKeyConstraint('hash'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('votecode', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_votecode_session_id'), ['session_id'], unique=False)

    op.create_table('voter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('person', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.Column('voter_class', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('units', sa.JSON(), nullable=False),
    sa.Column('substitute', sa.Boolean(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
    sa.Column('came', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['votesession.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('session_id', 'person')
    )
    op.create_table('voteslip',
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('voter_class', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.Column('candidate', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('value', sqlmodel.sql.sqltypes.AutoString(length=100), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['votesession.id'], ),
    sa.PrimaryKeyConstraint('key'),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('voteslip', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_voteslip_session_id'), ['session_id'], unique=False)

    _remake_tallies(
        sa.Column('voter_class', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column('own', sa.Integer(), nullable=False),
        unique=('campaign_id', 'component', 'candidate', 'voter_class'),
        values="'', 0",
    )


def downgrade() -> None:
    _remake_tallies(unique=('campaign_id', 'component', 'candidate'), values='')
    op.drop_table('voteslip')
    op.drop_table('voter')
    op.drop_table('votecode')
    op.drop_table('votebatch')
    op.drop_table('votesession')


def _remake_tallies(*more, unique, values):
    """Made anew and filled, because the constraint to replace has no name that both databases know."""
    kept = 'campaign_id, component, candidate, issued, returned, valid, grades, file_id'
    op.rename_table('tallysheet', 'tallysheet_before')
    op.create_table('tallysheet',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=False),
    sa.Column('component', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('candidate', sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False),
    sa.Column('issued', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.Column('valid', sa.Integer(), nullable=False),
    sa.Column('grades', sa.JSON(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    *more,
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], ),
    sa.ForeignKeyConstraint(['file_id'], ['importedfile.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint(*unique)
    )
    names = ', '.join([kept, *(column.name for column in more)])
    filled = ', '.join([kept, *([values] if values else [])])
    op.execute(f'INSERT INTO tallysheet ({names}) SELECT {filled} FROM tallysheet_before')
    op.drop_table('tallysheet_before')
