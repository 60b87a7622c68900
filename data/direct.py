"""Past the session: rows are written at once, and columns read, without the objects that the session would make and keep of each.

For what is asked at every booking. The statements stand ready with parameters: building one takes longer than running it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Session

from data.models.base import Table


def execute(session: Session, statement: sa.Executable, asked: Mapping[str, Any]) -> Any:
    """Run a statement with these parameters, after what the session has still to write."""
    session.flush()
    return session.connection().execute(statement, asked)


def insert(session: Session, rows: Sequence[Table]) -> None:
    """Write the rows; what they refer to has been flushed before."""
    if rows:
        session.connection().execute(_plain(type(rows[0])), [row.model_dump() for row in rows])


def insert_new(session: Session, rows: Sequence[Table], *, unique: str) -> set[UUID]:
    """Write those rows whose `unique` column nobody has written yet; their ids. Who writes the same right now is waited for."""
    if not rows:
        return set()
    statement = _new(type(rows[0]), unique, session.get_bind().dialect.name)
    return set(session.connection().execute(statement, [row.model_dump() for row in rows]).scalars())


@cache
def _plain(table: type[Table]) -> sa.Insert:
    return sa.insert(table)


@cache
def _new(table: type[Table], unique: str, dialect: str) -> Any:
    made = (postgres_insert if dialect == 'postgresql' else sqlite_insert)(table)
    return made.on_conflict_do_nothing(index_elements=[unique]).returning(sa.inspect(table).columns['id'])
