"""Contacts as people look at them: the list, one contact, and everything that happened with it."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args
from typing import Literal as OneOf
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    Contact,
    Conversation,
    Direction,
    FormRequest,
    FormState,
    Member,
    Message,
    MessageKind,
)
from domain import addresses, clock, matching, scope
from domain.actor import Actor
from domain.errors import Forbidden, NotFound

Sort = OneOf['name', '-name', 'last_contacted_at', '-last_contacted_at', 'created_at', '-created_at']
SORTS: tuple[Sort, ...] = get_args(Sort)
LIMIT = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A contact in the list; `phone` is E.164."""

    id: UUID
    name: str
    email: str | None
    phone: str | None
    tags: tuple[str, ...]
    notes: str
    language: str
    sample: bool
    last_contacted_at: datetime | None
    created_at: datetime
    next_booking_at: datetime | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list, and how many there are in all."""

    items: list[Row]
    total: int


@dataclass(frozen=True, slots=True)
class View:
    """One contact with its figures; `conversation_id` is None for whoever may not use the inbox."""

    contact: Row
    readable_phone: str
    conversation_id: UUID | None
    visits: int
    no_shows: int
    upcoming: int


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that happened with a contact. `kind`: message, booking or form; `id` opens that very thing."""

    kind: str
    id: UUID
    at: datetime
    title: str
    detail: str
    state: str


def page(
    session: Session,
    actor: Actor,
    *,
    q: str = '',
    tag: str = '',
    sort: Sort = 'name',
    limit: int = LIMIT,
    offset: int = 0,
) -> Page:
    """The contacts that match, in the order asked for; a fixed number of queries."""
    require(actor)
    condition = sa.and_(
        col(Contact.workspace_id) == actor.workspace, col(Contact.erased_at).is_(None), matching.contact(q)
    )
    if tag:
        condition = sa.and_(condition, sa.cast(col(Contact.tags), sa.String).contains(json.dumps(tag), autoescape=True))
    total = session.exec(select(sa.func.count()).select_from(Contact).where(condition)).one()
    found = session.exec(_rows().where(condition).order_by(*_order(sort)).limit(limit).offset(offset)).all()
    return Page([_row(*each) for each in found], total)


def view(session: Session, actor: Actor, *, contact_id: UUID) -> View:
    """One contact with its figures; NotFound, also for one that was erased."""
    require(actor)
    mine = (col(Contact.workspace_id) == actor.workspace, col(Contact.erased_at).is_(None), Contact.id == contact_id)
    found = session.exec(_rows().add_columns(col(Conversation.id)).outerjoin(Conversation).where(*mine)).first()
    if found is None:
        raise NotFound
    contact, next_at, conversation_id = found
    visits, no_shows, upcoming = _figures(session, contact_id)
    return View(
        contact=_row(contact, next_at),
        readable_phone=addresses.readable_phone(contact.phone) if contact.phone else '',
        conversation_id=conversation_id if actor.may('inbox') else None,
        visits=visits,
        no_shows=no_shows,
        upcoming=upcoming,
    )


def tags(session: Session, actor: Actor) -> list[str]:
    """Every tag in use, in alphabetical order."""
    require(actor)
    lists = session.exec(
        select(Contact.tags).where(col(Contact.workspace_id) == actor.workspace, col(Contact.erased_at).is_(None))
    ).all()
    return sorted({tag for tags in lists for tag in tags}, key=str.casefold)


def timeline(
    session: Session, actor: Actor, *, contact_id: UUID, limit: int = 30, before: datetime | None = None
) -> list[Entry]:
    """What happened with the contact before a moment, newest first, of the kinds that the caller may see."""
    require(actor)
    scope.one(session, actor, Contact, contact_id)
    entries: list[Entry] = []
    if actor.may('inbox'):
        entries += _messages(session, contact_id, before, limit)
    if actor.may('bookings'):
        entries += _bookings(session, contact_id, before, limit)
    if actor.may('forms'):
        entries += _forms(session, contact_id, before, limit)
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[:limit]


def require(actor: Actor) -> None:
    """Contacts are for everyone who deals with customers: inbox, bookings or forms."""
    if not any(actor.may(permission) for permission in ('inbox', 'bookings', 'forms')):
        raise Forbidden
    actor.require_member()


def _rows() -> Any:
    upcoming = (
        sa.select(sa.func.min(Booking.start))
        .where(col(Booking.contact_id) == Contact.id, col(Booking.start) > clock.now())
        .where(col(Booking.status).in_((BookingStatus.PENDING, BookingStatus.CONFIRMED)))
        .correlate(Contact)
        .scalar_subquery()
    )
    return select(Contact, upcoming)


def _row(contact: Contact, next_booking_at: datetime | None) -> Row:
    return Row(
        id=contact.id,
        name=contact.name,
        email=contact.email,
        phone=contact.phone,
        tags=tuple(contact.tags),
        notes=contact.notes,
        language=contact.language,
        sample=contact.sample,
        last_contacted_at=contact.last_contacted_at,
        created_at=contact.created_at,
        next_booking_at=next_booking_at,
    )


def _order(sort: Sort) -> tuple[sa.ColumnElement[Any], ...]:
    column = {
        'name': sa.func.lower(Contact.name),
        'last_contacted_at': col(Contact.last_contacted_at),
        'created_at': col(Contact.created_at),
    }[sort.removeprefix('-')]
    ordered = column.desc().nulls_last() if sort.startswith('-') else column.asc().nulls_last()
    return (ordered, col(Contact.id).asc())


def _figures(session: Session, contact_id: UUID) -> tuple[int, int, int]:
    """Completed, missed and coming bookings."""
    status, start = col(Booking.status), col(Booking.start)
    coming = sa.and_(status.in_((BookingStatus.PENDING, BookingStatus.CONFIRMED)), start > clock.now())
    conditions = (status == BookingStatus.COMPLETED, status == BookingStatus.NO_SHOW, coming)
    sums = [sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0) for condition in conditions]
    visits, no_shows, upcoming = session.execute(sa.select(*sums).where(col(Booking.contact_id) == contact_id)).one()
    return int(visits), int(no_shows), int(upcoming)


def _messages(session: Session, contact_id: UUID, before: datetime | None, limit: int) -> list[Entry]:
    query = (
        select(Message)
        .join(Conversation)
        .where(Conversation.contact_id == contact_id, *_before(col(Message.created_at), before))
        .order_by(col(Message.created_at).desc())
        .limit(limit)
    )
    return [
        Entry('message', row.conversation_id, row.created_at, _who(row), row.body or row.subject, row.channel.value)
        for row in session.exec(query).all()
    ]


def _who(row: Message) -> str:
    if row.kind == MessageKind.SYSTEM:
        return 'What happened'
    if row.kind == MessageKind.AUTOMATED:
        return 'Automatic message'
    if row.direction == Direction.NONE:
        return f'Note by {row.sender_name}'
    return f'{row.sender_name} wrote'


def _bookings(session: Session, contact_id: UUID, before: datetime | None, limit: int) -> list[Entry]:
    query = (
        select(Booking, BookingType.name, Member.full_name)
        .join(BookingType)
        .join(Member)
        .where(Booking.contact_id == contact_id, *_before(col(Booking.start), before))
        .order_by(col(Booking.start).desc())
        .limit(limit)
    )
    return [
        Entry('booking', row.id, row.start, type_name, member, row.status.value)
        for row, type_name, member in session.exec(query).all()
    ]


def _forms(session: Session, contact_id: UUID, before: datetime | None, limit: int) -> list[Entry]:
    query = (
        select(FormRequest)
        .where(FormRequest.contact_id == contact_id, col(FormRequest.withdrawn_at).is_(None))
        .where(*_before(col(FormRequest.created_at), before))
        .order_by(col(FormRequest.created_at).desc())
        .limit(limit)
    )
    return [Entry('form', row.id, row.created_at, row.name, '', _form_state(row)) for row in session.exec(query).all()]


def _form_state(row: FormRequest) -> str:
    late = row.due_at is not None and row.due_at <= clock.now()
    return 'overdue' if late and row.state != FormState.COMPLETED else row.state.value


def _before(column: Any, before: datetime | None) -> list[Any]:
    return [column < before] if before else []
