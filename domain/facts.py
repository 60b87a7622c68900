"""What a message may speak of: the rows around a delivery, and their values in the reader's language and the business's zone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_location
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingType,
    Contact,
    Delivery,
    FormRequest,
    LocationKind,
    Member,
    Occurrence,
    User,
    WaitlistEntry,
    Workspace,
)
from data.settings import settings
from domain import alerts, clashes, links
from domain.language import LANGUAGES, say
from domain.rendering import Button, Card, Value


@dataclass(frozen=True, slots=True)
class Part:
    """A booking with the names that belong to it."""

    booking: Booking
    service: str
    staff: str


@dataclass(frozen=True, slots=True)
class Facts:
    """The rows; what the delivery is not about is None. `parts`: the booking, or all that one message speaks of."""

    workspace: Workspace
    contact: Contact | None
    booking: Booking | None
    booking_type: BookingType | None
    member: Member | None
    requests: tuple[FormRequest, ...]
    language: str
    parts: tuple[Part, ...] = ()
    offer: WaitlistEntry | None = None
    beside: tuple[tuple[datetime, datetime, str], ...] = ()


def gathered(session: Session, delivery: Delivery) -> Facts:
    """Everything that the message of this delivery needs, as it is now."""
    workspace = session.get_one(Workspace, delivery.workspace_id)
    contact = session.get(Contact, delivery.contact_id) if delivery.contact_id else None
    booking = session.get(Booking, delivery.booking_id) if delivery.booking_id else None
    entry = session.get(WaitlistEntry, UUID(delivery.context['waitlist'])) if 'waitlist' in delivery.context else None
    kind_id = booking.booking_type_id if booking else entry.booking_type_id if entry else None
    held = session.get(Occurrence, entry.occurrence_id) if entry and entry.occurrence_id else None
    member_id = booking.member_id if booking else held.member_id if held else None
    return Facts(
        workspace=workspace,
        contact=contact,
        booking=booking,
        booking_type=session.get(BookingType, kind_id) if kind_id else None,
        member=session.get(Member, member_id) if member_id else None,
        requests=_requests(session, delivery.context),
        language=_language(session, delivery, workspace, contact),
        parts=_parts(session, booking, delivery.context) if booking else (),
        offer=entry,
        beside=_beside(session, delivery, booking, contact) if booking and contact else (),
    )


def _beside(
    session: Session, delivery: Delivery, booking: Booking, contact: Contact
) -> tuple[tuple[datetime, datetime, str], ...]:
    """What the customer has at the same time, where the message goes to the customer alone and is about one open booking."""
    own = delivery.address in (contact.email, contact.phone)
    alone = len(delivery.context.get('together', [])) < 2 and booking.status in ('pending', 'confirmed')
    return tuple(clashes.beside(session, booking)) if own and alone else ()


def _parts(session: Session, booking: Booking, context: Mapping[str, Any]) -> tuple[Part, ...]:
    """What the message speaks of, earliest first; one that has gone its own way since is left out."""
    if 'together' not in context:
        kind, member = session.get_one(BookingType, booking.booking_type_id), session.get_one(Member, booking.member_id)
        return (Part(booking, kind.name, member.full_name),)
    ids = [UUID(one) for one in context['together']]
    query = (
        select(Booking, BookingType.name, Member.full_name)
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .join(Member, col(Member.id) == col(Booking.member_id))
        .where(col(Booking.id).in_(ids), Booking.status == booking.status)
        .order_by(col(Booking.start))
    )
    return tuple(Part(*found) for found in session.exec(query))


def _requests(session: Session, context: Mapping[str, Any]) -> tuple[FormRequest, ...]:
    ids = [UUID(one) for one in context.get('requests', [])]
    if not ids:
        return ()
    found = session.exec(select(FormRequest).where(col(FormRequest.id).in_(ids)).order_by(col(FormRequest.name)))
    return tuple(found)


def _language(session: Session, delivery: Delivery, workspace: Workspace, contact: Contact | None) -> str:
    """The reader's: a team member's own, else the contact's, else the business's."""
    if 'user_id' in delivery.context:
        user_id = delivery.context['user_id']
        user = session.get(User, UUID(user_id)) if user_id else None
        wanted = user.language if user else ''
    else:
        wanted = contact.language if contact else ''
    return next((one for one in (wanted, workspace.language) if one.split('-')[0] in LANGUAGES), 'en')


def values(facts: Facts, context: Mapping[str, Any]) -> dict[str, Value]:
    """The variables of a template, each with what it stands for."""
    found: dict[str, Value] = {'business': facts.workspace.name, 'book_link': _book_link(facts)}
    if facts.contact:
        found |= {'name': facts.contact.name, 'first_name': facts.contact.name.split()[0]}
    if facts.booking:
        found |= _booking(facts, facts.booking)
    if facts.requests:
        found |= _forms(facts)
    if facts.offer:
        found |= _offer(facts, facts.offer)
    return found | _given(facts, context)


def _given(facts: Facts, context: Mapping[str, Any]) -> dict[str, Value]:
    """What the reaction itself knew: small strings, and a link into the staff's pages."""
    found: dict[str, Value] = {key: str(value) for key, value in context.get('values', {}).items()}
    if 'what' in found:
        found['what'] = say(facts.language, str(found['what']))
    if 'opens' in context:
        kind, object_id = context['opens']
        address = settings().base_url + alerts.url(kind, object_id)
        found['open_link'] = (Button(say(facts.language, 'Open in CareOps'), address),)
    return found


def _booking(facts: Facts, booking: Booking) -> dict[str, Value]:
    language = facts.language
    date, time = day(booking.start, facts), clock_time(booking.start, facts)
    return {
        'service': ' + '.join(dict.fromkeys(part.service for part in facts.parts)) or _service(facts),
        'staff': facts.member.full_name if facts.member else '',
        'date': date,
        'time': time,
        'when': say(language, '{date} at {time}', date=date, time=time),
        'location': booking.location or place(facts),
        'reason': booking.cancel_reason,
        'details': details(facts, booking),
        'manage_link': (Button(say(language, 'Change or cancel'), links.manage_url(booking)),),
    }


def _offer(facts: Facts, entry: WaitlistEntry) -> dict[str, Value]:
    """The time that is held, and the link to answer."""
    language, kind = facts.language, facts.booking_type
    if entry.offered_start is None or entry.offer_until is None or kind is None:
        return {}
    date, time = day(entry.offered_start, facts), clock_time(entry.offered_start, facts)
    until = say(
        language, '{date} at {time}', date=day(entry.offer_until, facts), time=clock_time(entry.offer_until, facts)
    )
    when = say(language, '{date} at {time}', date=date, time=time)
    staff = facts.member.full_name if facts.member else ''
    rows = (
        (say(language, 'What'), kind.name),
        (say(language, 'When'), when),
        (say(language, 'With'), staff),
        (say(language, 'Where'), place(facts)),
    )
    return {
        'service': kind.name,
        'staff': staff,
        'date': date,
        'time': time,
        'when': when,
        'until': until,
        'details': Card(tuple(row for row in rows if row[1])),
        'offer_link': (Button(say(language, 'Take or decline this time'), links.wait_url(entry)),),
    }


def details(facts: Facts, booking: Booking) -> Card:
    """The booking in a few lines: what, when, with whom, where. Several of them have a line each."""
    language = facts.language
    parts = facts.parts or (Part(booking, _service(facts), facts.member.full_name if facts.member else ''),)
    city = get_timezone_location(ZoneInfo(facts.workspace.timezone), locale=locale(language), return_city=True)
    zone = say(language, '{city} time', city=city)
    rows = (
        (say(language, 'What'), '\n'.join(dict.fromkeys(part.service for part in parts))),
        (say(language, 'When'), '\n'.join(_times(facts, parts)) + f' ({zone})'),
        (say(language, 'With'), '\n'.join(dict.fromkeys(part.staff for part in parts))),
        (say(language, 'Where'), booking.location or place(facts)),
        (say(language, 'Who'), facts.contact.name if facts.contact else ''),
        (say(language, 'Please note'), '\n'.join(_clash(facts, *one) for one in facts.beside)),
    )
    return Card(tuple((label, value) for label, value in rows if value))


def _clash(facts: Facts, start: datetime, end: datetime, kind: str) -> str:
    """Another booking of the customer that overlaps this one."""
    span = f'{clock_time(start, facts)} – {clock_time(end, facts)}'
    return say(facts.language, 'You have another booking at the same time: {service}, {time}', service=kind, time=span)


def _times(facts: Facts, parts: tuple[Part, ...]) -> list[str]:
    """When each part takes place, its day named where it changes."""
    lines, before = [], ''
    for part in parts:
        there = day(part.booking.start, facts)
        if there != before:
            lines.append(there)
        before = there
        span = f'{clock_time(part.booking.start, facts)} – {clock_time(part.booking.end, facts)}'
        lines.append(span)
    return lines


def _service(facts: Facts) -> str:
    return facts.booking_type.name if facts.booking_type else ''


def place(facts: Facts) -> str:
    """Where a booking takes place when nothing was written on it."""
    kind = facts.booking_type.location_kind if facts.booking_type else LocationKind.IN_PERSON
    if facts.booking_type and facts.booking_type.location:
        return facts.booking_type.location
    if kind == LocationKind.PHONE:
        return say(facts.language, 'By phone')
    return facts.workspace.address if kind == LocationKind.IN_PERSON else ''


def _forms(facts: Facts) -> dict[str, Value]:
    buttons = tuple(Button(request.name, links.form_url(request)) for request in facts.requests)
    due = min((request.due_at for request in facts.requests if request.due_at), default=None)
    when = say(facts.language, '{date} at {time}', date=day(due, facts), time=clock_time(due, facts)) if due else ''
    return {'forms': buttons, 'form': ', '.join(request.name for request in facts.requests), 'due': when}


def _book_link(facts: Facts) -> Value:
    address = f'{settings().base_url}/book/{facts.workspace.slug}'
    return (Button(say(facts.language, 'Book another time'), address),)


def day(moment: datetime, facts: Facts) -> str:
    """The local day in words."""
    return str(format_date(_local(moment, facts).date(), 'full', locale=locale(facts.language)))


def clock_time(moment: datetime, facts: Facts) -> str:
    """The local time of day."""
    return str(format_time(_local(moment, facts).time(), 'short', locale=locale(facts.language)))


def _local(moment: datetime, facts: Facts) -> datetime:
    return moment.astimezone(ZoneInfo(facts.workspace.timezone))


def locale(language: str) -> str:
    """The locale in which dates are written; plain English means the day before the month and 24 hours."""
    return {'en': 'en_GB'}.get(language, language.replace('-', '_'))
