"""The migrations lead to exactly the tables of the models, and back."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from data import db, migrate


def differences() -> list[object]:
    with db.engine().connect() as connection:
        return list(
            compare_metadata(MigrationContext.configure(connection, opts={'compare_type': False}), SQLModel.metadata)
        )


def test_up_and_down_and_up_again(engine: str) -> None:
    assert differences() == []
    migrate.downgrade('0001')
    assert differences() != []
    migrate.upgrade()
    assert differences() == []
