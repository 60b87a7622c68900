"""Mailboxes that are read: how far each folder is, and mails that could not be taken."""

import sqlalchemy as sa
from alembic import op

from data.models.base import Instant

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

ROW = (
    ('id', sa.Uuid()),
    ('created_at', Instant()),
    ('updated_at', Instant()),
    ('workspace_id', sa.Uuid()),
    ('integration_id', sa.Uuid()),
)


def upgrade() -> None:
    op.create_table(
        'mail_folder',
        *(sa.Column(name, kind, nullable=False) for name, kind in ROW),
        sa.Column('name', sa.String(200), nullable=False),
        sa.Column('validity', sa.BigInteger(), nullable=False),
        sa.Column('uid', sa.BigInteger(), nullable=False),
        sa.Column('since', sa.Date(), nullable=True),
        sa.Column('stuck', sa.Integer(), nullable=False),
        sa.Column('read_at', Instant(), nullable=True),
        sa.Column('due_at', Instant(), nullable=False),
        sa.Column('lease_until', Instant(), nullable=True),
        sa.Column('claimed_by', sa.String(60), nullable=False),
        *_belongs('mail_folder'),
        sa.UniqueConstraint('integration_id', 'name', name='uq_mail_folder_integration_id_name'),
    )
    op.create_index('ix_mail_folder_workspace_id', 'mail_folder', ['workspace_id'])
    op.create_table(
        'held_mail',
        *(sa.Column(name, kind, nullable=False) for name, kind in ROW),
        sa.Column('file_id', sa.Uuid(), nullable=True),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('whole', sa.Boolean(), nullable=False),
        sa.Column('sender', sa.String(300), nullable=False),
        sa.Column('subject', sa.String(300), nullable=False),
        sa.Column('reason', sa.String(400), nullable=False),
        *_belongs('held_mail'),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name='fk_held_mail_file_id', ondelete='SET NULL'),
        sa.UniqueConstraint('workspace_id', 'digest', name='uq_held_mail_workspace_id_digest'),
    )
    for column in ('workspace_id', 'integration_id', 'file_id'):
        op.create_index(f'ix_held_mail_{column}', 'held_mail', [column])


def _belongs(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=f'fk_{table}_workspace_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(
            ['integration_id'], ['integration.id'], name=f'fk_{table}_integration_id', ondelete='CASCADE'
        ),
        sa.PrimaryKeyConstraint('id', name=f'pk_{table}'),
    ]


def downgrade() -> None:
    op.drop_table('held_mail')
    op.drop_table('mail_folder')
    op.execute("DELETE FROM integration WHERE kind = 'inbox'")
