"""What comes in: the original of a mail, and the files that came with it."""

import sqlalchemy as sa
from alembic import op

from data.models.base import Instant

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('original_id', sa.Uuid(), nullable=True))
    op.create_table(
        'attachment',
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', Instant(), nullable=False),
        sa.Column('updated_at', Instant(), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('message_id', sa.Uuid(), nullable=False),
        sa.Column('file_id', sa.Uuid(), nullable=False),
        sa.Column('name', sa.String(255), nullable=False),
        sa.Column('content_type', sa.String(100), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name='fk_attachment_workspace_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['message_id'], ['message.id'], name='fk_attachment_message_id', ondelete='CASCADE'),
        sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name='fk_attachment_file_id', ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name='pk_attachment'),
    )
    op.create_index('ix_attachment_workspace_id', 'attachment', ['workspace_id'])
    op.create_index('ix_attachment_message_id', 'attachment', ['message_id'])
    op.create_index('ix_attachment_file_id', 'attachment', ['file_id'])


def downgrade() -> None:
    op.drop_table('attachment')
    op.drop_column('message', 'original_id')
