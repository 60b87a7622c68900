"""Why a time is free or not: the same rules that make the offers, asked about one start and told as sentences. For staff."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Booking, BookingType, Occurrence
from domain import clock, combined, combining, offering, placing, reasons, scope, slots, spans, timetable
from domain.actor import Actor
from domain.bookings import table_of
from domain.combining import Part
from domain.errors import Invalid
from domain.reasons import Reason, Services
from domain.slots import Block, Rule
from domain.timetable import Performer, Timetable


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether customers are offered the start with this person, and every reason why not. `free_for_staff`: staff may book it
    without overbooking. Of several services in one visit each has verdicts of its own, at the time when its turn comes."""

    member_id: UUID
    member_name: str
    free: bool
    free_for_staff: bool
    reasons: tuple[Reason, ...]
    service_id: UUID
    service: str
    start: datetime


@dataclass(frozen=True, slots=True)
class Explanation:
    """The verdict on the whole, and on each person. `apart`: every service has somebody free, and yet they do not fit together."""

    start: datetime
    free: bool
    free_for_staff: bool
    people: tuple[Verdict, ...]
    apart: bool = False


def explain(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    member_id: UUID | None = None,
    moving: UUID | None = None,
    also: Sequence[UUID] = (),
) -> Explanation:
    """The verdict on a start of a type, for each person who does it or the one that is named; with the services that follow (`also`).

    `moving` names a booking whose own time counts as free; with it the other services of its visit move. Staff with the bookings
    switch. NotFound for a type that is not there, placing.NotTheirs, Invalid (start, also).
    """
    actor.require('bookings')
    if start.tzinfo is None or abs(start - clock.now()) > placing.FARTHEST:
        raise Invalid({'start': 'Please choose a time within the next ten years'})
    booking = scope.one(session, actor, Booking, moving) if moving else None
    if booking is not None:
        whole = combined.together(session, booking)
        named = None if member_id == booking.member_id and len(whole) > 1 else member_id
        table = table_of(session, actor, whole, named, as_customer=True)
        start = start - (booking.start - whole[0].start)
    else:
        table = timetable.load(
            session,
            actor,
            booking_type_id=booking_type_id,
            member_id=member_id,
            retired=True,
            as_customer=True,
            also=also,
        )
        if member_id is not None and not table.performers:
            raise placing.NotTheirs(actor)
    return _explained(session, table, start, booking)


def _explained(session: Session, table: Timetable, start: datetime, moving: Booking | None) -> Explanation:
    within = spans.Span(start, start + timedelta.resolution)
    parts = offering.in_order(session, table, within, moving=moving)
    services = _services(session, [person for part in parts for person in part.people])
    times = combining.starts_of([one.rules.duration for one in table.parts], start)
    verdicts = [
        _verdict(table, place, parts, performer, there, services)
        for place, there in enumerate(times)
        for performer in table.parts[place].performers
    ]
    if len(parts) == 1:
        free, staff = any(one.free for one in verdicts), any(one.free_for_staff for one in verdicts)
        return Explanation(start, free, staff, tuple(verdicts))
    free, staff = _together(table, parts, start)
    each = all(any(one.free_for_staff for one in verdicts if one.start == there) for there in times)
    return Explanation(start, free, staff, tuple(verdicts), apart=each and not staff)


def _together(table: Timetable, parts: Sequence[Part[UUID]], start: datetime) -> tuple[bool, bool]:
    """Whether the services fit one after the other: as customers are offered it, and for staff."""
    now, within = clock.now(), spans.Span(start, start + timedelta.resolution)
    staff = start + table.length > now and combining.Search(parts, table.zone).chain(start) is not None
    free = bool(combining.offers(parts, zone=table.zone, within=within, now=now))
    return (False, False) if table.lacking else (free, staff)


def _services(session: Session, people: Sequence[slots.Person[UUID]]) -> Services:
    """The appointments behind the bookings that are in the way, with the names of their types."""
    ids = {block.cause for person in people for block in person.blocks if isinstance(block.cause, UUID)}
    query = (
        select(Occurrence, BookingType.name)
        .join(BookingType, col(BookingType.id) == col(Occurrence.booking_type_id))
        .where(col(Occurrence.id).in_(ids))
    )
    return {occurrence.id: (occurrence, name) for occurrence, name in session.exec(query)}


def _verdict(
    table: Timetable,
    place: int,
    parts: Sequence[Part[UUID]],
    performer: Performer,
    start: datetime,
    services: Services,
) -> Verdict:
    """What keeps this person from this service at its time; without the buffers towards a neighbour that they may do as well."""
    one, part = table.parts[place], parts[place]
    before, after = (_does(table, performer, other) for other in (place - 1, place + 1))
    rules = combining.trimmed(part.rules, after_same=before, before_same=after)
    person = next(each for each in part.people if each.key == performer.id)
    told = replace(person, blocks=[_named(block, services) for block in person.blocks])
    said = slots.refusals(rules, told, start, zone=table.zone, now=clock.now(), booked=part.booked)
    said = [each for each in said if place == 0 or each.rule != Rule.GRID]  # the grid is that of the first service
    found = [Reason(Rule.STOCK, f'There is not enough {table.lacking}')] if table.lacking else []
    found += [reasons.of_refusal(one, performer, start, refusal, services) for refusal in said]
    return Verdict(
        performer.id,
        performer.name,
        free=not found,
        free_for_staff=not any(each.binds_staff for each in found) and start + one.rules.duration > clock.now(),
        reasons=tuple(dict.fromkeys(found)),
        service_id=one.kind.id,
        service=one.kind.name,
        start=start,
    )


def _does(table: Timetable, performer: Performer, place: int) -> bool:
    """Whether the person could do the service in this place, where there is one."""
    there = table.parts[place : place + 1] if place >= 0 else ()
    return any(each.id == performer.id for one in there for each in one.performers)


def _named(block: Block, services: Services) -> Block:
    if not isinstance(block.cause, UUID) or block.cause not in services:
        return block
    occurrence, _ = services[block.cause]
    return block._replace(appointment=spans.Span(occurrence.start, occurrence.end))
