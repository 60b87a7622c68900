"""What a person has half written in a thread: kept as it is typed, and how the others see that somebody is answering."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Attachment, Conversation, Draft, User
from domain import clock, conversations, events, files, scope, text
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
    kept = row(session, actor, conversation_id)
    return Written(kept.body, kept.channel, kept.subject) if kept else Written()


def save(
    session: Session, actor: Actor, *, conversation_id: UUID, body: str, channel: str = '', subject: str = ''
) -> None:
    """Keep what is written so far; without words and files the draft ends, and with it "is answering"."""
    actor.require('inbox')
    conversation = scope.one(session, actor, Conversation, conversation_id, lock=True)
    clean = text.block(body)[: conversations.LONGEST]
    if not clean and not _files(session, row(session, actor, conversation_id)):
        drop(session, actor, conversation_id=conversation_id)
        return
    kept = begin(session, actor, conversation)
    kept.body, kept.channel, kept.subject = clean, channel[:10], text.line(subject)[:300]
    kept.typed_at = clock.now()
    session.add(kept)
    events.hint(session, conversation.workspace_id, Name.DRAFT_CHANGED)


def drop(session: Session, actor: Actor, *, conversation_id: UUID) -> None:
    """Forget the caller's draft and the files beside it: it was sent, or its words were taken out again."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    kept = row(session, actor, conversation_id)
    if kept is not None:
        for file_id in _files(session, kept):
            files.remove(session, actor, file_id=file_id)
        session.delete(kept)
        events.hint(session, kept.workspace_id, Name.DRAFT_CHANGED)


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


def begin(session: Session, actor: Actor, conversation: Conversation) -> Draft:
    """The caller's draft, a new one where nothing was begun. The caller has locked the conversation."""
    kept = row(session, actor, conversation.id)
    if kept is None:
        assert actor.user_id is not None
        kept = Draft(
            workspace_id=conversation.workspace_id,
            conversation_id=conversation.id,
            user_id=actor.user_id,
            typed_at=clock.now(),
        )
        session.add(kept)
        session.flush()
    return kept


def row(session: Session, actor: Actor, conversation_id: UUID) -> Draft | None:
    """The caller's draft as it is kept, if there is one."""
    query = scope.rows(actor, Draft).where(Draft.conversation_id == conversation_id, Draft.user_id == actor.user_id)
    return session.exec(query).first()


def _files(session: Session, kept: Draft | None) -> list[UUID]:
    query = select(Attachment.file_id).where(Attachment.draft_id == kept.id) if kept else None
    return list(session.exec(query)) if query is not None else []
