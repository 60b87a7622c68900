"""What was written can be searched: the words of each message, in the full-text index of either engine."""

import sqlalchemy as sa
from alembic import op

from data import folding

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

SQLITE = [
    """CREATE VIRTUAL TABLE message_index USING fts5(
        words, content='message_words', content_rowid='number', detail=none, prefix='2 3', tokenize='unicode61 remove_diacritics 0')""",
    """CREATE TRIGGER message_words_insert AFTER INSERT ON message_words BEGIN
        INSERT INTO message_index (rowid, words) VALUES (NEW.number, NEW.words); END""",
    """CREATE TRIGGER message_words_delete AFTER DELETE ON message_words BEGIN
        INSERT INTO message_index (message_index, rowid, words) VALUES ('delete', OLD.number, OLD.words); END""",
    """CREATE TRIGGER message_words_update AFTER UPDATE OF words ON message_words BEGIN
        INSERT INTO message_index (message_index, rowid, words) VALUES ('delete', OLD.number, OLD.words);
        INSERT INTO message_index (rowid, words) VALUES (NEW.number, NEW.words); END""",
]
POSTGRESQL = [
    """ALTER TABLE message_words ADD COLUMN terms tsvector
        GENERATED ALWAYS AS (array_to_tsvector(string_to_array(words, ' '))) STORED""",
    'CREATE INDEX ix_message_words_terms ON message_words USING gin (terms)',
]
CHUNK = 1000


def upgrade() -> None:
    op.create_table(
        'message_words',
        sa.Column('number', sa.Integer(), autoincrement=True, nullable=False),
        sa.Column('workspace_id', sa.Uuid(), nullable=False),
        sa.Column('message_id', sa.Uuid(), nullable=False),
        sa.Column('words', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('number', name='pk_message_words'),
        sa.ForeignKeyConstraint(
            ['workspace_id'], ['workspace.id'], name='fk_message_words_workspace_id', ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['message_id'], ['message.id'], name='fk_message_words_message_id', ondelete='CASCADE'),
        sa.UniqueConstraint('message_id', name='uq_message_words_message_id'),
    )
    op.create_index('ix_message_words_workspace_id', 'message_words', ['workspace_id', 'number'])
    for statement in SQLITE if op.get_bind().dialect.name == 'sqlite' else POSTGRESQL:
        op.get_bind().exec_driver_sql(statement)
    _take_in(op.get_bind())


def _take_in(bind: sa.Connection) -> None:
    """The messages so far, the oldest first."""
    message = sa.table(
        'message', *(sa.column(name) for name in ('id', 'workspace_id', 'subject', 'body', 'created_at'))
    )
    kept = sa.table('message_words', *(sa.column(name) for name in ('workspace_id', 'message_id', 'words')))
    rows = bind.execute(
        sa.select(message.c.id, message.c.workspace_id, message.c.subject, message.c.body).order_by(
            message.c.created_at, message.c.id
        )
    )
    for part in rows.partitions(CHUNK):
        bind.execute(
            kept.insert(),
            [
                {'workspace_id': row[1], 'message_id': row[0], 'words': folding.indexed(row[1], row[2], row[3])}
                for row in part
            ],
        )


def downgrade() -> None:
    if op.get_bind().dialect.name == 'sqlite':
        op.execute(sa.text('DROP TABLE message_index'))
    op.drop_table('message_words')
