"""Several services in one visit."""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('booking', sa.Column('combination_id', sa.Uuid(), nullable=True))
    op.create_index('ix_booking_combination_id', 'booking', ['combination_id'])


def downgrade() -> None:
    op.drop_index('ix_booking_combination_id', table_name='booking')
    op.drop_column('booking', 'combination_id')
