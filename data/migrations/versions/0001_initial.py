"""All tables, and the guard that keeps time from being sold twice."""

import sqlalchemy as sa
from alembic import op

from data.migrations import guard

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'idempotency_key',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('scope', sa.String(length=120), nullable=False),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('body_hash', sa.String(length=64), nullable=False),
        sa.Column('status', sa.Integer(), nullable=False),
        sa.Column('answer', sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_idempotency_key')),
        sa.UniqueConstraint('scope', 'key', name=op.f('uq_idempotency_key_scope_key')),
    )
    op.create_table(
        'job_run',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('error', sa.String(length=1000), nullable=False),
        sa.Column('runs', sa.Integer(), nullable=False),
        sa.Column('done', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_job_run')),
        sa.UniqueConstraint('name', name=op.f('uq_job_run_name')),
    )
    op.create_table(
        'person',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('full_name', sa.String(length=200), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('username', sa.String(length=60), nullable=True),
        sa.Column('password_hash', sa.String(length=200), nullable=False),
        sa.Column('photo_id', sa.Uuid(), nullable=True),
        sa.Column('language', sa.String(length=10), nullable=False),
        sa.Column('dark', sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
        sa.UniqueConstraint('email', name=op.f('uq_person_email')),
        sa.UniqueConstraint('username', name=op.f('uq_person_username')),
    )
    op.create_table(
        'rate_bucket',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('key', sa.String(length=120), nullable=False),
        sa.Column('tokens', sa.Float(), nullable=False),
        sa.Column('filled_at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rate_bucket')),
        sa.UniqueConstraint('key', name=op.f('uq_rate_bucket_key')),
    )
    op.create_table(
        'workspace',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('slug', sa.String(length=80), nullable=False),
        sa.Column('address', sa.String(length=400), nullable=False),
        sa.Column('timezone', sa.String(length=60), nullable=False),
        sa.Column('contact_email', sa.String(length=254), nullable=False),
        sa.Column('phone', sa.String(length=32), nullable=False),
        sa.Column('currency', sa.String(length=3), nullable=False),
        sa.Column('language', sa.String(length=10), nullable=False),
        sa.Column('region', sa.String(length=2), nullable=False),
        sa.Column('colour', sa.String(length=7), nullable=False),
        sa.Column('logo_id', sa.Uuid(), nullable=True),
        sa.Column('status', sa.String(length=40), nullable=False),
        sa.Column('activated_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('suspended_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('template', sa.String(length=40), nullable=False),
        sa.Column('steps_done', sa.JSON(), nullable=False),
        sa.Column('current_step', sa.String(length=40), nullable=False),
        sa.Column('demo', sa.Boolean(), nullable=False),
        sa.Column('change_notice_minutes', sa.Integer(), nullable=False),
        sa.Column('request_expiry_hours', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_workspace')),
        sa.UniqueConstraint('slug', name=op.f('uq_workspace_slug')),
    )
    op.create_table(
        'alert',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('cause', sa.String(length=200), nullable=False),
        sa.Column('priority', sa.String(length=40), nullable=False),
        sa.Column('title', sa.String(length=300), nullable=False),
        sa.Column('detail', sa.String(length=1000), nullable=False),
        sa.Column('object_type', sa.String(length=40), nullable=False),
        sa.Column('object_id', sa.Uuid(), nullable=False),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('read_by', sa.Uuid(), nullable=True),
        sa.Column('dismissed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('dismissed_by', sa.Uuid(), nullable=True),
        sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('resolved_by', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_alert_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_alert')),
    )
    op.create_index('ix_alert_workspace_created', 'alert', ['workspace_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_alert_workspace_id'), 'alert', ['workspace_id'], unique=False)
    op.create_index(
        'uq_alert_open_cause',
        'alert',
        ['workspace_id', 'cause'],
        unique=True,
        sqlite_where=sa.text('resolved_at IS NULL'),
        postgresql_where=sa.text('resolved_at IS NULL'),
    )
    op.create_table(
        'booking_type',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('slug', sa.String(length=80), nullable=False),
        sa.Column('description', sa.String(length=2000), nullable=False),
        sa.Column('duration_minutes', sa.Integer(), nullable=False),
        sa.Column('slot_step_minutes', sa.Integer(), nullable=False),
        sa.Column('buffer_before_minutes', sa.Integer(), nullable=False),
        sa.Column('buffer_after_minutes', sa.Integer(), nullable=False),
        sa.Column('minimum_notice_minutes', sa.Integer(), nullable=False),
        sa.Column('furthest_days', sa.Integer(), nullable=False),
        sa.Column('capacity', sa.Integer(), nullable=False),
        sa.Column('daily_limit', sa.Integer(), nullable=True),
        sa.Column('price', sa.String(length=20), nullable=True),
        sa.Column('colour', sa.String(length=7), nullable=False),
        sa.Column('location_kind', sa.String(length=40), nullable=False),
        sa.Column('location', sa.String(length=400), nullable=False),
        sa.Column('auto_confirm', sa.Boolean(), nullable=False),
        sa.Column('questions', sa.JSON(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.CheckConstraint('capacity > 0', name=op.f('ck_booking_type_capacity')),
        sa.CheckConstraint('duration_minutes > 0', name=op.f('ck_booking_type_duration')),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_booking_type_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_type')),
        sa.UniqueConstraint('workspace_id', 'slug', name=op.f('uq_booking_type_workspace_id_slug')),
    )
    op.create_index(op.f('ix_booking_type_workspace_id'), 'booking_type', ['workspace_id'], unique=False)
    op.create_table(
        'contact',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=True),
        sa.Column('phone', sa.String(length=20), nullable=True),
        sa.Column('language', sa.String(length=10), nullable=False),
        sa.Column('notes', sa.String(length=4000), nullable=False),
        sa.Column('tags', sa.JSON(), nullable=False),
        sa.Column('last_contacted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sample', sa.Boolean(), nullable=False),
        sa.Column('no_email_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('no_sms_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('link_nonce', sa.Uuid(), nullable=False),
        sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_contact_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact')),
        sa.UniqueConstraint('workspace_id', 'email', name=op.f('uq_contact_workspace_id_email')),
        sa.UniqueConstraint('workspace_id', 'phone', name=op.f('uq_contact_workspace_id_phone')),
    )
    op.create_index(op.f('ix_contact_workspace_id'), 'contact', ['workspace_id'], unique=False)
    op.create_index('ix_contact_workspace_name', 'contact', ['workspace_id', 'name'], unique=False)
    op.create_table(
        'contact_form',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('heading', sa.String(length=200), nullable=False),
        sa.Column('intro', sa.String(length=1000), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_contact_form_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_form')),
    )
    op.create_index(op.f('ix_contact_form_workspace_id'), 'contact_form', ['workspace_id'], unique=False)
    op.create_table(
        'event',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=True),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('object_type', sa.String(length=40), nullable=False),
        sa.Column('object_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=True),
        sa.Column('actor_kind', sa.String(length=20), nullable=False),
        sa.Column('actor_id', sa.Uuid(), nullable=True),
        sa.Column('actor_name', sa.String(length=200), nullable=False),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_event_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_event')),
    )
    op.create_index('ix_event_object', 'event', ['object_id', 'created_at'], unique=False)
    op.create_index('ix_event_workspace_created', 'event', ['workspace_id', 'created_at'], unique=False)
    op.create_table(
        'form_template',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('description', sa.String(length=2000), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_form_template_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_form_template')),
    )
    op.create_index(op.f('ix_form_template_workspace_id'), 'form_template', ['workspace_id'], unique=False)
    op.create_table(
        'integration',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('provider', sa.String(length=40), nullable=False),
        sa.Column('config', sa.JSON(), nullable=False),
        sa.Column('secrets', sa.Text(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('status', sa.String(length=40), nullable=False),
        sa.Column('last_error', sa.String(length=1000), nullable=False),
        sa.Column('last_error_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_ok_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('rest_until', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_integration_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_integration')),
    )
    op.create_index(op.f('ix_integration_workspace_id'), 'integration', ['workspace_id'], unique=False)
    op.create_index('ix_integration_workspace_kind', 'integration', ['workspace_id', 'kind', 'position'], unique=False)
    op.create_table(
        'item',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('unit', sa.String(length=40), nullable=False),
        sa.Column('quantity', sa.Integer(), nullable=False),
        sa.Column('low_threshold', sa.Integer(), nullable=False),
        sa.Column('critical_threshold', sa.Integer(), nullable=False),
        sa.Column('when_short', sa.String(length=40), nullable=False),
        sa.Column('supplier_email', sa.String(length=254), nullable=False),
        sa.Column('notes', sa.String(length=2000), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_item_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_item')),
    )
    op.create_index(op.f('ix_item_workspace_id'), 'item', ['workspace_id'], unique=False)
    op.create_table(
        'kept_message',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('channel', sa.String(length=40), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('html', sa.Text(), nullable=False),
        sa.Column('calendar', sa.Text(), nullable=False),
        sa.Column('only_for', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_kept_message_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_message')),
    )
    op.create_index('ix_kept_message_workspace_created', 'kept_message', ['workspace_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_kept_message_workspace_id'), 'kept_message', ['workspace_id'], unique=False)
    op.create_table(
        'login_session',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=True),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('device', sa.String(length=200), nullable=False),
        sa.Column('address', sa.String(length=64), nullable=False),
        sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_login_session_user_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_login_session_workspace_id'), ondelete='SET NULL'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_login_session_token_hash')),
    )
    op.create_index(op.f('ix_login_session_user_id'), 'login_session', ['user_id'], unique=False)
    op.create_table(
        'member',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=True),
        sa.Column('full_name', sa.String(length=200), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('role', sa.String(length=40), nullable=False),
        sa.Column('can_inbox', sa.Boolean(), nullable=False),
        sa.Column('can_bookings', sa.Boolean(), nullable=False),
        sa.Column('can_forms', sa.Boolean(), nullable=False),
        sa.Column('can_inventory', sa.Boolean(), nullable=False),
        sa.Column('bookable', sa.Boolean(), nullable=False),
        sa.Column('public', sa.Boolean(), nullable=False),
        sa.Column('told_of_bookings', sa.Boolean(), nullable=False),
        sa.Column('told_of_messages', sa.Boolean(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_member_user_id'), ondelete='SET NULL'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_member_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_member')),
    )
    op.create_index(op.f('ix_member_user_id'), 'member', ['user_id'], unique=False)
    op.create_index(op.f('ix_member_workspace_id'), 'member', ['workspace_id'], unique=False)
    op.create_table(
        'old_slug',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('slug', sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_old_slug_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_old_slug')),
        sa.UniqueConstraint('slug', name=op.f('uq_old_slug_slug')),
    )
    op.create_index(op.f('ix_old_slug_workspace_id'), 'old_slug', ['workspace_id'], unique=False)
    op.create_table(
        'password_reset',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_password_reset_user_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_password_reset')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_password_reset_token_hash')),
    )
    op.create_index(op.f('ix_password_reset_user_id'), 'password_reset', ['user_id'], unique=False)
    op.create_table(
        'promise',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('kind', sa.String(length=60), nullable=False),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('object_type', sa.String(length=40), nullable=False),
        sa.Column('object_id', sa.Uuid(), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('data', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_promise_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_promise')),
        sa.UniqueConstraint('key', name=op.f('uq_promise_key')),
    )
    op.create_index('ix_promise_due', 'promise', ['state', 'due_at'], unique=False)
    op.create_index(op.f('ix_promise_object_id'), 'promise', ['object_id'], unique=False)
    op.create_index(op.f('ix_promise_workspace_id'), 'promise', ['workspace_id'], unique=False)
    op.create_table(
        'refresh_token',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('family_id', sa.Uuid(), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_refresh_token_user_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_refresh_token')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_refresh_token_token_hash')),
    )
    op.create_index(op.f('ix_refresh_token_family_id'), 'refresh_token', ['family_id'], unique=False)
    op.create_index(op.f('ix_refresh_token_user_id'), 'refresh_token', ['user_id'], unique=False)
    op.create_table(
        'rule_setting',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('enabled', sa.Boolean(), nullable=True),
        sa.Column('pausable', sa.Boolean(), nullable=True),
        sa.Column('channel', sa.String(length=40), nullable=True),
        sa.Column('subject', sa.String(length=300), nullable=True),
        sa.Column('body', sa.Text(), nullable=True),
        sa.Column('timing_minutes', sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_rule_setting_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_rule_setting')),
        sa.UniqueConstraint('workspace_id', 'key', name=op.f('uq_rule_setting_workspace_id_key')),
    )
    op.create_index(op.f('ix_rule_setting_workspace_id'), 'rule_setting', ['workspace_id'], unique=False)
    op.create_table(
        'stored_file',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=True),
        sa.Column('name', sa.String(length=255), nullable=False),
        sa.Column('content_type', sa.String(length=100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.Column('public', sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_stored_file_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_stored_file')),
    )
    op.create_index(op.f('ix_stored_file_workspace_id'), 'stored_file', ['workspace_id'], unique=False)
    op.create_table(
        'booking_type_form',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('form_template_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_type_id'],
            ['booking_type.id'],
            name=op.f('fk_booking_type_form_booking_type_id'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['form_template_id'],
            ['form_template.id'],
            name=op.f('fk_booking_type_form_form_template_id'),
            ondelete='CASCADE',
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_type_form')),
        sa.UniqueConstraint(
            'booking_type_id', 'form_template_id', name=op.f('uq_booking_type_form_booking_type_id_form_template_id')
        ),
    )
    op.create_index(
        op.f('ix_booking_type_form_booking_type_id'), 'booking_type_form', ['booking_type_id'], unique=False
    )
    op.create_index(
        op.f('ix_booking_type_form_form_template_id'), 'booking_type_form', ['form_template_id'], unique=False
    )
    op.create_table(
        'booking_type_item',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('item_id', sa.Uuid(), nullable=False),
        sa.Column('quantity', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_type_id'],
            ['booking_type.id'],
            name=op.f('fk_booking_type_item_booking_type_id'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['item_id'], ['item.id'], name=op.f('fk_booking_type_item_item_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_type_item')),
        sa.UniqueConstraint('booking_type_id', 'item_id', name=op.f('uq_booking_type_item_booking_type_id_item_id')),
    )
    op.create_index(
        op.f('ix_booking_type_item_booking_type_id'), 'booking_type_item', ['booking_type_id'], unique=False
    )
    op.create_index(op.f('ix_booking_type_item_item_id'), 'booking_type_item', ['item_id'], unique=False)
    op.create_table(
        'booking_type_member',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_type_id'],
            ['booking_type.id'],
            name=op.f('fk_booking_type_member_booking_type_id'),
            ondelete='CASCADE',
        ),
        sa.ForeignKeyConstraint(
            ['member_id'], ['member.id'], name=op.f('fk_booking_type_member_member_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking_type_member')),
        sa.UniqueConstraint(
            'booking_type_id', 'member_id', name=op.f('uq_booking_type_member_booking_type_id_member_id')
        ),
    )
    op.create_index(
        op.f('ix_booking_type_member_booking_type_id'), 'booking_type_member', ['booking_type_id'], unique=False
    )
    op.create_index(op.f('ix_booking_type_member_member_id'), 'booking_type_member', ['member_id'], unique=False)
    op.create_table(
        'conversation',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('assigned_to', sa.Uuid(), nullable=True),
        sa.Column('last_activity_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('last_inbound_channel', sa.String(length=40), nullable=True),
        sa.Column('unanswered_since', sa.DateTime(timezone=True), nullable=True),
        sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('paused_by', sa.Uuid(), nullable=True),
        sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('closed_by', sa.Uuid(), nullable=True),
        sa.Column('preview', sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ['assigned_to'], ['member.id'], name=op.f('fk_conversation_assigned_to'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['contact_id'], ['contact.id'], name=op.f('fk_conversation_contact_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_conversation_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_conversation')),
        sa.UniqueConstraint('contact_id', name=op.f('uq_conversation_contact_id')),
    )
    op.create_index(
        'ix_conversation_workspace_activity', 'conversation', ['workspace_id', 'last_activity_at'], unique=False
    )
    op.create_index(op.f('ix_conversation_workspace_id'), 'conversation', ['workspace_id'], unique=False)
    op.create_table(
        'firing',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('event_id', sa.Uuid(), nullable=False),
        sa.Column('event_name', sa.String(length=60), nullable=False),
        sa.Column('rule', sa.String(length=60), nullable=False),
        sa.Column('object_type', sa.String(length=40), nullable=False),
        sa.Column('object_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=True),
        sa.Column('outcome', sa.String(length=40), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_firing_event_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_firing_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_firing')),
        sa.UniqueConstraint('event_id', 'rule', name=op.f('uq_firing_event_id_rule')),
    )
    op.create_index('ix_firing_due', 'firing', ['outcome', 'next_attempt_at'], unique=False)
    op.create_index('ix_firing_object', 'firing', ['object_id'], unique=False)
    op.create_index('ix_firing_workspace_created', 'firing', ['workspace_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_firing_workspace_id'), 'firing', ['workspace_id'], unique=False)
    op.create_table(
        'invitation',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.Column('email', sa.String(length=254), nullable=False),
        sa.Column('token_hash', sa.String(length=64), nullable=False),
        sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_invitation_member_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_invitation_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_invitation')),
        sa.UniqueConstraint('token_hash', name=op.f('uq_invitation_token_hash')),
    )
    op.create_index(op.f('ix_invitation_member_id'), 'invitation', ['member_id'], unique=False)
    op.create_index(op.f('ix_invitation_workspace_id'), 'invitation', ['workspace_id'], unique=False)
    op.create_table(
        'occurrence',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.Column('start', sa.DateTime(timezone=True), nullable=False),
        sa.Column('end', sa.DateTime(timezone=True), nullable=False),
        sa.Column('seats', sa.Integer(), nullable=False),
        sa.Column('taken', sa.Integer(), nullable=False),
        sa.CheckConstraint('taken >= 0 AND taken <= seats', name=op.f('ck_occurrence_seats')),
        sa.ForeignKeyConstraint(['booking_type_id'], ['booking_type.id'], name=op.f('fk_occurrence_booking_type_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_occurrence_member_id')),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_occurrence_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_occurrence')),
    )
    op.create_index(op.f('ix_occurrence_booking_type_id'), 'occurrence', ['booking_type_id'], unique=False)
    op.create_index(op.f('ix_occurrence_member_id'), 'occurrence', ['member_id'], unique=False)
    op.create_index('ix_occurrence_type_start', 'occurrence', ['booking_type_id', 'start'], unique=False)
    op.create_index(op.f('ix_occurrence_workspace_id'), 'occurrence', ['workspace_id'], unique=False)
    op.create_table(
        'resource',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=True),
        sa.Column('item_id', sa.Uuid(), nullable=True),
        sa.Column('quantity', sa.Integer(), nullable=False),
        sa.CheckConstraint('quantity >= 0', name=op.f('ck_resource_quantity')),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_resource_item_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_resource_member_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_resource_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_resource')),
        sa.UniqueConstraint('item_id', name=op.f('uq_resource_item_id')),
        sa.UniqueConstraint('member_id', name=op.f('uq_resource_member_id')),
    )
    op.create_index(op.f('ix_resource_workspace_id'), 'resource', ['workspace_id'], unique=False)
    op.create_table(
        'schedule',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=True),
        sa.Column('booking_type_id', sa.Uuid(), nullable=True),
        sa.Column('weekly', sa.JSON(), nullable=False),
        sa.Column('overrides', sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_type_id'], ['booking_type.id'], name=op.f('fk_schedule_booking_type_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_schedule_member_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_schedule_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule')),
    )
    op.create_index(op.f('ix_schedule_workspace_id'), 'schedule', ['workspace_id'], unique=False)
    op.create_index('uq_schedule_booking_type', 'schedule', ['booking_type_id'], unique=True)
    op.create_index('uq_schedule_member', 'schedule', ['member_id'], unique=True)
    op.create_index(
        'uq_schedule_workspace',
        'schedule',
        ['workspace_id'],
        unique=True,
        sqlite_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
        postgresql_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
    )
    op.create_table(
        'booking',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('occurrence_id', sa.Uuid(), nullable=True),
        sa.Column('start', sa.DateTime(timezone=True), nullable=False),
        sa.Column('end', sa.DateTime(timezone=True), nullable=False),
        sa.Column('status', sa.String(length=40), nullable=False),
        sa.Column('location', sa.String(length=400), nullable=False),
        sa.Column('notes', sa.String(length=4000), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('staff_notes', sa.String(length=4000), nullable=False),
        sa.Column('timezone', sa.String(length=60), nullable=False),
        sa.Column('price', sa.String(length=20), nullable=True),
        sa.Column('source', sa.String(length=20), nullable=False),
        sa.Column('link_nonce', sa.Uuid(), nullable=False),
        sa.Column('sequence', sa.Integer(), nullable=False),
        sa.Column('submission_key', sa.String(length=80), nullable=True),
        sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('cancelled_by', sa.String(length=20), nullable=False),
        sa.Column('cancel_reason', sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(['booking_type_id'], ['booking_type.id'], name=op.f('fk_booking_booking_type_id')),
        sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_booking_contact_id')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_booking_member_id')),
        sa.ForeignKeyConstraint(
            ['occurrence_id'], ['occurrence.id'], name=op.f('fk_booking_occurrence_id'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_booking_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_booking')),
        sa.UniqueConstraint('workspace_id', 'submission_key', name=op.f('uq_booking_workspace_id_submission_key')),
    )
    op.create_index(op.f('ix_booking_booking_type_id'), 'booking', ['booking_type_id'], unique=False)
    op.create_index(op.f('ix_booking_contact_id'), 'booking', ['contact_id'], unique=False)
    op.create_index(op.f('ix_booking_member_id'), 'booking', ['member_id'], unique=False)
    op.create_index(op.f('ix_booking_occurrence_id'), 'booking', ['occurrence_id'], unique=False)
    op.create_index('ix_booking_workspace_created', 'booking', ['workspace_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_booking_workspace_id'), 'booking', ['workspace_id'], unique=False)
    op.create_index('ix_booking_workspace_start', 'booking', ['workspace_id', 'start'], unique=False)
    op.create_index('ix_booking_workspace_status_start', 'booking', ['workspace_id', 'status', 'start'], unique=False)
    op.create_table(
        'hold',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('resource_id', sa.Uuid(), nullable=False),
        sa.Column('occurrence_id', sa.Uuid(), nullable=False),
        sa.Column('start', sa.DateTime(timezone=True), nullable=False),
        sa.Column('end', sa.DateTime(timezone=True), nullable=False),
        sa.Column('units', sa.Integer(), nullable=False),
        sa.Column('overbooked', sa.Boolean(), nullable=False),
        sa.Column('reason', sa.String(length=400), nullable=False),
        sa.CheckConstraint('"start" < "end"', name=op.f('ck_hold_period')),
        sa.CheckConstraint('units > 0', name=op.f('ck_hold_units')),
        sa.ForeignKeyConstraint(
            ['occurrence_id'], ['occurrence.id'], name=op.f('fk_hold_occurrence_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], name=op.f('fk_hold_resource_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_hold_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_hold')),
    )
    op.create_index(op.f('ix_hold_occurrence_id'), 'hold', ['occurrence_id'], unique=False)
    op.create_index('ix_hold_resource_time', 'hold', ['resource_id', 'start', 'end'], unique=False)
    op.create_index(op.f('ix_hold_workspace_id'), 'hold', ['workspace_id'], unique=False)
    op.create_table(
        'form_request',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('form_template_id', sa.Uuid(), nullable=False),
        sa.Column('booking_id', sa.Uuid(), nullable=False),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('description', sa.String(length=2000), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('answers', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('link_nonce', sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_id'], ['booking.id'], name=op.f('fk_form_request_booking_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['contact_id'], ['contact.id'], name=op.f('fk_form_request_contact_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['form_template_id'], ['form_template.id'], name=op.f('fk_form_request_form_template_id')
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_form_request_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_form_request')),
        sa.UniqueConstraint('booking_id', 'form_template_id', name=op.f('uq_form_request_booking_id_form_template_id')),
    )
    op.create_index(op.f('ix_form_request_booking_id'), 'form_request', ['booking_id'], unique=False)
    op.create_index(op.f('ix_form_request_contact_id'), 'form_request', ['contact_id'], unique=False)
    op.create_index(op.f('ix_form_request_form_template_id'), 'form_request', ['form_template_id'], unique=False)
    op.create_index(op.f('ix_form_request_workspace_id'), 'form_request', ['workspace_id'], unique=False)
    op.create_index('ix_form_request_workspace_state', 'form_request', ['workspace_id', 'state'], unique=False)
    op.create_table(
        'message',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('conversation_id', sa.Uuid(), nullable=False),
        sa.Column('channel', sa.String(length=40), nullable=False),
        sa.Column('direction', sa.String(length=40), nullable=False),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('sender_name', sa.String(length=200), nullable=False),
        sa.Column('sender_id', sa.Uuid(), nullable=True),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('body', sa.Text(), nullable=False),
        sa.Column('email_id', sa.String(length=200), nullable=True),
        sa.Column('booking_id', sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ['booking_id'], ['booking.id'], name=op.f('fk_message_booking_id'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name=op.f('fk_message_conversation_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_message_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_message')),
    )
    op.create_index(op.f('ix_message_booking_id'), 'message', ['booking_id'], unique=False)
    op.create_index('ix_message_conversation_created', 'message', ['conversation_id', 'created_at'], unique=False)
    op.create_index(op.f('ix_message_email_id'), 'message', ['email_id'], unique=False)
    op.create_index(op.f('ix_message_workspace_id'), 'message', ['workspace_id'], unique=False)
    op.create_table(
        'movement',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('item_id', sa.Uuid(), nullable=False),
        sa.Column('booking_id', sa.Uuid(), nullable=True),
        sa.Column('kind', sa.String(length=40), nullable=False),
        sa.Column('on_hand', sa.Integer(), nullable=False),
        sa.Column('reserved', sa.Integer(), nullable=False),
        sa.Column('note', sa.String(length=400), nullable=False),
        sa.Column('by_id', sa.Uuid(), nullable=True),
        sa.Column('by_name', sa.String(length=200), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['booking_id'], ['booking.id'], name=op.f('fk_movement_booking_id'), ondelete='SET NULL'
        ),
        sa.ForeignKeyConstraint(['item_id'], ['item.id'], name=op.f('fk_movement_item_id'), ondelete='CASCADE'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_movement_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_movement')),
    )
    op.create_index(op.f('ix_movement_booking_id'), 'movement', ['booking_id'], unique=False)
    op.create_index('ix_movement_item_created', 'movement', ['item_id', 'created_at'], unique=False)
    op.create_index('ix_movement_item_sums', 'movement', ['item_id', 'on_hand', 'reserved'], unique=False)
    op.create_index(op.f('ix_movement_workspace_id'), 'movement', ['workspace_id'], unique=False)
    op.create_table(
        'delivery',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=True),
        sa.Column('message_id', sa.Uuid(), nullable=True),
        sa.Column('booking_id', sa.Uuid(), nullable=True),
        sa.Column('contact_id', sa.Uuid(), nullable=True),
        sa.Column('event_id', sa.Uuid(), nullable=True),
        sa.Column('key', sa.String(length=200), nullable=False),
        sa.Column('rule', sa.String(length=60), nullable=False),
        sa.Column('system', sa.Boolean(), nullable=False),
        sa.Column('channel', sa.String(length=40), nullable=False),
        sa.Column('address', sa.String(length=254), nullable=False),
        sa.Column('email_id', sa.String(length=200), nullable=False),
        sa.Column('context', sa.JSON(), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('next_attempt_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('claimed_by', sa.String(length=60), nullable=False),
        sa.Column('repeated', sa.Boolean(), nullable=False),
        sa.Column('provider', sa.String(length=40), nullable=False),
        sa.Column('provider_id', sa.String(length=200), nullable=False),
        sa.Column('error', sa.String(length=1000), nullable=False),
        sa.Column('good_until', sa.DateTime(timezone=True), nullable=True),
        sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ['booking_id'], ['booking.id'], name=op.f('fk_delivery_booking_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['contact_id'], ['contact.id'], name=op.f('fk_delivery_contact_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['message_id'], ['message.id'], name=op.f('fk_delivery_message_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f('fk_delivery_workspace_id'), ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
        sa.UniqueConstraint('key', name=op.f('uq_delivery_key')),
        sa.UniqueConstraint('message_id', name=op.f('uq_delivery_message_id')),
    )
    op.create_index(op.f('ix_delivery_booking_id'), 'delivery', ['booking_id'], unique=False)
    op.create_index(op.f('ix_delivery_contact_id'), 'delivery', ['contact_id'], unique=False)
    op.create_index('ix_delivery_due', 'delivery', ['state', 'next_attempt_at'], unique=False)
    op.create_index(op.f('ix_delivery_workspace_id'), 'delivery', ['workspace_id'], unique=False)

    guard.create(op.get_bind())


def downgrade() -> None:
    guard.drop(op.get_bind())
    op.drop_index(op.f('ix_delivery_workspace_id'), table_name='delivery')
    op.drop_index('ix_delivery_due', table_name='delivery')
    op.drop_index(op.f('ix_delivery_contact_id'), table_name='delivery')
    op.drop_index(op.f('ix_delivery_booking_id'), table_name='delivery')
    op.drop_table('delivery')
    op.drop_index(op.f('ix_movement_workspace_id'), table_name='movement')
    op.drop_index('ix_movement_item_sums', table_name='movement')
    op.drop_index('ix_movement_item_created', table_name='movement')
    op.drop_index(op.f('ix_movement_booking_id'), table_name='movement')
    op.drop_table('movement')
    op.drop_index(op.f('ix_message_workspace_id'), table_name='message')
    op.drop_index(op.f('ix_message_email_id'), table_name='message')
    op.drop_index('ix_message_conversation_created', table_name='message')
    op.drop_index(op.f('ix_message_booking_id'), table_name='message')
    op.drop_table('message')
    op.drop_index('ix_form_request_workspace_state', table_name='form_request')
    op.drop_index(op.f('ix_form_request_workspace_id'), table_name='form_request')
    op.drop_index(op.f('ix_form_request_form_template_id'), table_name='form_request')
    op.drop_index(op.f('ix_form_request_contact_id'), table_name='form_request')
    op.drop_index(op.f('ix_form_request_booking_id'), table_name='form_request')
    op.drop_table('form_request')
    op.drop_index(op.f('ix_hold_workspace_id'), table_name='hold')
    op.drop_index('ix_hold_resource_time', table_name='hold')
    op.drop_index(op.f('ix_hold_occurrence_id'), table_name='hold')
    op.drop_table('hold')
    op.drop_index('ix_booking_workspace_status_start', table_name='booking')
    op.drop_index('ix_booking_workspace_start', table_name='booking')
    op.drop_index(op.f('ix_booking_workspace_id'), table_name='booking')
    op.drop_index('ix_booking_workspace_created', table_name='booking')
    op.drop_index(op.f('ix_booking_occurrence_id'), table_name='booking')
    op.drop_index(op.f('ix_booking_member_id'), table_name='booking')
    op.drop_index(op.f('ix_booking_contact_id'), table_name='booking')
    op.drop_index(op.f('ix_booking_booking_type_id'), table_name='booking')
    op.drop_table('booking')
    op.drop_index(
        'uq_schedule_workspace',
        table_name='schedule',
        sqlite_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
        postgresql_where=sa.text('member_id IS NULL AND booking_type_id IS NULL'),
    )
    op.drop_index('uq_schedule_member', table_name='schedule')
    op.drop_index('uq_schedule_booking_type', table_name='schedule')
    op.drop_index(op.f('ix_schedule_workspace_id'), table_name='schedule')
    op.drop_table('schedule')
    op.drop_index(op.f('ix_resource_workspace_id'), table_name='resource')
    op.drop_table('resource')
    op.drop_index(op.f('ix_occurrence_workspace_id'), table_name='occurrence')
    op.drop_index('ix_occurrence_type_start', table_name='occurrence')
    op.drop_index(op.f('ix_occurrence_member_id'), table_name='occurrence')
    op.drop_index(op.f('ix_occurrence_booking_type_id'), table_name='occurrence')
    op.drop_table('occurrence')
    op.drop_index(op.f('ix_invitation_workspace_id'), table_name='invitation')
    op.drop_index(op.f('ix_invitation_member_id'), table_name='invitation')
    op.drop_table('invitation')
    op.drop_index(op.f('ix_firing_workspace_id'), table_name='firing')
    op.drop_index('ix_firing_workspace_created', table_name='firing')
    op.drop_index('ix_firing_object', table_name='firing')
    op.drop_index('ix_firing_due', table_name='firing')
    op.drop_table('firing')
    op.drop_index(op.f('ix_conversation_workspace_id'), table_name='conversation')
    op.drop_index('ix_conversation_workspace_activity', table_name='conversation')
    op.drop_table('conversation')
    op.drop_index(op.f('ix_booking_type_member_member_id'), table_name='booking_type_member')
    op.drop_index(op.f('ix_booking_type_member_booking_type_id'), table_name='booking_type_member')
    op.drop_table('booking_type_member')
    op.drop_index(op.f('ix_booking_type_item_item_id'), table_name='booking_type_item')
    op.drop_index(op.f('ix_booking_type_item_booking_type_id'), table_name='booking_type_item')
    op.drop_table('booking_type_item')
    op.drop_index(op.f('ix_booking_type_form_form_template_id'), table_name='booking_type_form')
    op.drop_index(op.f('ix_booking_type_form_booking_type_id'), table_name='booking_type_form')
    op.drop_table('booking_type_form')
    op.drop_index(op.f('ix_stored_file_workspace_id'), table_name='stored_file')
    op.drop_table('stored_file')
    op.drop_index(op.f('ix_rule_setting_workspace_id'), table_name='rule_setting')
    op.drop_table('rule_setting')
    op.drop_index(op.f('ix_refresh_token_user_id'), table_name='refresh_token')
    op.drop_index(op.f('ix_refresh_token_family_id'), table_name='refresh_token')
    op.drop_table('refresh_token')
    op.drop_index(op.f('ix_promise_workspace_id'), table_name='promise')
    op.drop_index(op.f('ix_promise_object_id'), table_name='promise')
    op.drop_index('ix_promise_due', table_name='promise')
    op.drop_table('promise')
    op.drop_index(op.f('ix_password_reset_user_id'), table_name='password_reset')
    op.drop_table('password_reset')
    op.drop_index(op.f('ix_old_slug_workspace_id'), table_name='old_slug')
    op.drop_table('old_slug')
    op.drop_index(op.f('ix_member_workspace_id'), table_name='member')
    op.drop_index(op.f('ix_member_user_id'), table_name='member')
    op.drop_table('member')
    op.drop_index(op.f('ix_login_session_user_id'), table_name='login_session')
    op.drop_table('login_session')
    op.drop_index(op.f('ix_kept_message_workspace_id'), table_name='kept_message')
    op.drop_index('ix_kept_message_workspace_created', table_name='kept_message')
    op.drop_table('kept_message')
    op.drop_index(op.f('ix_item_workspace_id'), table_name='item')
    op.drop_table('item')
    op.drop_index('ix_integration_workspace_kind', table_name='integration')
    op.drop_index(op.f('ix_integration_workspace_id'), table_name='integration')
    op.drop_table('integration')
    op.drop_index(op.f('ix_form_template_workspace_id'), table_name='form_template')
    op.drop_table('form_template')
    op.drop_index('ix_event_workspace_created', table_name='event')
    op.drop_index('ix_event_object', table_name='event')
    op.drop_table('event')
    op.drop_index(op.f('ix_contact_form_workspace_id'), table_name='contact_form')
    op.drop_table('contact_form')
    op.drop_index('ix_contact_workspace_name', table_name='contact')
    op.drop_index(op.f('ix_contact_workspace_id'), table_name='contact')
    op.drop_table('contact')
    op.drop_index(op.f('ix_booking_type_workspace_id'), table_name='booking_type')
    op.drop_table('booking_type')
    op.drop_index(
        'uq_alert_open_cause',
        table_name='alert',
        sqlite_where=sa.text('resolved_at IS NULL'),
        postgresql_where=sa.text('resolved_at IS NULL'),
    )
    op.drop_index(op.f('ix_alert_workspace_id'), table_name='alert')
    op.drop_index('ix_alert_workspace_created', table_name='alert')
    op.drop_table('alert')
    op.drop_table('workspace')
    op.drop_table('rate_bucket')
    op.drop_table('person')
    op.drop_table('job_run')
    op.drop_table('idempotency_key')
