"""What a person has half written in a thread: kept as it is typed, and how the others see that somebody is answering."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Conversation, Draft, User
from domain import clock, conversations, events, scope, text
from domain.actor import Actor
from domain.events import Name

FRESH = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class Written:
    """A draft as its writer left it."""

    body: str = ''
    channel: str = ''
    subject: str = ''


def mine(session: Session, actor: Actor, *, conversation_id: UUID) -> Written:
    """The caller's own draft in a thread, an empty one where nothing was begun; NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    row = _row(session, actor, conversation_id)
    return Written(row.body, row.channel, row.subject) if row else Written()


def save(
    session: Session, actor: Actor, *, conversation_id: UUID, body: str, channel: str = '', subject: str = ''
) -> None:
    """Keep what is written so far; nothing written ends the draft, and with it "is answering"."""
    actor.require('inbox')
    conversation = scope.one(session, actor, Conversation, conversation_id, lock=True)
    row = _row(session, actor, conversation_id)
    clean = text.block(body)[: conversations.LONGEST]
    if not clean:
        drop(session, actor, conversation_id=conversation_id)
        return
    if row is None:
        assert actor.user_id is not None
        row = Draft(
            workspace_id=conversation.workspace_id,
            conversation_id=conversation.id,
            user_id=actor.user_id,
            typed_at=clock.now(),
        )
    row.body, row.channel, row.subject = clean, channel[:10], text.line(subject)[:300]
    row.typed_at = clock.now()
    session.add(row)
    events.hint(session, conversation.workspace_id, Name.DRAFT_CHANGED)


def drop(session: Session, actor: Actor, *, conversation_id: UUID) -> None:
    """Forget the caller's draft: it was sent, or its words were taken out again."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    row = _row(session, actor, conversation_id)
    if row is not None:
        session.delete(row)
        events.hint(session, row.workspace_id, Name.DRAFT_CHANGED)


def answering(session: Session, actor: Actor, *, conversation_id: UUID) -> list[str]:
    """The names of the others who have been writing here within the last twenty seconds; NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    query = (
        select(User.full_name)
        .join(Draft, col(Draft.user_id) == User.id)
        .where(
            Draft.workspace_id == actor.workspace,
            Draft.conversation_id == conversation_id,
            Draft.user_id != actor.user_id,
            Draft.channel != 'note',
            Draft.typed_at > clock.now() - FRESH,
        )
        .order_by(User.full_name)
    )
    return list(session.exec(query).all())


def _row(session: Session, actor: Actor, conversation_id: UUID) -> Draft | None:
    query = scope.rows(actor, Draft).where(Draft.conversation_id == conversation_id, Draft.user_id == actor.user_id)
    return session.exec(query).first()
