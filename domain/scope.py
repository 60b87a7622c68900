"""The fence between workspaces: every read of a workspace's table begins here."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models.base import Owned
from domain.actor import Actor
from domain.errors import NotFound

Row = TypeVar('Row', bound=Owned)


def rows(actor: Actor, table: type[Row]) -> SelectOfScalar[Row]:
    """A select of the rows of the actor's workspace."""
    return select(table).where(col(table.workspace_id) == actor.workspace)


def one(session: Session, actor: Actor, table: type[Row], row_id: UUID, *, lock: bool = False) -> Row:
    """The row of the actor's workspace with this id; `lock` keeps others from changing it until the commit. NotFound otherwise."""
    asked = {'workspace': actor.workspace, 'id': row_id}
    found: Row | None = session.exec(_one(table, lock), params=asked).one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _one(table: type[Row], lock: bool) -> SelectOfScalar[Row]:
    """Built once: to build a statement takes longer than to run it."""
    query = select(table).where(
        col(table.workspace_id) == sa.bindparam('workspace'), col(table.id) == sa.bindparam('id')
    )
    return query.with_for_update(key_share=True).execution_options(populate_existing=True) if lock else query


def count(session: Session, query: SelectOfScalar[Any]) -> int:
    """How many rows a select has, without its order and page."""
    return session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
