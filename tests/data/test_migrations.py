"""The migrations lead to exactly the tables of the models, and back."""

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from data import db, migrate

Reference = tuple[str, str, str, str]


def differences() -> list[object]:
    """What the models say and the database does not, or the other way round."""
    with db.engine().connect() as connection:
        options = {'compare_type': False, 'include_object': _told_by_the_engine(connection.dialect.name)}
        found: list[object] = list(
            compare_metadata(MigrationContext.configure(connection, opts=options), SQLModel.metadata)
        )
        if connection.dialect.name == 'sqlite':
            found += sorted(_kept(connection) ^ _wanted())
        return found


def _told_by_the_engine(dialect: str) -> Any:
    """SQLite's references are compared here: those of an added column stand in its own words, which SQLAlchemy does not read.
    The full-text index is each engine's own."""
    searching = {'terms', 'ix_message_words_terms'}
    return lambda thing, name, kind, *_: (
        not (
            (kind == 'foreign_key_constraint' and dialect == 'sqlite')
            or (name or '').startswith('message_index')
            or name in searching
        )
    )


def _kept(connection: sa.Connection) -> set[Reference]:
    return {
        (table, row[3], row[2], row[6])
        for table in sa.inspect(connection).get_table_names()
        for row in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{table}")')
    }


def _wanted() -> set[Reference]:
    return {
        (table.name, key.parent.name, key.column.table.name, key.ondelete or 'NO ACTION')
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
    }


def test_up_and_down_and_up_again(engine: str) -> None:
    assert differences() == []
    migrate.downgrade('0001')
    assert differences() != []
    migrate.upgrade()
    assert differences() == []
