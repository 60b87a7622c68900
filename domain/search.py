"""One search over everything that the caller may see: contacts, bookings, conversations, forms, items."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    Contact,
    FormRequest,
    FormTemplate,
    Item,
    Workspace,
)
from domain import addresses, clock, conversation_scroll, matching
from domain.actor import Actor

SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found: `kind` is contact, booking, conversation, form (sent), form_template or item; `at` is a booking's start, in UTC."""

    kind: str
    id: UUID
    title: str
    detail: str
    at: datetime | None = None
    timezone: str = ''


def find(session: Session, actor: Actor, *, q: str, limit: int = 5) -> list[Hit]:
    """At most `limit` of each kind; nothing for less than two characters."""
    actor.require_member()
    if len(q.strip()) < SHORTEST:
        return []
    hits: list[Hit] = []
    if actor.may('inbox') or actor.may('bookings') or actor.may('forms'):
        hits += _contacts(session, actor, q, limit)
    if actor.may('bookings'):
        hits += _bookings(session, actor, q, limit)
    if actor.may('inbox'):
        hits += _conversations(session, actor, q, limit)
    if actor.may('forms'):
        hits += _forms(session, actor, q, limit)
    if actor.may('inventory'):
        hits += _items(session, actor, q, limit)
    return hits


def _contacts(session: Session, actor: Actor, q: str, limit: int) -> list[Hit]:
    query = (
        select(Contact)
        .where(col(Contact.workspace_id) == actor.workspace, col(Contact.erased_at).is_(None), matching.contact(q))
        .order_by(sa.func.lower(Contact.name), col(Contact.id))
        .limit(limit)
    )
    return [Hit('contact', row.id, row.name, _reach(row)) for row in session.exec(query).all()]


def _reach(contact: Contact) -> str:
    phone = addresses.readable_phone(contact.phone) if contact.phone else ''
    return ' · '.join(part for part in (contact.email, phone) if part)


def _bookings(session: Session, actor: Actor, q: str, limit: int) -> list[Hit]:
    """Those ahead come first, the nearest of them on top, then those that are over."""
    start = col(Booking.start)
    ahead = sa.case((start >= clock.now(), 0), else_=1)
    nearest: Any = sa.case((start >= clock.now(), start), else_=None)
    found = sa.or_(matching.contact(q), _all_words(q, BookingType.name))
    query = (
        select(Booking, Contact.name, BookingType.name, Workspace.timezone)
        .join(Contact, col(Contact.id) == Booking.contact_id)
        .join(BookingType, col(BookingType.id) == Booking.booking_type_id)
        .join(Workspace, col(Workspace.id) == Booking.workspace_id)
        .where(col(Booking.workspace_id) == actor.workspace, Booking.status != BookingStatus.CANCELLED, found)
        .order_by(ahead, nearest, start.desc())
        .limit(limit)
    )
    return [
        Hit('booking', row.id, name, type_name, row.start, zone)
        for row, name, type_name, zone in session.exec(query).all()
    ]


def _conversations(session: Session, actor: Actor, q: str, limit: int) -> list[Hit]:
    """By what was written; people are found as contacts. The newest matching line of each conversation is shown."""
    lines = conversation_scroll.found(session, actor, q=q, limit=limit)
    return [Hit('conversation', line.id, line.name, ''.join(line.found or ())) for line in lines]


def _forms(session: Session, actor: Actor, q: str, limit: int) -> list[Hit]:
    """Forms that were sent, by their name or their contact's, the newest first; then templates by name."""
    sent = (
        select(FormRequest.id, FormRequest.name, Contact.name)
        .join(Contact, col(Contact.id) == FormRequest.contact_id)
        .where(col(FormRequest.workspace_id) == actor.workspace, col(FormRequest.withdrawn_at).is_(None))
        .where(sa.or_(matching.contact(q), _all_words(q, FormRequest.name)))
        .order_by(col(FormRequest.created_at).desc())
        .limit(limit)
    )
    templates = (
        select(FormTemplate.id, FormTemplate.name)
        .where(col(FormTemplate.workspace_id) == actor.workspace, _all_words(q, FormTemplate.name))
        .order_by(col(FormTemplate.name))
        .limit(limit)
    )
    hits = [Hit('form', row_id, name, f'Sent to {to}') for row_id, name, to in session.exec(sent).all()]
    hits += [Hit('form_template', row_id, name, 'Form') for row_id, name in session.exec(templates).all()]
    return hits[:limit]


def _items(session: Session, actor: Actor, q: str, limit: int) -> list[Hit]:
    query = (
        select(Item)
        .where(col(Item.workspace_id) == actor.workspace, col(Item.active), _all_words(q, Item.name))
        .order_by(col(Item.name))
        .limit(limit)
    )
    return [Hit('item', row.id, row.name, 'Inventory') for row in session.exec(query).all()]


def _all_words(q: str, column: Any) -> sa.ColumnElement[bool]:
    return sa.and_(sa.true(), *(matching.has(word, col(column)) for word in matching.words(q)))
