"""The timetable by which a booked visit moves: its services in their order, as long as they are, with their own people where possible."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlmodel import Session

from data.models import Booking
from domain import clock, combined, offering, placing, scope, spans, timetable
from domain.actor import Actor
from domain.availability import Slot
from domain.timetable import Timetable


def starts(
    session: Session, actor: Actor, *, booking_id: UUID, first: date, last: date, member_id: UUID | None = None
) -> list[Slot]:
    """When a booking can begin on these days of the business if its visit moves as a whole: what `reschedule` takes. NotFound."""
    actor.require('bookings')
    row = scope.one(session, actor, Booking, booking_id)
    whole = combined.together(session, row)
    table = table_of(session, actor, whole, None if member_id == row.member_id else member_id)
    later, days = row.start - whole[0].start, spans.days(table.zone, first, last)
    within = spans.Span(days.start - later, days.end - later)
    found = offering.offers(session, table, within=within, now=clock.now(), moving=row)
    length = row.end - row.start
    return [Slot(one.start + later, one.start + later + length, one.people, one.remaining) for one in found]


def table_of(
    session: Session,
    actor: Actor,
    whole: Sequence[Booking],
    member_id: UUID | None = None,
    *,
    as_customer: bool = False,
) -> Timetable:
    """The timetable by which a visit moves: its services as long as they are, with their own people while those are there, or with
    the member who is named where the service is theirs."""
    first, *rest = (one.booking_type_id for one in whole)
    table = timetable.load(session, actor, booking_type_id=first, also=rest, retired=True, as_customer=as_customer)
    return _as_booked(table, whole, member_id)


def locked(session: Session, actor: Actor, whole: Sequence[Booking], member_id: UUID | None) -> Timetable:
    """The same, locked; with one person where named."""
    first, *rest = (one.booking_type_id for one in whole)
    table = placing.locked(session, actor, booking_type_id=first, member_id=None, moving=whole, also=rest)
    return _as_booked(table, whole, member_id)


def _as_booked(table: Timetable, whole: Sequence[Booking], member_id: UUID | None) -> Timetable:
    def part(one: Timetable, row: Booking) -> Timetable:
        for wanted in (member_id, row.member_id):
            mine = tuple(each for each in one.performers if each.id == wanted)
            if mine:
                return replace(one.only(mine), also=()).lasting(row.end - row.start)
        return replace(one, also=()).lasting(row.end - row.start)

    first, *rest = (part(one, row) for one, row in zip(table.parts, whole, strict=True))
    return replace(first, also=tuple(rest))
