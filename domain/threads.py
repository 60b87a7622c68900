"""One thread: everything said with a contact, the newest page first, with what a person needs to answer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    Channel,
    Contact,
    Conversation,
    Member,
    User,
    Workspace,
)
from data.settings import settings
from domain import addresses, clock, conversations, messages, scope
from domain.actor import Actor
from domain.errors import NotFound
from domain.messages import Messages

HELD = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


@dataclass(frozen=True, slots=True)
class NextBooking:
    """The contact's next visit."""

    id: UUID
    type_name: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """A conversation as a person works in it. `channels` are those that reach the contact, the likely one first."""

    id: UUID
    contact_id: UUID
    name: str
    email: str | None
    phone: str
    sample: bool
    unread: bool
    paused_at: datetime | None
    paused_by: str
    closed_at: datetime | None
    unanswered_since: datetime | None
    assigned_to: UUID | None
    assigned_name: str
    channels: tuple[str, ...]
    next_booking: NextBooking | None
    timezone: str
    booking_url: str
    messages: Messages


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be made responsible for a conversation."""

    member_id: UUID
    name: str


def thread(
    session: Session, actor: Actor, *, conversation_id: UUID, since: UUID | None = None, more: int = messages.PAGE
) -> Thread:
    """The thread with its newest messages (or those from `since` on, and `more` before), in a fixed number of queries; NotFound."""
    actor.require('inbox')
    row = scope.one(session, actor, Conversation, conversation_id)
    contact, workspace, assigned, paused_by = _around(session, row)
    return Thread(
        id=row.id,
        contact_id=contact.id,
        name=contact.name,
        email=contact.email,
        phone=addresses.readable_phone(contact.phone) if contact.phone else '',
        sample=contact.sample,
        unread=conversations.unread(row),
        paused_at=row.paused_at,
        paused_by=paused_by or '',
        closed_at=row.closed_at,
        unanswered_since=row.unanswered_since,
        assigned_to=row.assigned_to,
        assigned_name=assigned or '',
        channels=channels(contact, row.last_inbound_channel),
        next_booking=next_booking(session, contact.id),
        timezone=workspace.timezone,
        booking_url=f'{settings().base_url}/book/{workspace.slug}',
        messages=messages.newest(session, actor, conversation_id=row.id, since=since, more=more),
    )


def colleagues(session: Session, actor: Actor) -> list[Colleague]:
    """Those who may be made responsible, by name."""
    actor.require('inbox')
    query = (
        select(Member.id, Member.full_name)
        .where(col(Member.workspace_id) == actor.workspace, col(Member.removed_at).is_(None))
        .where(sa.or_(col(Member.can_inbox), col(Member.role) == 'owner'))
        .order_by(col(Member.full_name))
    )
    return [Colleague(member_id, name) for member_id, name in session.exec(query).all()]


def channels(contact: Contact, last: Channel | None) -> tuple[str, ...]:
    """The ways that reach the contact, beginning with the one that it used last, else e-mail."""
    ways = [way for way, address in (('email', contact.email), ('sms', contact.phone)) if address]
    return tuple(sorted(ways, key=lambda way: way != last))


def next_booking(session: Session, contact_id: UUID) -> NextBooking | None:
    """The contact's next pending or confirmed booking."""
    found = session.exec(
        select(Booking.id, BookingType.name, Booking.start)
        .join(BookingType)
        .where(Booking.contact_id == contact_id, col(Booking.status).in_(HELD), Booking.start > clock.now())
        .order_by(col(Booking.start))
        .limit(1)
    ).first()
    return NextBooking(*found) if found else None


def _around(session: Session, row: Conversation) -> tuple[Contact, Workspace, str | None, str | None]:
    """Contact, workspace, the responsible member's name, and who paused: one query."""
    found = session.exec(
        select(Contact, Workspace, Member.full_name, User.full_name)
        .join(Workspace, col(Workspace.id) == Contact.workspace_id)
        .outerjoin(Member, col(Member.id) == row.assigned_to)
        .outerjoin(User, col(User.id) == row.paused_by)
        .where(Contact.id == row.contact_id)
    ).first()
    if found is None:
        raise NotFound
    return found
