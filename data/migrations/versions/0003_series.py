"""Series of bookings."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'series',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('every', sa.String(length=20), nullable=False),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(['workspace_id'], ['workspace.id'], name='fk_series_workspace_id', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_series'),
    )
    op.create_index('ix_series_workspace_id', 'series', ['workspace_id'])
    kind = 'CHAR(32)' if op.get_bind().dialect.name == 'sqlite' else 'UUID'  # in words: SQLite adds no constraint later
    op.execute(
        f'ALTER TABLE booking ADD COLUMN series_id {kind} '
        'CONSTRAINT fk_booking_series_id REFERENCES series (id) ON DELETE SET NULL'
    )
    op.add_column('booking', sa.Column('series_day', sa.Date(), nullable=True))
    op.create_index('ix_booking_series_id', 'booking', ['series_id'])


def downgrade() -> None:
    op.drop_index('ix_booking_series_id', table_name='booking')
    for column in ('series_day', 'series_id'):
        op.drop_column('booking', column)
    op.drop_table('series')
