"""Bring the database to the newest shape, safely when two processes start together."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from data import db

LOCK = 72_671


def configuration(connection: sa.Connection) -> Config:
    """Alembic's settings, without an ini file."""
    config = Config()
    config.set_main_option('script_location', str(Path(__file__).parent / 'migrations'))
    config.attributes['connection'] = connection
    return config


def upgrade(target: str = 'head') -> None:
    """Run the missing migrations in one transaction; a second process waits for it and finds nothing to do."""
    with db.engine().execution_options(writes=True).begin() as connection:
        if connection.dialect.name == 'postgresql':
            connection.execute(sa.text('SELECT pg_advisory_xact_lock(:key)'), {'key': LOCK})
        command.upgrade(configuration(connection), target)


def downgrade(target: str) -> None:
    """Take migrations back, down to `target` (`base` for all)."""
    with db.engine().execution_options(writes=True).begin() as connection:
        command.downgrade(configuration(connection), target)


def current() -> bool:
    """Whether the database has the newest shape."""
    with db.engine().connect() as connection:
        head = ScriptDirectory.from_config(configuration(connection)).get_current_head()
        return MigrationContext.configure(connection).get_current_revision() == head
