"""Time off, calendars elsewhere with their busy times, and the part of the country that decides about holidays."""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _owned() -> list[sa.Column[object]]:
    return [
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', MOMENT, nullable=False),
        sa.Column('updated_at', MOMENT, nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
    ]


def _within(table: str, **parents: str) -> list[sa.Constraint]:
    keys = {'workspace_id': 'workspace'} | parents
    return [
        sa.PrimaryKeyConstraint('id', name=f'pk_{table}'),
        *(
            sa.ForeignKeyConstraint([column], [f'{parent}.id'], name=f'fk_{table}_{column}', ondelete='CASCADE')
            for column, parent in keys.items()
        ),
    ]


def upgrade() -> None:
    op.create_table(
        'time_off',
        *_owned(),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.Column('start', MOMENT, nullable=False),
        sa.Column('end', MOMENT, nullable=False),
        sa.Column('reason', sa.String(length=200), nullable=False),
        sa.CheckConstraint('"start" < "end"', name='ck_time_off_period'),
        *_within('time_off', member_id='member'),
    )
    op.create_index('ix_time_off_workspace_id', 'time_off', ['workspace_id'])
    op.create_index('ix_time_off_member_time', 'time_off', ['member_id', 'end', 'start'])
    op.create_table(
        'calendar_source',
        *_owned(),
        sa.Column('member_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(length=100), nullable=False),
        sa.Column('fetched_at', MOMENT, nullable=True),
        sa.Column('stale_minutes', sa.Integer(), nullable=False),
        sa.Column('when_stale', sa.String(length=40), nullable=False),
        sa.CheckConstraint('stale_minutes > 0', name='ck_calendar_source_stale'),
        *_within('calendar_source', member_id='member'),
    )
    op.create_index('ix_calendar_source_workspace_id', 'calendar_source', ['workspace_id'])
    op.create_index('ix_calendar_source_member_id', 'calendar_source', ['member_id'])
    op.create_table(
        'busy_time',
        *_owned(),
        sa.Column('source_id', sa.Uuid(), nullable=False),
        sa.Column('uid', sa.String(length=400), nullable=False),
        sa.Column('start', MOMENT, nullable=False),
        sa.Column('end', MOMENT, nullable=False),
        sa.CheckConstraint('"start" < "end"', name='ck_busy_time_period'),
        *_within('busy_time', source_id='calendar_source'),
    )
    op.create_index('ix_busy_time_workspace_id', 'busy_time', ['workspace_id'])
    op.create_index('ix_busy_time_source_time', 'busy_time', ['source_id', 'end', 'start'])
    op.add_column('workspace', sa.Column('subdivision', sa.String(length=10), nullable=False, server_default=''))


def downgrade() -> None:
    op.drop_column('workspace', 'subdivision')
    for name in ('busy_time', 'calendar_source', 'time_off'):
        op.drop_table(name)
