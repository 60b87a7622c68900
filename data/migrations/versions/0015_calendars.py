"""Calendars elsewhere are read at their addresses, and bookings are shown at secret ones."""

import sqlalchemy as sa
from alembic import op

from data.models.base import Instant

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None
TEXTS = {'sealed': 4000, 'host': 255, 'etag': 400, 'error': 400}
MOMENTS = ('whole_at', 'next_read_at')
EVERYBODY = {f'{engine}_where': sa.text('member_id IS NULL') for engine in ('sqlite', 'postgresql')}


def upgrade() -> None:
    for name, length in TEXTS.items():
        op.add_column('calendar_source', sa.Column(name, sa.String(length), nullable=False, server_default=''))
    for name in MOMENTS:
        op.add_column('calendar_source', sa.Column(name, Instant(), nullable=True))
    op.add_column('calendar_source', sa.Column('failures', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_calendar_source_next_read_at', 'calendar_source', ['next_read_at'])
    op.create_table(
        'calendar_feed',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', Instant(), nullable=False),
        sa.Column('updated_at', Instant(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=True),
        sa.Column('nonce', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name='fk_calendar_feed_workspace_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name='fk_calendar_feed_member_id', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_calendar_feed'),
    )
    op.create_index('ix_calendar_feed_workspace_id', 'calendar_feed', ['workspace_id'])
    op.create_index('uq_calendar_feed_member', 'calendar_feed', ['member_id'], unique=True)
    op.create_index('uq_calendar_feed_workspace', 'calendar_feed', ['workspace_id'], unique=True, **EVERYBODY)


def downgrade() -> None:
    op.drop_table('calendar_feed')
    op.drop_index('ix_calendar_source_next_read_at', table_name='calendar_source')
    for name in ('failures', *MOMENTS, *TEXTS):
        op.drop_column('calendar_source', name)
