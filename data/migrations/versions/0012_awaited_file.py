"""Files of text messages that are still to be fetched from their provider."""

import sqlalchemy as sa
from alembic import op

from data.models.base import Instant

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None
OWNERS = ('workspace', 'message', 'integration')


def upgrade() -> None:
    op.create_table(
        'awaited_file',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', Instant(), nullable=False),
        sa.Column('updated_at', Instant(), nullable=False),
        *(sa.Column(f'{owner}_id', sa.Uuid(), nullable=False) for owner in OWNERS),
        sa.Column('url', sa.String(1000), nullable=False),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('due_at', Instant(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [f'{owner}_id'], [f'{owner}.id'], name=f'fk_awaited_file_{owner}_id', ondelete='CASCADE'
            )
            for owner in OWNERS
        ),
        sa.PrimaryKeyConstraint('id', name='pk_awaited_file'),
    )
    for column in ('workspace_id', 'message_id', 'integration_id', 'due_at'):
        op.create_index(f'ix_awaited_file_{column}', 'awaited_file', [column])


def downgrade() -> None:
    op.drop_table('awaited_file')
