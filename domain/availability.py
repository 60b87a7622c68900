"""Which times are free: reads what the calendar holds and lets the pure rules of `slots` decide."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from data.models import Booking
from domain import clock, offering, scope, spans, timetable
from domain.actor import Actor
from domain.errors import Invalid
from domain.language import say

MOST_DAYS, MOST_DAYS_OF_VISIT = 62, 14  # looking for several services that follow one another costs more
CLOSEST = timedelta(days=1)
FIRST_LOOK, LONGEST_LOOK = 5, 40  # days read at once: most often the next free day is near


@dataclass(frozen=True, slots=True)
class Slot:
    """A start that can be booked (UTC, `end` without buffers), the members who are free for it, and the seats left among them."""

    start: datetime
    end: datetime
    member_ids: tuple[UUID, ...]
    remaining: int


def slots(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    first: date,
    last: date,
    member_id: UUID | None = None,
    timezone: str = '',
    moving: UUID | None = None,
    also: Sequence[UUID] = (),
) -> list[Slot]:
    """Every bookable start of the days `first` to `last` (both included, at most 62; 14 with `also`) of `timezone` (default: the business's).

    `moving` names a booking whose own time counts as free; `also` the services that follow in the same visit, `end` is then that of the
    last. NotFound for a type that is not there, Invalid (timezone, to, also).
    """
    booking = _moving(session, actor, moving)
    table = _table(session, actor, booking_type_id, member_id, booking, also)
    zone = zone_of(actor, timezone) or table.zone
    most = MOST_DAYS_OF_VISIT if also else MOST_DAYS
    if not timedelta() <= last - first < timedelta(days=most):
        raise Invalid({'to': say(actor.language, 'Please ask for at most {days} days, the first one first', days=most)})
    if not _near(first):
        return []
    found = offering.offers(session, table, within=spans.days(zone, first, last), now=clock.now(), moving=booking)
    return [Slot(offer.start, offer.end, offer.people, offer.remaining) for offer in found]


def nearest(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    member_id: UUID | None = None,
    at_most: int = 3,
    moving: UUID | None = None,
) -> list[datetime]:
    """The bookable starts closest to `start`, earliest first."""
    booking = _moving(session, actor, moving)
    table = _table(session, actor, booking_type_id, member_id, booking)
    return nearest_of(session, table, start, at_most=at_most, moving=booking)


def nearest_of(
    session: Session,
    table: timetable.Timetable,
    start: datetime,
    *,
    at_most: int = 3,
    moving: Booking | None = None,
) -> list[datetime]:
    """`nearest` for a timetable that is loaded already; looks around `start` in widening circles."""
    now, radius = clock.now(), CLOSEST
    end = now + timedelta(days=table.rules.furthest_days + 1)
    start = min(max(start, now), end)
    while True:
        span = spans.Span(start - radius, start + radius)
        found = [offer.start for offer in offering.offers(session, table, within=span, now=now, moving=moving)]
        if len(found) >= at_most or span.end > end:
            return sorted(sorted(found, key=lambda one: abs(one - start))[:at_most])
        radius *= 4


def next_free(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    after: date,
    member_id: UUID | None = None,
    timezone: str = '',
    moving: UUID | None = None,
    also: Sequence[UUID] = (),
) -> date | None:
    """The first day after `after` with a bookable start; None where the whole bookable time ahead is full."""
    booking = _moving(session, actor, moving)
    table = _table(session, actor, booking_type_id, member_id, booking, also)
    return next_free_of(session, table, zone_of(actor, timezone) or table.zone, after=after, moving=booking)


def next_free_of(
    session: Session, table: timetable.Timetable, zone: ZoneInfo, *, after: date, moving: Booking | None = None
) -> date | None:
    """`next_free` for a timetable that is loaded already."""
    now = clock.now()
    end = now + timedelta(days=table.rules.furthest_days + 2)
    days = FIRST_LOOK
    span = spans.days(zone, after + spans.DAY, after + days * spans.DAY)
    while span.start < end:
        if found := offering.offers(session, table, within=span, now=now, moving=moving):
            return found[0].start.astimezone(zone).date()
        days = min(2 * days, LONGEST_LOOK)
        span = spans.Span(span.end, span.end + days * spans.DAY)
    return None


def _moving(session: Session, actor: Actor, booking_id: UUID | None) -> Booking | None:
    return scope.one(session, actor, Booking, booking_id) if booking_id else None


def _table(
    session: Session,
    actor: Actor,
    booking_type_id: UUID,
    member_id: UUID | None,
    moving: Booking | None,
    also: Sequence[UUID] = (),
) -> timetable.Timetable:
    table = timetable.load(
        session, actor, booking_type_id=booking_type_id, member_id=member_id, retired=moving is not None, also=also
    )
    return table.lasting(moving.end - moving.start) if moving else table


def zone_of(actor: Actor, timezone: str) -> ZoneInfo | None:
    """The zone of this IANA name, None for no name; Invalid (timezone) for a name that is none."""
    try:
        return ZoneInfo(timezone) if timezone else None
    except (ValueError, OSError, KeyError):
        raise Invalid({'timezone': say(actor.language, 'This time zone is not known')}) from None


def _near(day: date) -> bool:
    """Whether a day is near enough to be worth looking at (and computing with)."""
    return abs(day - clock.now().date()) < timedelta(days=4000)
