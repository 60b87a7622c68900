"""How many statements a call makes, so that a list costs the same for one row and for thirty."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from data import db
from domain.actor import Actor
from domain.work import read_now


def queries(function: Callable[..., Any], actor: Actor, **given: Any) -> int:
    """The statements that a read makes, the check of the caller's rights included."""
    seen: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(('BEGIN', 'PRAGMA', 'SET ')):
            seen.append(statement)

    event.listen(db.engine(), 'before_cursor_execute', count)
    try:
        read_now(function, actor, **given)
    finally:
        event.remove(db.engine(), 'before_cursor_execute', count)
    return len(seen)
