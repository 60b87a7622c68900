"""Why a time is free or not: the same rules that make the offers, asked about one start and told as sentences. For staff."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Booking, BookingType, Occurrence
from domain import away, clock, offering, opening, placing, scope, slots, spans, timetable
from domain.actor import Actor
from domain.errors import Invalid
from domain.slots import Block, Rule
from domain.timetable import Performer, Timetable

Services = dict[UUID, tuple[Occurrence, str]]


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule that says no, as a sentence; `binds_staff` False: only customers are kept from it."""

    rule: Rule
    sentence: str
    binds_staff: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether customers are offered the start with this person, and every reason why not. `free_for_staff`: staff may book it
    without overbooking."""

    member_id: UUID
    member_name: str
    free: bool
    free_for_staff: bool
    reasons: tuple[Reason, ...]


def explain(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    member_id: UUID | None = None,
    moving: UUID | None = None,
) -> tuple[Verdict, ...]:
    """The verdict on a start of a type, for each person who does it or the one that is named.

    `moving` names a booking whose own time counts as free. Staff with the bookings switch. NotFound for a type that is not there, placing.NotTheirs, Invalid (start).
    """
    actor.require('bookings')
    table = timetable.load(
        session, actor, booking_type_id=booking_type_id, member_id=member_id, retired=True, as_customer=True
    )
    if member_id is not None and not table.performers:
        raise placing.NotTheirs(actor)
    if start.tzinfo is None or abs(start - clock.now()) > placing.FARTHEST:
        raise Invalid({'start': 'Please choose a time within the next ten years'})
    now, within = clock.now(), spans.Span(start, start + timedelta.resolution)
    booking = scope.one(session, actor, Booking, moving) if moving else None
    people = offering.people(session, table, within, moving=booking)
    services = _services(session, people)
    booked = offering.booked(session, table, within, moving=booking)
    verdicts = []
    for performer, person in zip(table.performers, people, strict=True):
        named = replace(person, blocks=[_named(block, services) for block in person.blocks])
        said = slots.refusals(table.rules, named, start, zone=table.zone, now=now, booked=booked)
        verdicts.append(_verdict(table, performer, start, said, services))
    return tuple(verdicts)


def _services(session: Session, people: list[slots.Person[UUID]]) -> Services:
    """The appointments behind the bookings that are in the way, with the names of their types."""
    ids = {block.cause for person in people for block in person.blocks if isinstance(block.cause, UUID)}
    query = (
        select(Occurrence, BookingType.name)
        .join(BookingType, col(BookingType.id) == col(Occurrence.booking_type_id))
        .where(col(Occurrence.id).in_(ids))
    )
    return {occurrence.id: (occurrence, name) for occurrence, name in session.exec(query)}


def _named(block: Block, services: Services) -> Block:
    if not isinstance(block.cause, UUID) or block.cause not in services:
        return block
    occurrence, _ = services[block.cause]
    return block._replace(appointment=spans.Span(occurrence.start, occurrence.end))


def _verdict(
    table: Timetable, performer: Performer, start: datetime, said: list[slots.Refusal], services: Services
) -> Verdict:
    reasons = [Reason(Rule.STOCK, f'There is not enough {table.lacking}')] if table.lacking else []
    for refusal in said:
        if refusal.rule == Rule.HOURS:
            rule, sentence = _closed(table, performer, start)
        else:
            rule, sentence = refusal.rule, _sentence(table, performer, start, refusal, services)
        reasons.append(Reason(rule, sentence, rule not in slots.CUSTOMERS_ONLY))
    return Verdict(
        performer.id,
        performer.name,
        free=not reasons,
        free_for_staff=not any(reason.binds_staff for reason in reasons) and start + table.rules.duration > clock.now(),
        reasons=tuple(dict.fromkeys(reasons)),
    )


def _sentence(
    table: Timetable, performer: Performer, start: datetime, refusal: slots.Refusal, services: Services
) -> str:
    match refusal.rule, refusal.block:
        case Rule.NOTICE, _:
            return _too_soon(table, start)
        case Rule.WINDOW, _:
            return f'Customers can book at most {_count(table.rules.furthest_days, "day")} ahead'
        case Rule.GRID, _:
            return f'Customers are offered a start every {_length(table.rules.step)} from opening, and this is none of them'
        case Rule.LIMIT, _:
            return f'{table.kind.name} can be booked {_count(table.rules.daily_limit or 0, "time")} a day, and that day is full'
        case _, Block() as block:
            return _in_the_way(table, performer, block, services)
    raise AssertionError(refusal)


def _too_soon(table: Timetable, start: datetime) -> str:
    if start < clock.now():
        return 'This time is over'
    return f'Customers have to book at least {_length(table.rules.notice)} ahead'


def _in_the_way(table: Timetable, performer: Performer, block: Block, services: Services) -> str:
    if block.rule in away.RULES:
        return away.sentence(performer.name, block, table.zone)
    name, until = performer.name, away.until(block.span.end, table.zone)
    if block.rule == Rule.RESOURCE:
        endless = block.span == spans.EVER
        return f'There is not enough {block.cause} for one booking' if endless else f'{block.cause} is in use {until}'
    if not isinstance(block.cause, UUID):
        return f'The group of {name} is full'
    occurrence, service = services[block.cause]
    buffer = block.span.end - occurrence.end
    return f'{name} is busy {until} with {service}' + (f' plus a buffer of {_length(buffer)}' if buffer else '')


def _closed(table: Timetable, performer: Performer, start: datetime) -> tuple[Rule, str]:
    """Whose hours, and which of their words, leave a part of the appointment out."""
    hours, time = table.opening(performer), table.rules.time(start)
    first, last = _day(table, start), _day(table, time.end)
    person = opening.stretches(replace(hours, kind=None), zone=table.zone, first=first, last=last)
    day = _day(table, _first_outside(person, time))
    says, whose = hours.decides(day), performer.name
    if spans.covers(person, time) and hours.kind:
        kind = opening.stretches(opening.Opening(hours.kind), zone=table.zone, first=first, last=last)
        day, says, whose = _day(table, _first_outside(kind, time)), hours.kind, table.kind.name
    elif says is hours.business:
        whose = 'The business'
    if day in says.overrides:
        return _special(says, day, whose)
    return (
        Rule.HOURS,
        f'That is outside the opening hours ({whose[0].lower() + whose[1:] if whose == "The business" else whose})',
    )


def _special(says: opening.Hours, day: date, whose: str) -> tuple[Rule, str]:
    note = says.notes.get(day, opening.Note(''))
    word = 'has other hours' if says.overrides[day] else 'is closed' if whose == 'The business' else 'is not open'
    rule = Rule.HOLIDAY if note.holiday else Rule.OVERRIDE
    return rule, f'{whose} {word} on {day:%A} {day.day} {day:%B}' + (f' ({note.words})' if note.words else '')


def _first_outside(open_: list[spans.Span], time: spans.Span) -> datetime:
    point = time.start
    for span in open_:
        if span.start <= point < span.end:
            point = span.end
    return min(point, time.end)


def _day(table: Timetable, moment: datetime) -> date:
    return moment.astimezone(table.zone).date()


def _length(span: timedelta) -> str:
    """`10 minutes`, `2 hours`, `1 day`: the largest unit that fits evenly."""
    minutes = int(span / timedelta(minutes=1))
    for size, unit in ((1440, 'day'), (60, 'hour')):
        if minutes and minutes % size == 0:
            return _count(minutes // size, unit)
    return _count(minutes, 'minute')


def _count(number: int, unit: str) -> str:
    return f'{number} {unit}' if number == 1 else f'{number} {unit}s'
