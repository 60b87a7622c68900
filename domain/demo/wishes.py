"""What only some customers want: every fortnight the same, several services in one visit, a place in a group, a time that is taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, BookingType, Contact
from domain import availability, booking_types, bookings, clock, series, waitlist
from domain.actor import Actor
from domain.recurrence import Every

WORKSHOP = {
    'name': 'Styling workshop',
    'description': 'Ninety minutes for up to six: plaits and updos for every day.',
    'duration_minutes': 90,
    'capacity': 6,
    'price': '25',
    'colour': '#b3661e',
}
REASON = 'Her sister comes along, and both know that it will be tight'


def fulfil(
    session: Session,
    owner: Actor,
    types: Sequence[BookingType],
    contacts: Sequence[Contact],
    today: date,
    zone: ZoneInfo,
) -> None:
    """Book all of it at the desk, as the owner would."""
    kinds, people = [kind.id for kind in types], iter([contact.id for contact in contacts[-12:]])
    _every_fortnight(session, owner, kinds[0], next(people), today, zone)
    _visit(session, owner, kinds[:2], next(people), today)
    _workshop(session, owner, [next(people) for _ in range(4)], today)
    _knowingly(session, owner, next(people))
    for number in range(3):
        _waits(session, owner, kinds[number % len(kinds)], next(people), today)


def _free(session: Session, owner: Actor, kind_id: UUID, today: date, also: Sequence[UUID] = ()) -> list[datetime]:
    """The free times of the week to come."""
    given: dict[str, Any] = {'first': today + timedelta(days=1), 'last': today + timedelta(days=7)}
    return [one.start for one in availability.slots(session, owner, booking_type_id=kind_id, also=also, **given)]


def _every_fortnight(
    session: Session, owner: Actor, kind_id: UUID, contact_id: UUID, today: date, zone: ZoneInfo
) -> None:
    """A series; where its time is taken already, that date is left out."""
    start = next(one for one in reversed(_free(session, owner, kind_id, today)) if one.astimezone(zone).hour >= 10)
    plan = series.Plan(booking_type_id=kind_id, start=start, every=Every.FORTNIGHT, times=8)
    taken = [one.day for one in series.preview(session, owner, plan=plan) if not one.free]
    left_out = [series.Choice(day=day, skip=True) for day in taken]
    series.create(session, owner, plan=replace(plan, choices=left_out), contact_id=contact_id)


def _visit(session: Session, owner: Actor, kinds: Sequence[UUID], contact_id: UUID, today: date) -> None:
    first, *rest = kinds
    start = _free(session, owner, first, today, also=rest)[0]
    bookings.book(session, owner, booking_type_id=first, also=rest, start=start, contact_id=contact_id)


def _workshop(session: Session, owner: Actor, contacts: Sequence[UUID], today: date) -> None:
    kind = booking_types.create(session, owner, given=WORKSHOP)
    start = _free(session, owner, kind.id, today)[0]
    for contact_id in contacts:
        bookings.book(session, owner, booking_type_id=kind.id, start=start, contact_id=contact_id)


def _knowingly(session: Session, owner: Actor, contact_id: UUID) -> None:
    """Over somebody else's time, with the reason that everybody reads."""
    query = select(Booking).where(
        Booking.workspace_id == owner.workspace,
        Booking.status == BookingStatus.CONFIRMED,
        col(Booking.start) > clock.now() + timedelta(hours=20),
        col(Booking.combination_id).is_(None),
    )
    one = session.exec(query.order_by(col(Booking.start)).limit(1)).one()
    given: dict[str, Any] = {'member_id': one.member_id, 'start': one.start, 'contact_id': contact_id}
    bookings.book(session, owner, booking_type_id=one.booking_type_id, overbook_reason=REASON, **given)


def _waits(session: Session, owner: Actor, kind_id: UUID, contact_id: UUID, today: date) -> None:
    """For an evening of today or tomorrow, when little is free any more."""
    wish: dict[str, Any] = {'first_day': today, 'last_day': today + timedelta(days=1), 'parts': ('evening',)}
    waitlist.add(session, owner, booking_type_id=kind_id, contact_id=contact_id, **wish)
