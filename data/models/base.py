"""The columns that every table has, and how times, money and words are stored."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    'ix': 'ix_%(table_name)s_%(column_0_N_name)s',
    'uq': 'uq_%(table_name)s_%(column_0_N_name)s',
    'ck': 'ck_%(table_name)s_%(constraint_name)s',
    'fk': 'fk_%(table_name)s_%(column_0_N_name)s',
    'pk': 'pk_%(table_name)s',
}


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware UTC moment; SQLite keeps it as sortable text of fixed width."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError('a moment needs its time zone')
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == 'sqlite' else value

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(sa.types.TypeDecorator[Decimal]):
    """An exact amount in the workspace's currency, kept as text on both engines."""

    impl = sa.String(20)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


def now() -> datetime:
    """The machine's clock, for bookkeeping columns only; the domain asks `domain.clock`."""
    return datetime.now(UTC)


def words(enum: type[StrEnum]) -> sa.Enum:
    """A column that holds one of the enum's words as plain text."""
    return sa.Enum(
        enum, native_enum=False, length=40, create_constraint=False, values_callable=lambda e: [m.value for m in e]
    )


JSON: Any = sa.JSON


@cache
def _makers(table: type[SQLModel]) -> tuple[tuple[str, Callable[[], Any] | None], ...]:
    """For each column what makes its value where none is given; None for one that has to be given."""

    def maker(field: Any) -> Callable[[], Any] | None:
        return None if field.is_required() else field.default_factory or (lambda: field.default)

    return tuple((name, maker(field)) for name, field in table.model_fields.items())


class Table(SQLModel):
    """A row with an unguessable key and the times of its making and last change."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    created_at: datetime = Field(default_factory=now, sa_type=Instant, nullable=False)
    updated_at: datetime = Field(
        default_factory=now, sa_type=Instant, nullable=False, sa_column_kwargs={'onupdate': now}
    )

    def __init__(self, **given: Any) -> None:
        """Take what is given and make the rest: SQLModel's own way fires SQLAlchemy's and Pydantic's setters for every column, four
        times as slow, though a new row has no history."""
        for name, made in _makers(type(self)):
            if name in given:
                self.__dict__[name] = given[name]
            elif made is not None:
                self.__dict__[name] = made()
        self.__pydantic_fields_set__.update(given)


class Owned(Table):
    """A row that belongs to one workspace and is never seen from another."""

    workspace_id: UUID = Field(foreign_key='workspace.id', ondelete='CASCADE', index=True)
