"""What must know of each other without importing each other, tied together once at start-up."""

from data import db
from domain import automation


def wire() -> None:
    """Let automation react before every commit; a second call changes nothing."""
    if automation.react not in db.before_commit:
        db.before_commit.append(automation.react)
