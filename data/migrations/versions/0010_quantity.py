"""How many there are of a thing is lowered by what is still to come, quickly."""

from alembic import op

from data.migrations import guard

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade() -> None:
    guard.look_ahead(op.get_bind())


def downgrade() -> None:
    guard.look_everywhere(op.get_bind())
