"""Quiet hours for texts, and automation that comes back after silence.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('workspace', sa.Column('quiet_from', sa.String(length=5), nullable=False, server_default=''))
    op.add_column('workspace', sa.Column('quiet_until', sa.String(length=5), nullable=False, server_default=''))
    op.add_column('workspace', sa.Column('resume_after_hours', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_delivery_workspace_sent', 'delivery', ['workspace_id', 'sent_at'])


def downgrade() -> None:
    op.drop_index('ix_delivery_workspace_sent', table_name='delivery')
    for name in ('resume_after_hours', 'quiet_until', 'quiet_from'):
        op.drop_column('workspace', name)
