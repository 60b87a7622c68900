"""Saved replies, and drafts that survive a reload."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'saved_reply',
        *_owned('saved_reply'),
        sa.Column('title', sa.String(length=80), nullable=False),
        sa.Column('body', sa.String(), nullable=False),
        sa.UniqueConstraint('workspace_id', 'title', name=op.f('uq_saved_reply_workspace_id_title')),
    )
    op.create_index(op.f('ix_saved_reply_workspace_id'), 'saved_reply', ['workspace_id'])
    op.create_table(
        'draft',
        *_owned('draft'),
        sa.Column('conversation_id', sa.Uuid(), nullable=False),
        sa.Column('user_id', sa.Uuid(), nullable=False),
        sa.Column('channel', sa.String(length=10), nullable=False),
        sa.Column('subject', sa.String(length=300), nullable=False),
        sa.Column('body', sa.String(), nullable=False),
        sa.Column('typed_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name=op.f('fk_draft_conversation_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['user_id'], ['person.id'], name=op.f('fk_draft_user_id'), ondelete='CASCADE'),
        sa.UniqueConstraint('conversation_id', 'user_id', name=op.f('uq_draft_conversation_id_user_id')),
    )
    op.create_index(op.f('ix_draft_workspace_id'), 'draft', ['workspace_id'])
    op.create_index(op.f('ix_draft_user_id'), 'draft', ['user_id'])


def _owned(table: str) -> tuple[sa.Column[Any] | sa.Constraint, ...]:
    return (
        sa.Column('id', sa.Uuid(), nullable=False),
        sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name=op.f(f'fk_{table}_workspace_id'), ondelete='CASCADE'
        ),
    )


def downgrade() -> None:
    op.drop_table('draft')
    op.drop_table('saved_reply')
