"""Sample contacts: people to try the inbox and bookings with before going live. Nothing is ever sent to them, and activation removes them."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.models import (
    Booking,
    Channel,
    Contact,
    Conversation,
    Direction,
    Message,
    MessageKind,
    Occurrence,
    Workspace,
    WorkspaceStatus,
)
from domain import clock, events, inventory, scope, wording
from domain.actor import Actor
from domain.errors import Conflict

# Addresses under .invalid can never exist (RFC 2606), so nothing could arrive even if it were sent.
PEOPLE = (
    ('Mia Sample', 'mia', 'Hello! Do you have anything free next week, best in the afternoon?'),
    ('Jonas Sample', 'jonas', 'A friend recommended you. What should I bring to the first appointment?'),
    ('Amara Sample', 'amara', 'Could you tell me what it costs, and how long it takes?'),
)


class OnlyInSetup(Conflict):
    """Sample contacts are for the time before you go live."""


def listing(session: Session, actor: Actor) -> list[Contact]:
    """The samples that are there."""
    actor.require_owner()
    return list(session.exec(_samples(actor).order_by(col(Contact.name))))


def offer(session: Session, actor: Actor) -> list[Contact]:
    """Make the samples, each with a first message; those that are there already stay. Owner; OnlyInSetup."""
    actor.require_owner()
    if session.get_one(Workspace, actor.workspace).status != WorkspaceStatus.SETUP:
        raise OnlyInSetup
    known = {contact.email for contact in session.exec(_samples(actor))}
    for minutes, (name, local, words) in enumerate(PEOPLE):
        if (email := f'{local}@sample.invalid') not in known:
            _make(session, actor, name, email, words, minutes)
    events.hint(session, actor.workspace, events.Name.CONTACT_CHANGED)
    return listing(session, actor)


def remove(session: Session, actor: Actor) -> int:
    """Take every sample away with all that hangs on it (bookings give their time and stock back); how many there were. Owner."""
    actor.require_owner()
    found = list(session.exec(_samples(actor)))
    for contact in found:
        _forget_bookings(session, actor, contact.id)
        session.delete(contact)
    session.flush()
    if found:
        events.hint(session, actor.workspace, events.Name.CONTACT_CHANGED)
    return len(found)


def _samples(actor: Actor) -> SelectOfScalar[Contact]:
    return scope.rows(actor, Contact).where(col(Contact.sample))


def _make(session: Session, actor: Actor, name: str, email: str, words: str, minutes: int) -> None:
    at = clock.now() - timedelta(minutes=20 * (minutes + 1))
    contact = Contact(workspace_id=actor.workspace, name=name, email=email, sample=True, last_contacted_at=at)
    session.add(contact)
    session.flush()
    conversation = Conversation(
        workspace_id=actor.workspace,
        contact_id=contact.id,
        last_activity_at=at,
        last_inbound_at=at,
        last_inbound_channel=Channel.FORM,
        unanswered_since=at,
        preview=words,
    )
    session.add(conversation)
    session.flush()
    message = Message(
        workspace_id=actor.workspace,
        conversation_id=conversation.id,
        channel=Channel.FORM,
        direction=Direction.IN,
        kind=MessageKind.MANUAL,
        sender_name=name,
        body=words,
        created_at=at,
    )
    session.add(message)
    session.add(wording.of(message))


def _forget_bookings(session: Session, actor: Actor, contact_id: UUID) -> None:
    for booking in session.exec(scope.rows(actor, Booking).where(Booking.contact_id == contact_id)):
        inventory.release(session, actor, booking)
        occurrence = session.get(Occurrence, booking.occurrence_id) if booking.occurrence_id else None
        session.delete(booking)
        session.flush()
        if occurrence is None:
            continue
        occurrence.taken -= 1
        others = session.exec(select(Booking.id).where(Booking.occurrence_id == occurrence.id)).first()
        if others is None:
            session.delete(occurrence)
        session.flush()
