"""Alembic's way in: runs on the connection that `data.migrate` hands over."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import data.models  # noqa: F401  (makes the metadata complete)
from data.models.base import Instant, Money


def render(kind: str, thing: Any, _: object) -> str | Literal[False]:
    """Write our column types into migrations as what they are in the database."""
    if kind == 'type' and isinstance(thing, Instant):
        return 'sa.DateTime(timezone=True)'
    if kind == 'type' and isinstance(thing, Money):
        return 'sa.String(length=20)'
    if kind == 'type' and type(thing).__name__ in {'AutoString', 'Enum'}:
        return f'sa.String(length={thing.length})' if thing.length else 'sa.Text()'
    return False


context.configure(
    connection=context.config.attributes['connection'],
    target_metadata=SQLModel.metadata,
    render_item=render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
