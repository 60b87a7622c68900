"""What test mode kept instead of sending it, for the owner to read."""

from uuid import UUID

from sqlmodel import Session, col, or_
from sqlmodel.sql.expression import SelectOfScalar

from data.models import KeptMessage
from domain import scope
from domain.actor import Actor
from domain.errors import NotFound


def listing(session: Session, actor: Actor, *, limit: int = 50, offset: int = 0) -> tuple[list[KeptMessage], int]:
    """A page of kept messages, newest first, and how many there are. Owner."""
    actor.require_owner()
    query = _readable(actor)
    newest = query.order_by(col(KeptMessage.created_at).desc(), col(KeptMessage.id)).limit(limit).offset(offset)
    return list(session.exec(newest)), scope.count(session, query)


def one(session: Session, actor: Actor, *, message_id: UUID) -> KeptMessage:
    """One kept message. Owner; NotFound."""
    actor.require_owner()
    found = session.exec(_readable(actor).where(KeptMessage.id == message_id)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _readable(actor: Actor) -> SelectOfScalar[KeptMessage]:
    """All but what is meant for another person alone."""
    mine = or_(col(KeptMessage.only_for).is_(None), col(KeptMessage.only_for) == actor.user_id)
    return scope.rows(actor, KeptMessage).where(mine)
