"""What customers see before they book, and the booking itself: one read for each public page."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import BookingType, BookingTypeMember, ContactForm, Member
from domain import (
    availability,
    bookings,
    callers,
    clock,
    limits,
    links,
    offering,
    public_times,
    scope,
    spans,
    storefront,
    timetable,
)
from domain.actor import Actor
from domain.errors import NotFound
from domain.public_views import Business, ContactPage, DetailsPage, Person, Service, ServicesPage, TimesPage, service_of

BOOKINGS_AN_HOUR = 20


def contact_page(session: Session, actor: Actor, *, slug: str) -> ContactPage:
    """The contact form."""
    shown = storefront.business(session, actor, slug=slug)
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
    shown = storefront.business(session, actor, slug=slug)
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
    shown = storefront.business(session, actor, slug=slug)
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
    shown = storefront.business(session, actor, slug=slug)
    table = public_times.narrowed(_table(session, actor, shown, service_slug, also), member_id)
    zone, now = public_times.zone(actor, table, timezone), clock.now()
    start = min(max(start, now - spans.DAY), now + timedelta(days=4000))
    instant = spans.Span(start, start + timedelta.resolution)
    free = bool(offering.offers(session, table, within=instant, now=now))
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
    """Book as a customer, with the services that follow in the same visit (`also`); the token of the manage link comes back (`manage_page` shows what became of it). Refusals of `bookings.book`, TooMany."""
    shown = storefront.business(session, actor, slug=slug)
    limits.take(
        session, f'book:{shown.id}:{callers.network(actor.address)}', capacity=BOOKINGS_AN_HOUR, per_seconds=3600
    )
    booking = bookings.book(
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
