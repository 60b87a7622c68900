"""What customers see and do without an account: one read for each public page, and their few acts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingType,
    BookingTypeMember,
    Contact,
    ContactForm,
    FormRequest,
    FormState,
    Member,
    OldSlug,
    Workspace,
    WorkspaceStatus,
)
from domain import (
    availability,
    bookings,
    callers,
    clock,
    combinations,
    limits,
    links,
    public_times,
    scope,
    spans,
    timetable,
)
from domain.actor import Actor
from domain.bookings import AlreadyOver, TooLate
from domain.errors import Forbidden, NotFound
from domain.links import BadLink
from domain.public_views import (
    Business,
    ContactPage,
    Day,
    DetailsPage,
    FormLink,
    ManagePage,
    Part,
    Person,
    Service,
    ServicesPage,
    Time,
    TimesPage,
    business_of,
    service_of,
)

__all__ = [
    'Business',
    'Closed',
    'ContactPage',
    'Day',
    'DetailsPage',
    'FormLink',
    'ManagePage',
    'Moved',
    'NotOpen',
    'Part',
    'Person',
    'Service',
    'ServicesPage',
    'Time',
    'TimesPage',
    'book',
    'business',
    'cancel',
    'contact_page',
    'details_page',
    'manage_page',
    'move_page',
    'opened_once',
    'reschedule',
    'services_page',
    'times_page',
]

BOOKINGS_AN_HOUR = 20


class NotOpen(Forbidden):
    """This page is not open yet. Please come back a little later."""  # details: name


class Closed(NotOpen):
    """This page is closed at the moment."""  # details: name


class Moved(NotFound):
    """This page has a new address."""  # details: slug


def business(session: Session, actor: Actor, *, slug: str) -> Business:
    """The business at this address: NotFound, Moved (details: slug), NotOpen, Closed."""
    row = session.exec(select(Workspace).where(Workspace.slug == slug)).first()
    if row is None:
        raise _moved(session, slug) or NotFound
    if row.status == WorkspaceStatus.SETUP:
        raise NotOpen(name=row.name)
    if row.status == WorkspaceStatus.SUSPENDED:
        raise Closed(name=row.name)
    return business_of(row)


def opened_once(session: Session, workspace_id: UUID) -> None:
    """NotOpen while the business has never been open: until then its links lead nowhere either. Closing keeps them working."""
    row = session.get_one(Workspace, workspace_id)
    if row.status == WorkspaceStatus.SETUP:
        raise NotOpen(name=row.name)


def contact_page(session: Session, actor: Actor, *, slug: str) -> ContactPage:
    """The contact form."""
    shown = business(session, actor, slug=slug)
    form = session.exec(select(ContactForm).where(ContactForm.workspace_id == shown.id)).first()
    return ContactPage(
        business=shown,
        heading=form.heading if form else '',
        intro=form.intro if form else '',
        fields=tuple(form.fields) if form else (),
        bookable=session.exec(_active(shown).limit(1)).first() is not None,
    )


def services_page(session: Session, actor: Actor, *, slug: str, member_id: UUID | None = None) -> ServicesPage:
    """Everything that can be booked, or what one person does; somebody who cannot be booked here (any more) counts as anyone."""
    shown = business(session, actor, slug=slug)
    person = _bookable(session, shown, member_id) if member_id else None
    rows = session.exec(_done_by(_active(shown), person.id) if person else _active(shown))
    return ServicesPage(business=shown, services=tuple(service_of(row) for row in rows), person=person)


def times_page(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    service_slug: str,
    member_id: UUID | None = None,
    day: date | None = None,
    timezone: str = '',
    days: int = 14,
    also: Sequence[str] = (),
) -> TimesPage:
    """Days and times of a service, and of those that follow it in one visit (`also`: their slugs, Invalid); without a day the first
    one that has a free time. An unknown zone counts as the business's."""
    shown = business(session, actor, slug=slug)
    table = _table(session, actor, shown, service_slug, also)
    given: dict[str, Any] = {'member_id': member_id, 'day': day, 'timezone': timezone, 'days': days}
    return public_times.page(session, actor, shown, table, more=_more(session, shown, table), **given)


def details_page(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    service_slug: str,
    start: datetime,
    member_id: UUID | None = None,
    timezone: str = '',
    also: Sequence[str] = (),
) -> DetailsPage:
    """The chosen time, looked at once more."""
    shown = business(session, actor, slug=slug)
    table = public_times.narrowed(_table(session, actor, shown, service_slug, also), member_id)
    zone, now = public_times.zone(actor, table, timezone), clock.now()
    start = min(max(start, now - spans.DAY), now + timedelta(days=4000))
    instant = spans.Span(start, start + timedelta.resolution)
    free = bool(timetable.offers(session, table, within=instant, now=now))
    nearest = [] if free else availability.nearest_of(session, table, start)
    return DetailsPage(
        business=shown,
        service=service_of(table.kind),
        also=tuple(service_of(one.kind) for one in table.also),
        person=public_times.persons(session, list(table.performers))[0] if member_id else None,
        timezone=zone.key,
        start=start.astimezone(zone),
        end=(start + table.length).astimezone(zone),
        free=free,
        nearest=tuple(one.astimezone(zone) for one in nearest),
        lacking=table.why_nothing,
    )


def book(
    session: Session,
    actor: Actor,
    *,
    slug: str,
    booking_type_id: UUID,
    start: datetime,
    contact: Mapping[str, str | None],
    member_id: UUID | None = None,
    timezone: str = '',
    notes: str = '',
    answers: Mapping[str, Any] | None = None,
    submission_key: str | None = None,
    also: Sequence[UUID] = (),
) -> str:
    """Book as a customer, with the services that follow in the same visit (`also`); the token of the manage link comes back (`manage_page` shows what became of it). Refusals of `combinations.book`, TooMany."""
    shown = business(session, actor, slug=slug)
    limits.take(
        session, f'book:{shown.id}:{callers.network(actor.address)}', capacity=BOOKINGS_AN_HOUR, per_seconds=3600
    )
    booking = combinations.book(
        session,
        actor.in_workspace(shown.id),
        booking_type_id=booking_type_id,
        also=also,
        start=start,
        contact=contact,
        member_id=member_id,
        timezone=timezone,
        notes=notes,
        answers=answers,
        source='public',
        submission_key=submission_key,
    )
    return links.sign('booking', booking.id, booking.link_nonce)


def manage_page(session: Session, actor: Actor, *, token: str) -> ManagePage:
    """The customer's booking with all services of its visit, also while the business is closed. BadLink."""
    whole = timetable.together(session, _opened(session, token))
    booking = next((one for one in whole if one.status in bookings.OPEN), whole[0])
    workspace = session.get_one(Workspace, booking.workspace_id)
    zone = availability.zone_of(actor, booking.timezone or workspace.timezone)
    until = bookings.change_until(session, whole[0])
    parts = tuple(_part(session, one, zone or ZoneInfo(workspace.timezone)) for one in whole)
    return ManagePage(
        business=business_of(workspace),
        service=parts[0].service,
        person=parts[0].person,
        booking_id=whole[0].id,
        status=booking.status,
        start=parts[0].start,
        end=parts[-1].end,
        timezone=booking.timezone or workspace.timezone,
        location=booking.location,
        contact_name=session.get_one(Contact, booking.contact_id).name,
        notes=booking.notes,
        may_change=booking.status in bookings.OPEN and clock.now() <= until,
        change_until=until.astimezone(zone),
        manage_url=links.manage_url(whole[0]),
        calendar_url=links.calendar_url(whole[0]),
        forms=tuple(form for one in whole for form in _forms(session, one)),
        parts=parts,
    )


def _part(session: Session, booking: Booking, zone: ZoneInfo) -> Part:
    return Part(
        booking_id=booking.id,
        service=service_of(session.get_one(BookingType, booking.booking_type_id)),
        person=Person(booking.member_id, session.get_one(Member, booking.member_id).full_name, None),
        status=booking.status,
        start=booking.start.astimezone(zone),
        end=booking.end.astimezone(zone),
    )


def move_page(
    session: Session, actor: Actor, *, token: str, day: date | None = None, timezone: str = '', days: int = 14
) -> TimesPage:
    """Days and times to which the customer may move the booking: with the same person, while that one is there. BadLink, TooLate, AlreadyOver."""
    whole = timetable.together(session, _opened(session, token))
    booking = whole[0]
    if any(one.status not in bookings.OPEN for one in whole):
        raise AlreadyOver
    if clock.now() > bookings.change_until(session, booking):
        raise TooLate
    guest = actor.in_workspace(booking.workspace_id)
    together = len(whole) > 1
    table = (
        combinations.table_of(session, guest, whole)
        if together
        else timetable.load(session, guest, booking_type_id=booking.booking_type_id, retired=True)
    )
    return public_times.page(
        session,
        guest,
        business_of(session.get_one(Workspace, booking.workspace_id)),
        table,
        member_id=booking.member_id if _still_there(table, booking) and not together else None,
        day=day,
        timezone=timezone or booking.timezone,
        days=days,
        moving=booking,
    )


def cancel(session: Session, actor: Actor, *, token: str, reason: str = '') -> ManagePage:
    """The customer cancels, within the owner's notice. BadLink, TooLate, AlreadyOver."""
    booking = _opened(session, token)
    guest = actor.in_workspace(booking.workspace_id)
    combinations.cancel(session, guest, booking_id=booking.id, reason=reason, link_nonce=booking.link_nonce)
    return manage_page(session, actor, token=token)


def reschedule(session: Session, actor: Actor, *, token: str, start: datetime) -> ManagePage:
    """The customer moves the booking, within the owner's notice. BadLink, TooLate, AlreadyOver, Taken, NotOffered."""
    booking = timetable.together(session, _opened(session, token))[0]
    guest = actor.in_workspace(booking.workspace_id)
    combinations.reschedule(session, guest, booking_id=booking.id, start=start, link_nonce=booking.link_nonce)
    return manage_page(session, actor, token=token)


def _moved(session: Session, slug: str) -> Moved | None:
    old = session.exec(select(OldSlug).where(OldSlug.slug == slug)).first()
    return Moved(slug=session.get_one(Workspace, old.workspace_id).slug) if old else None


def _active(shown: Business) -> Any:
    query = select(BookingType).where(BookingType.workspace_id == shown.id, col(BookingType.active))
    return query.order_by(col(BookingType.position), col(BookingType.name))


def _done_by(query: Any, member_id: UUID) -> Any:
    """Of these types the ones that the person does: where named, or where nobody is."""
    named = select(BookingTypeMember.member_id).where(BookingTypeMember.booking_type_id == BookingType.id)
    return query.where(sa.or_(named.where(BookingTypeMember.member_id == member_id).exists(), ~named.exists()))


def _bookable(session: Session, shown: Business, member_id: UUID) -> Person | None:
    """Somebody of the business whom customers may choose."""
    member = session.get(Member, member_id)
    here = member is not None and member.workspace_id == shown.id and member.removed_at is None
    return Person(member.id, member.full_name, None) if member and here and member.bookable and member.public else None


def _table(
    session: Session, actor: Actor, shown: Business, service_slug: str, also: Sequence[str] = ()
) -> timetable.Timetable:
    guest = actor.in_workspace(shown.id)
    asked = (service_slug, *also[: timetable.MOST_PARTS])
    query = scope.rows(guest, BookingType).where(col(BookingType.slug).in_(asked))
    known = {row.slug: row.id for row in session.exec(query)}
    if any(one not in known for one in asked):
        raise NotFound
    first, *rest = (known[one] for one in asked)
    return timetable.load(session, guest, booking_type_id=first, also=rest)


def _more(session: Session, shown: Business, table: timetable.Timetable) -> tuple[Service, ...]:
    """What can still be added to the visit."""
    if table.rules.capacity > 1 or len(table.parts) >= timetable.MOST_PARTS:
        return ()
    chosen = {one.kind.id for one in table.parts}
    active = (row for row in session.exec(_active(shown)) if row.capacity == 1 and row.id not in chosen)
    return tuple(service_of(row) for row in active)


def _opened(session: Session, token: str) -> Booking:
    """The booking of a manage link that still holds."""
    booking_id, nonce = links.opened(token, 'booking')
    booking = session.get(Booking, booking_id)
    if booking is None or booking.link_nonce != nonce:
        raise BadLink
    opened_once(session, booking.workspace_id)
    return booking


def _still_there(table: timetable.Timetable, booking: Booking) -> bool:
    return any(one.id == booking.member_id for one in table.performers)


def _forms(session: Session, booking: Booking) -> tuple[FormLink, ...]:
    query = select(FormRequest).where(FormRequest.booking_id == booking.id, col(FormRequest.withdrawn_at).is_(None))
    return tuple(
        FormLink(name=one.name, url=links.form_url(one), completed=one.state == FormState.COMPLETED)
        for one in session.exec(query.order_by(col(FormRequest.created_at), col(FormRequest.name)))
    )
