"""Indexes in the order of the lists: a page of fifty no longer sorts ten thousand rows."""

from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

NEW = {
    'unit': {'ix_unit_listed': ['listed_order', 'id'], 'ix_unit_county': ['county', 'listed_order']},
    'message': {'ix_message_newest': ['campaign_id', 'id']},
    'filing': {'ix_filing_newest': ['campaign_id', 'happened_on', 'id']},
    'application': {'ix_application_number': ['campaign_id', 'number']},
    'obligation': {'ix_obligation_unit': ['unit_id', 'campaign_id']},
}
OLD = {
    'unit': {'ix_unit_county': ['county']},
    'filing': {'ix_filing_campaign_id': ['campaign_id']},
    'obligation': {'ix_obligation_unit_id': ['unit_id']},
}


def upgrade() -> None:
    _replace(OLD, NEW)


def downgrade() -> None:
    _replace(NEW, OLD)


def _replace(old: dict[str, dict[str, list[str]]], new: dict[str, dict[str, list[str]]]) -> None:
    for table, indexes in old.items():
        for name in indexes:
            op.drop_index(name, table_name=table)
    for table, indexes in new.items():
        for name, columns in indexes.items():
            op.create_index(name, table, columns)
