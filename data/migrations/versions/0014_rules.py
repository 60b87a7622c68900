"""Rules reach people by more than one channel; the log is found by rule, contact and message; jobs keep their last error."""

import sqlalchemy as sa
from alembic import op

from data.models.base import Instant

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('rule_setting', sa.Column('sms', sa.Text(), nullable=True))
    op.execute("UPDATE rule_setting SET sms = body, body = NULL WHERE key = 'reminder_sms'")
    op.add_column('job_run', sa.Column('last_error', sa.String(1000), nullable=False, server_default=''))
    op.add_column('job_run', sa.Column('failed_at', Instant(), nullable=True))
    op.add_column('job_run', sa.Column('took_ms', sa.Integer(), nullable=False, server_default='0'))
    op.create_index('ix_firing_contact_created', 'firing', ['contact_id', 'created_at'])
    op.create_index('ix_firing_rule_created', 'firing', ['workspace_id', 'rule', 'created_at'])
    op.create_index('ix_delivery_event_id', 'delivery', ['event_id'])


def downgrade() -> None:
    op.drop_index('ix_delivery_event_id', table_name='delivery')
    op.drop_index('ix_firing_rule_created', table_name='firing')
    op.drop_index('ix_firing_contact_created', table_name='firing')
    for column in ('took_ms', 'failed_at', 'last_error'):
        op.drop_column('job_run', column)
    op.execute("UPDATE rule_setting SET body = sms WHERE key = 'reminder_sms'")
    op.execute("UPDATE rule_setting SET channel = NULL WHERE channel NOT IN ('email', 'sms', 'none')")
    op.drop_column('rule_setting', 'sms')
