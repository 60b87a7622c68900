"""The fence between workspaces: every read of a workspace's table begins here."""

from typing import Any, TypeVar
from uuid import UUID

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
    query = rows(actor, table).where(col(table.id) == row_id)
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    found = session.exec(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def count(session: Session, query: SelectOfScalar[Any]) -> int:
    """How many rows a select has, without its order and page."""
    return session.exec(select(func.count()).select_from(query.order_by(None).subquery())).one()
