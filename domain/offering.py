"""What is open, taken and offered in a span of time: the timetable's people with everything that holds them, handed to the rules of `slots`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import Booking, BookingStatus, Hold, Occurrence
from domain import away, clock, combined, combining, opening, slots, spans
from domain.timetable import LONGEST_HOLD, Performer, Timetable

_HOLDS = sa.select(
    col(Hold.resource_id), col(Hold.start), col(Hold.end), col(Hold.units), col(Hold.occurrence_id)
).where(
    col(Hold.resource_id).in_(sa.bindparam('resources', expanding=True)),
    col(Hold.overbooked).is_(False),
    col(Hold.start) < sa.bindparam('end'),
    col(Hold.start) > sa.bindparam('ago'),
    col(Hold.end) > sa.bindparam('start'),
)


class Held(NamedTuple):
    """A part of a resource that is taken."""

    span: spans.Span
    units: int
    occurrence_id: UUID


def offers(
    session: Session,
    table: Timetable,
    *,
    within: spans.Span,
    now: datetime,
    moving: Booking | None = None,
    among: Sequence[slots.Person[UUID]] | None = None,
) -> list[slots.Offer[UUID]]:
    """What can be booked within the span; the time of a booking that is moving counts as free, with all that it is combined with.

    `among`: the span's `people`, where they are known already.
    """
    if table.also:
        lacking = table.lacking and moving is None
        parts = [] if lacking else in_order(session, table, within, moving=moving)
        return combining.offers(parts, zone=table.zone, within=within, now=now) if parts else []
    within = slots.bookable(table.rules, zone=table.zone, within=within, now=now)
    if within.start >= within.end or (table.lacking and moving is None):
        return []
    return slots.offers(
        table.rules,
        people(session, table, within, moving=moving) if among is None else among,
        zone=table.zone,
        within=within,
        now=now,
        booked=booked(session, table, within, moving=moving),
    )


def empty_offers(session: Session, table: Timetable, *, within: spans.Span, now: datetime) -> list[slots.Offer[UUID]]:
    """What could be booked within the span if nobody had booked anything (time off is none for all that)."""
    if table.also:
        parts = in_order(session, table, within, empty=True)
        return combining.offers(parts, zone=table.zone, within=within, now=now)
    within = slots.bookable(table.rules, zone=table.zone, within=within, now=now)
    if within.start >= within.end:
        return []
    return slots.offers(table.rules, _unbooked(session, table, within), zone=table.zone, within=within, now=now)


def in_order(
    session: Session, table: Timetable, within: spans.Span, *, moving: Booking | None = None, empty: bool = False
) -> list[combining.Part[UUID]]:
    """The services of one visit that starts within the span, each with its people; `empty`: as if nobody had booked anything."""
    found, later = [], timedelta()
    for one in table.parts:
        there = spans.Span(within.start + later, within.end + later)
        found.append(
            combining.Part(
                rules=one.rules,
                people=_unbooked(session, one, there) if empty else people(session, one, there, moving=moving),
                needs=frozenset(use.resource_id for use in one.uses if use.blocks),
                booked={} if empty else booked(session, one, there, moving=moving),
            )
        )
        later += one.rules.duration
    return found


def _unbooked(session: Session, table: Timetable, within: spans.Span) -> list[slots.Person[UUID]]:
    """Every performer with what is open, and time off."""
    off = away.time_off(
        session, [one.id for one in table.performers], spans.Span(within.start, within.end + table.rules.duration)
    )
    return [
        slots.Person(key=one.id, stretches=open_, blocks=off.get(one.id, [])) for one, open_ in _opened(table, within)
    ]


def stretches(table: Timetable, performer: Performer, within: spans.Span) -> list[spans.Span]:
    """When the performer is open for the type."""
    first, last = (moment.astimezone(table.zone).date() for moment in (within.start, within.end - timedelta.resolution))
    return opening.stretches(
        table.opening(performer), zone=table.zone, first=first, last=last, duration=table.rules.duration
    )


def people(
    session: Session, table: Timetable, within: spans.Span, *, moving: Booking | None = None
) -> list[slots.Person[UUID]]:
    """Every performer with what is open, taken and part-full within the span."""
    ignored = _own_occurrences(session, moving)
    groups = _groups(session, table, within, ignored)
    ends = [group.end for theirs in groups.values() for group in theirs.values()]
    until = max([within.end + table.rules.duration, *ends]) + table.rules.after
    around = spans.Span(within.start - table.rules.before, until)
    held = _held(session, table.resource_ids, around, ignored)
    short = _short(table, held)
    elsewhere = away.blocks(session, [one.id for one in table.performers], around, clock.now())
    return [
        slots.Person(
            key=one.id,
            stretches=open_,
            blocks=[*_bookings(held.get(one.resource_id, [])), *elsewhere.get(one.id, []), *short],
            sessions=groups.get(one.id, {}),
        )
        for one, open_ in _opened(table, within)
    ]


def _opened(table: Timetable, within: spans.Span) -> Iterator[tuple[Performer, list[spans.Span]]]:
    """Every performer with when they are open; who keeps to the business's hours shares what was computed once."""
    shared: list[spans.Span] | None = None
    for one in table.performers:
        if one.hours is not None:
            yield one, stretches(table, one, within)
        else:
            shared = stretches(table, one, within) if shared is None else shared
            yield one, shared


def _bookings(held: list[Held]) -> list[slots.Block]:
    return [slots.Block(one.span, slots.Rule.BOOKING, one.occurrence_id) for one in held]


def _short(table: Timetable, held: dict[UUID, list[Held]]) -> list[slots.Block]:
    """Where an item that the type needs, and may not do without, is all in use."""
    return [
        slots.Block(span, slots.Rule.RESOURCE, use.name)
        for use in table.uses
        if use.blocks
        for span in spans.blocked(
            ((one.span, one.units) for one in held.get(use.resource_id, [])), quantity=use.quantity, units=use.units
        )
    ]


def booked(session: Session, table: Timetable, within: spans.Span, *, moving: Booking | None = None) -> Counter[date]:
    """How many bookings of the type count against its daily limit, by local start day; not asked where there is no limit."""
    if table.rules.daily_limit is None:
        return Counter()
    whole_days = spans.days(
        table.zone, within.start.astimezone(table.zone).date(), within.end.astimezone(table.zone).date()
    )
    query = select(Booking.start).where(
        Booking.booking_type_id == table.kind.id,
        col(Booking.status) != BookingStatus.CANCELLED,
        col(Booking.start) >= whole_days.start,
        col(Booking.start) < whole_days.end,
    )
    if moving is not None:
        query = query.where(col(Booking.id).not_in([one.id for one in combined.together(session, moving)]))
    return Counter(start.astimezone(table.zone).date() for start in session.exec(query))


def _own_occurrences(session: Session, moving: Booking | None) -> list[UUID]:
    """The occurrences that end when this booking moves away; one with other people in it stays."""
    if moving is None:
        return []
    ids = [one.occurrence_id for one in combined.together(session, moving) if one.occurrence_id]
    return [one for one in ids if (occurrence := session.get(Occurrence, one)) and occurrence.taken == 1]


def _held(
    session: Session, resource_ids: list[UUID], around: spans.Span, ignored: Sequence[UUID]
) -> dict[UUID, list[Held]]:
    """What holds each resource around the span; knowing overbookings do not count."""
    asked = {'resources': resource_ids, 'start': around.start, 'end': around.end, 'ago': around.start - LONGEST_HOLD}
    held: dict[UUID, list[Held]] = {}
    for resource_id, start, end, units, occurrence_id in direct.execute(session, _HOLDS, asked):
        if occurrence_id not in ignored:
            held.setdefault(resource_id, []).append(Held(spans.Span(start, end), units, occurrence_id))
    return held


def _groups(
    session: Session, table: Timetable, within: spans.Span, ignored: Sequence[UUID]
) -> dict[UUID, dict[datetime, slots.Session]]:
    """The type's groups by performer and start; none for a type that is booked alone."""
    found: dict[UUID, dict[datetime, slots.Session]] = {}
    if table.rules.capacity == 1:
        return found
    fields = (
        'id',
        'member_id',
        'start',
        'end',
        'seats',
        'taken',
    )  # as they are now, whatever the session has read before
    query: Any = sa.select(*(col(getattr(Occurrence, name)) for name in fields)).where(
        col(Occurrence.booking_type_id) == table.kind.id,
        col(Occurrence.start) >= within.start,
        col(Occurrence.start) < within.end,
    )
    for one_id, member_id, start, end, seats, taken in session.execute(query):
        if one_id not in ignored:
            group = slots.Session(end, seats - taken)
            known = found.setdefault(member_id, {}).get(start)
            if known is None or known.left < group.left:
                found[member_id][start] = group
    return found
