"""Past and coming days of the demo workspace: bookings with the time they hold, placed so that none overlap."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from data.models import Booking, BookingStatus, BookingType, Contact, Hold, Member, Occurrence, Resource

CLOSED = {6, 0}


@dataclass(frozen=True)
class Business:
    """What the days are made from."""

    zone: ZoneInfo
    types: list[BookingType]
    resources: list[tuple[Member, Resource]]
    contacts: list[Contact]
    now: datetime


def bookings(business: Business, first: date, last: date, chance: Random) -> Iterator[list[Any]]:
    """The rows of each booking between two local days, in the order in which they can be written."""
    day = first
    while day <= last:
        if day.weekday() not in CLOSED:
            for member, resource in business.resources:
                yield from _one_day(business, day, member, resource, chance)
        day += timedelta(days=1)


def _one_day(business: Business, day: date, member: Member, resource: Resource, chance: Random) -> Iterator[list[Any]]:
    at = datetime.combine(day, time(9), business.zone).astimezone(UTC)
    closing = datetime.combine(day, time(18), business.zone).astimezone(UTC)
    busy = _how_busy(business, day)
    while True:
        kind = chance.choice(business.types)
        start = at + timedelta(minutes=kind.buffer_before_minutes)
        end = start + timedelta(minutes=kind.duration_minutes)
        if end > closing:
            return
        if chance.random() > busy:
            at += timedelta(minutes=chance.choice((15, 30, 45)))
            continue
        yield _rows(business, kind, member, resource, start, end, chance)
        at = _next_quarter(end + timedelta(minutes=kind.buffer_after_minutes))


def _how_busy(business: Business, day: date) -> float:
    ahead = (day - business.now.astimezone(business.zone).date()).days
    return 0.62 if ahead <= 0 else max(0.08, 0.55 - ahead * 0.03)


def _next_quarter(moment: datetime) -> datetime:
    return moment + timedelta(minutes=-moment.minute % 15)


def _rows(
    business: Business,
    kind: BookingType,
    member: Member,
    resource: Resource,
    start: datetime,
    end: datetime,
    chance: Random,
) -> list[Any]:
    contact = chance.choice(business.contacts)
    status = _status(business.now, start, end, chance)
    made = min(start, business.now) - timedelta(hours=chance.randint(3, 400))
    ours: dict[str, Any] = {'workspace_id': kind.workspace_id}
    booking = Booking(
        booking_type_id=kind.id,
        member_id=member.id,
        contact_id=contact.id,
        start=start,
        end=end,
        status=status,
        price=kind.price,
        source='public' if chance.random() < 0.7 else 'staff',
        confirmed_at=None if status == BookingStatus.PENDING else made,
        completed_at=end if status == BookingStatus.COMPLETED else None,
        created_at=made,
        **ours,
    )
    if status == BookingStatus.CANCELLED:
        booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = (
            made + timedelta(hours=2),
            'customer',
            'Something came up',
        )
        return [booking]
    occurrence = Occurrence(
        booking_type_id=kind.id, member_id=member.id, start=start, end=end, seats=kind.capacity, taken=1, **ours
    )
    booking.occurrence_id = occurrence.id
    hold = Hold(
        resource_id=resource.id,
        occurrence_id=occurrence.id,
        start=start - timedelta(minutes=kind.buffer_before_minutes),
        end=end + timedelta(minutes=kind.buffer_after_minutes),
        **ours,
    )
    return [occurrence, hold, booking]


def _status(now: datetime, start: datetime, end: datetime, chance: Random) -> BookingStatus:
    luck = chance.random()
    if luck < 0.06:
        return BookingStatus.CANCELLED
    if end < now:
        return BookingStatus.NO_SHOW if luck < 0.1 else BookingStatus.COMPLETED
    return BookingStatus.PENDING if start > now and luck > 0.96 else BookingStatus.CONFIRMED
