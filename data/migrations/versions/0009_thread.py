"""Files beside drafts, and mails that say more than the thread shows."""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('message', sa.Column('folded', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('attachment') as table:
        table.alter_column('message_id', existing_type=sa.Uuid(), nullable=True)
        table.add_column(sa.Column('draft_id', sa.Uuid(), nullable=True))
        table.create_foreign_key('fk_attachment_draft_id', 'draft', ['draft_id'], ['id'], ondelete='CASCADE')
    op.create_index('ix_attachment_draft_id', 'attachment', ['draft_id'])


def downgrade() -> None:
    op.execute(sa.text('DELETE FROM attachment WHERE message_id IS NULL'))
    op.drop_index('ix_attachment_draft_id', table_name='attachment')
    with op.batch_alter_table('attachment') as table:
        table.drop_constraint('fk_attachment_draft_id', type_='foreignkey')
        table.drop_column('draft_id')
        table.alter_column('message_id', existing_type=sa.Uuid(), nullable=False)
    op.drop_column('message', 'folded')
