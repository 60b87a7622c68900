"""Saved replies: words that are sent often, with variables that are filled in when they are put into a reply."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Channel, Conversation, Delivery, SavedReply
from domain import clock, conversations, events, facts, rendering, scope, text, threads
from domain.actor import Actor
from domain.errors import Invalid
from domain.events import Name

TITLE = 80
VARIABLES = ('name', 'first_name', 'business', 'me', 'book_link', 'service', 'when', 'location', 'manage_link')


@dataclass(frozen=True, slots=True)
class Reply:
    """A saved reply as it was written."""

    id: UUID
    title: str
    body: str


def listing(session: Session, actor: Actor) -> list[Reply]:
    """All of them, by title."""
    actor.require('inbox')
    rows = session.exec(scope.rows(actor, SavedReply).order_by(col(SavedReply.title))).all()
    return [_reply(row) for row in rows]


def one(session: Session, actor: Actor, *, saved_reply_id: UUID) -> Reply:
    """One saved reply; NotFound."""
    actor.require('inbox')
    return _reply(scope.one(session, actor, SavedReply, saved_reply_id))


def create(session: Session, actor: Actor, *, title: str, body: str) -> Reply:
    """Keep words for later; the title must be new. Owner only."""
    actor.require_owner()
    row = SavedReply(workspace_id=actor.workspace, title='')
    return _written(session, actor, row, title, body)


def update(
    session: Session, actor: Actor, *, saved_reply_id: UUID, title: str | None = None, body: str | None = None
) -> Reply:
    """Other words from now on; what was sent stays as it was. Owner only."""
    actor.require_owner()
    row = scope.one(session, actor, SavedReply, saved_reply_id, lock=True)
    return _written(session, actor, row, row.title if title is None else title, row.body if body is None else body)


def delete(session: Session, actor: Actor, *, saved_reply_id: UUID) -> None:
    """Take it out of the menu. Owner only."""
    actor.require_owner()
    row = scope.one(session, actor, SavedReply, saved_reply_id, lock=True)
    session.delete(row)
    events.record(session, actor, Name.SAVED_REPLY_CHANGED, row, change='deleted')


def filled(session: Session, actor: Actor, *, saved_reply_id: UUID, conversation_id: UUID) -> str:
    """The words with what is known of this contact and its next booking; a variable without a value leaves nothing behind."""
    actor.require('inbox')
    reply = scope.one(session, actor, SavedReply, saved_reply_id)
    conversation = scope.one(session, actor, Conversation, conversation_id)
    coming = threads.next_booking(session, conversation.contact_id)
    about = Delivery(
        workspace_id=actor.workspace,
        booking_id=coming.id if coming else None,
        contact_id=conversation.contact_id,
        key='',
        channel=Channel.EMAIL,
        address='',
        next_attempt_at=clock.now(),
    )
    values = facts.values(facts.gathered(session, about), {}) | {'me': actor.name}
    return rendering.filled(reply.body, values)


def _written(session: Session, actor: Actor, row: SavedReply, title: str, body: str) -> Reply:
    clean = text.line(title)
    if not clean or len(clean) > TITLE:
        raise Invalid({'title': f'Please give a title of at most {TITLE} characters.'})
    taken = select(SavedReply.id).where(
        SavedReply.workspace_id == actor.workspace, SavedReply.title == clean, SavedReply.id != row.id
    )
    if session.exec(taken).first():
        raise Invalid({'title': 'There is a saved reply with this title already.'})
    row.title, row.body = clean, conversations.written(body)
    session.add(row)
    session.flush()
    events.record(session, actor, Name.SAVED_REPLY_CHANGED, row, change='saved')
    return _reply(row)


def _reply(row: SavedReply) -> Reply:
    return Reply(row.id, row.title, row.body)
