"""After hours of silence in a paused conversation automation comes back by itself, where the owner wants that."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Conversation, Workspace
from domain import clock, conversations, scope
from domain.actor import Actor


def over(session: Session, actor: Actor) -> list[tuple[UUID, UUID]]:
    """Paused conversations in which nobody has said anything for that long: (workspace, conversation)."""
    query = (
        select(Conversation, Workspace.resume_after_hours)
        .join(Workspace, col(Workspace.id) == col(Conversation.workspace_id))
        .where(col(Conversation.paused_at).is_not(None), Workspace.resume_after_hours > 0)
    )
    return [(row.workspace_id, row.id) for row, hours in session.exec(query) if _silent(row, timedelta(hours=hours))]


def resume(session: Session, actor: Actor, *, conversation_id: UUID) -> None:
    """Resume one of them; one that somebody has written in meanwhile stays paused."""
    actor.require_owner()
    row = scope.one(session, actor, Conversation, conversation_id, lock=True)
    hours = session.get_one(Workspace, actor.workspace).resume_after_hours
    if row.paused_at is not None and hours and _silent(row, timedelta(hours=hours)):
        conversations.resume(session, actor, conversation_id=conversation_id)


def _silent(row: Conversation, patience: timedelta) -> bool:
    said: list[datetime] = [at for at in (row.paused_at, row.answered_at, row.last_inbound_at) if at is not None]
    return max(said) + patience <= clock.now()
