"""Addresses that are told what happens, and what they were told."""

import sqlalchemy as sa
from alembic import op

from data.models.base import JSON, Instant

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

ROW = (('id', sa.Uuid()), ('created_at', Instant()), ('updated_at', Instant()), ('workspace_id', sa.Uuid()))


def upgrade() -> None:
    op.create_table(
        'webhook',
        *(sa.Column(name, kind, nullable=False) for name, kind in ROW),
        sa.Column('url', sa.String(2000), nullable=False),
        sa.Column('events', JSON(), nullable=False),
        sa.Column('secret', sa.Text(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        *(_moment(name) for name in ('failing_since', 'rest_until', 'paused_at', 'last_ok_at')),
        sa.Column('last_error', sa.String(400), nullable=False),
        _of('webhook', 'workspace'),
        sa.PrimaryKeyConstraint('id', name='pk_webhook'),
    )
    op.create_index('ix_webhook_workspace_id', 'webhook', ['workspace_id'])
    op.create_table(
        'webhook_delivery',
        *(sa.Column(name, kind, nullable=False) for name, kind in ROW),
        sa.Column('webhook_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=True),
        sa.Column('event_id', sa.Uuid(), nullable=True),
        sa.Column('event_name', sa.String(60), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('state', sa.String(40), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('by_hand', sa.Boolean(), nullable=False),
        sa.Column('queued_at', Instant(), nullable=False),
        sa.Column('next_attempt_at', Instant(), nullable=False),
        _moment('lease_until'),
        sa.Column('claimed_by', sa.String(60), nullable=False),
        sa.Column('tries', JSON(), nullable=False),
        sa.Column('status', sa.Integer(), nullable=True),
        sa.Column('answer', sa.String(2000), nullable=False),
        sa.Column('error', sa.String(400), nullable=False),
        _moment('delivered_at'),
        *(_of('webhook_delivery', table) for table in ('workspace', 'webhook', 'contact')),
        sa.PrimaryKeyConstraint('id', name='pk_webhook_delivery'),
    )
    for column in ('workspace_id', 'contact_id'):
        op.create_index(f'ix_webhook_delivery_{column}', 'webhook_delivery', [column])
    op.create_index('ix_webhook_delivery_due', 'webhook_delivery', ['state', 'next_attempt_at'])
    op.create_index('ix_webhook_delivery_webhook_created', 'webhook_delivery', ['webhook_id', 'created_at'])


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, Instant(), nullable=True)


def _of(table: str, owner: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([f'{owner}_id'], [f'{owner}.id'], name=f'fk_{table}_{owner}_id', ondelete='CASCADE')


def downgrade() -> None:
    op.drop_table('webhook_delivery')
    op.drop_table('webhook')
