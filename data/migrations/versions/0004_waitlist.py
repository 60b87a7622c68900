"""The waiting list."""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def _to(column: str, table: str, ondelete: str) -> sa.ForeignKeyConstraint:
    name = op.f(f'fk_waitlist_entry_{column}')
    return sa.ForeignKeyConstraint([column], [f'{table}.id'], name=name, ondelete=ondelete)


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        'waitlist_entry',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', moment, nullable=False),
        sa.Column('updated_at', moment, nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('booking_type_id', sa.Uuid(), nullable=False),
        sa.Column('member_id', sa.Uuid(), nullable=True),
        sa.Column('contact_id', sa.Uuid(), nullable=False),
        sa.Column('first_day', sa.Date(), nullable=False),
        sa.Column('last_day', sa.Date(), nullable=False),
        sa.Column('parts', sa.JSON(), nullable=False),
        sa.Column('timezone', sa.String(length=60), nullable=False),
        sa.Column('state', sa.String(length=40), nullable=False),
        sa.Column('refused', sa.JSON(), nullable=False),
        sa.Column('occurrence_id', sa.Uuid(), nullable=True),
        sa.Column('offered_start', moment, nullable=True),
        sa.Column('offer_until', moment, nullable=True),
        sa.Column('booking_id', sa.Uuid(), nullable=True),
        sa.Column('link_nonce', sa.Uuid(), nullable=False),
        _to('booking_id', 'booking', 'SET NULL'),
        _to('booking_type_id', 'booking_type', 'CASCADE'),
        _to('contact_id', 'contact', 'CASCADE'),
        _to('member_id', 'member', 'SET NULL'),
        _to('occurrence_id', 'occurrence', 'SET NULL'),
        _to('workspace_id', 'workspace', 'CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_waitlist_entry')),
    )
    op.create_index(op.f('ix_waitlist_entry_booking_type_id'), 'waitlist_entry', ['booking_type_id'], unique=False)
    op.create_index(op.f('ix_waitlist_entry_contact_id'), 'waitlist_entry', ['contact_id'], unique=False)
    op.create_index(op.f('ix_waitlist_entry_workspace_id'), 'waitlist_entry', ['workspace_id'], unique=False)
    op.create_index(
        'ix_waitlist_entry_workspace_state', 'waitlist_entry', ['workspace_id', 'state', 'created_at'], unique=False
    )


def downgrade() -> None:
    op.drop_table('waitlist_entry')
