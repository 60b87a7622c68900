"""Contacts and bookings as tables for other programs."""

from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import Booking, BookingType, Contact, Member, Workspace
from domain import csv_files, events, scope
from domain.actor import Actor

CONTACTS = ('Name', 'E-mail', 'Phone', 'Tags', 'Notes', 'Known since', 'Last in touch')
BOOKINGS = (
    'Start',
    'End',
    'Service',
    'Person',
    'Customer',
    'E-mail',
    'Phone',
    'State',
    'Price',
    'Currency',
    'Place',
    'Booking',
)
MOMENT = '%Y-%m-%d %H:%M'


def contacts(session: Session, actor: Actor) -> str:
    """Everybody who was not erased and is no sample, as a CSV file that `contact_import` reads again. Owner; it is written into the log."""
    actor.require_owner()
    here = session.get_one(Workspace, actor.workspace)
    zone = ZoneInfo(here.timezone)
    query = scope.rows(actor, Contact).where(col(Contact.erased_at).is_(None), col(Contact.sample).is_(False))
    found = session.exec(query.order_by(col(Contact.name), col(Contact.id))).all()
    rows = [
        (
            one.name,
            one.email,
            one.phone,
            ', '.join(one.tags),
            one.notes,
            f'{one.created_at.astimezone(zone):{MOMENT}}',
            f'{one.last_contacted_at.astimezone(zone):{MOMENT}}' if one.last_contacted_at else '',
        )
        for one in found
    ]
    events.record(session, actor, events.Name.DATA_EXPORTED, here, what='contacts', rows=len(rows))
    return csv_files.written(CONTACTS, rows)


def bookings(session: Session, actor: Actor) -> str:
    """Every booking, the earliest first, as a CSV file in the business's time zone. Owner; it is written into the log."""
    actor.require_owner()
    here = session.get_one(Workspace, actor.workspace)
    zone = ZoneInfo(here.timezone)
    query = (
        select(Booking, BookingType.name, Member.full_name, Contact)
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .join(Member, col(Member.id) == col(Booking.member_id))
        .join(Contact, col(Contact.id) == col(Booking.contact_id))
        .where(Booking.workspace_id == actor.workspace)
        .order_by(col(Booking.start), col(Booking.id))
    )
    rows = [
        (
            f'{one.start.astimezone(zone):{MOMENT}}',
            f'{one.end.astimezone(zone):{MOMENT}}',
            service,
            person,
            customer.name,
            customer.email,
            customer.phone,
            one.status.value,
            one.price,
            here.currency,
            one.location,
            one.id,
        )
        for one, service, person, customer in session.exec(query)
    ]
    events.record(session, actor, events.Name.DATA_EXPORTED, here, what='bookings', rows=len(rows))
    return csv_files.written(BOOKINGS, rows)
