"""Everything that decides about the times of one booking type, read in a fixed number of queries and handed to the rules of `slots`."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    BookingType,
    BookingTypeMember,
    Hold,
    Member,
    Occurrence,
    Resource,
    Schedule,
    Workspace,
)
from domain import away, clock, combining, hours, inventory, opening, scope, slots, spans
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.language import say

LONGEST_HOLD = timedelta(days=16)  # the longest duration with the longest buffers that a type may have
CLOSED = opening.Hours(((),) * 7)
STAFF_SEE_AHEAD = 730
MOST_PARTS = 5


@dataclass(frozen=True, slots=True)
class Performer:
    """A bookable member who does the type; `hours` None: the business's."""

    id: UUID
    name: str
    position: int
    public: bool
    user_id: UUID | None
    resource_id: UUID
    hours: opening.Hours | None


class Held(NamedTuple):
    """A part of a resource that is taken."""

    span: spans.Span
    units: int
    occurrence_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """A booking type with its rules, its people and their hours; `lacking`: what there is too little of for any booking at all.

    `also`: the timetables of the services that follow without a wait, where several are wanted in one visit.
    """

    kind: BookingType
    zone: ZoneInfo
    rules: slots.Rules
    business: opening.Hours
    kind_hours: opening.Hours | None
    performers: tuple[Performer, ...]
    uses: tuple[inventory.Use, ...]
    lacking: str
    also: tuple['Timetable', ...] = ()

    def only(self, performers: tuple[Performer, ...]) -> 'Timetable':
        """The same timetable with some of its people."""
        return replace(self, performers=performers)

    def lasting(self, length: timedelta | None) -> 'Timetable':
        """The same timetable for one booking that is longer or shorter than its type; the sessions of groups keep their length."""
        if length is None or self.rules.capacity > 1:
            return self
        return replace(self, rules=replace(self.rules, duration=length))

    def opening(self, performer: Performer) -> opening.Opening:
        """Whose hours make up those of the performer for the type."""
        return opening.Opening(self.business, performer.hours, self.kind_hours)

    @property
    def parts(self) -> tuple['Timetable', ...]:
        """The services in their order: this one, and those that follow."""
        return (self, *self.also)

    @property
    def length(self) -> timedelta:
        """How long the whole takes."""
        return sum((one.rules.duration for one in self.parts), timedelta())

    def asking_for(self, member_id: UUID) -> 'Timetable':
        """The same with one person, in every part that this one does; the other parts are done by others."""
        mine = tuple(one for one in self.performers if one.id == member_id)
        return replace(
            self, performers=mine or self.performers, also=tuple(one.asking_for(member_id) for one in self.also)
        )

    @property
    def why_nothing(self) -> str:
        """The sentence for a type that cannot be booked just now, whatever the time; '' for one that can."""
        return inventory.Short().message if self.lacking else ''

    @property
    def resource_ids(self) -> list[UUID]:
        own = [one.resource_id for one in self.performers] + [use.resource_id for use in self.uses]
        return list(dict.fromkeys([*own, *(resource for one in self.also for resource in one.resource_ids)]))


def load(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    member_id: UUID | None = None,
    retired: bool = False,
    as_customer: bool = False,
    also: Sequence[UUID] = (),
) -> Timetable:
    """The timetable of a type, of one performer where named. Notice and furthest day bind customers only, and who looks `as_customer`.

    `also` names the types that follow it in one visit; a named performer does those that are theirs. Invalid (also): more than five,
    one of them twice, a group. NotFound, for customers also where the type is switched off, unless a `retired` one will do (for a
    booking that moves).
    """
    if also:
        loaded = [
            load(session, actor, booking_type_id=one, retired=retired, as_customer=as_customer)
            for one in (booking_type_id, *also)
        ]
        return _combined(session, actor, loaded, member_id)
    kind = scope.one(session, actor, BookingType, booking_type_id)
    if actor.kind == 'guest' and not (kind.active or retired):
        raise NotFound
    schedules = _schedules(session, actor, kind)
    written = {(one.member_id, one.booking_type_id): hours.pure(one) for one in schedules}
    needs = inventory.needs(session, kind.id)
    return Timetable(
        kind=kind,
        zone=ZoneInfo(session.get_one(Workspace, actor.workspace).timezone),
        rules=_rules(kind, customer=as_customer or actor.kind == 'guest'),
        business=written.get((None, None)) or CLOSED,
        kind_hours=written.get((None, kind.id)),
        performers=tuple(
            Performer(
                member.id,
                member.full_name,
                member.position,
                member.public,
                member.user_id,
                resource_id,
                written.get((member.id, None)),
            )
            for member, resource_id in _members(session, actor, kind, member_id)
        ),
        uses=needs.reusable,
        lacking=_lacking(session, needs),
    )


def _combined(session: Session, actor: Actor, loaded: Sequence[Timetable], member_id: UUID | None) -> Timetable:
    """Several services as one timetable: the first, with the others behind it."""
    ids = [one.kind.id for one in loaded]
    if len(ids) > MOST_PARTS:
        raise Invalid({'also': say(actor.language, 'Please choose at most {count} services', count=MOST_PARTS)})
    if len(set(ids)) < len(ids):
        raise Invalid({'also': say(actor.language, 'Please choose each service once')})
    group = next((one.kind.name for one in loaded if one.rules.capacity > 1), '')
    if group:
        raise Invalid({'also': say(actor.language, '{service} is for groups and is booked by itself', service=group)})
    consumed = [use for one in ids for use in inventory.needs(session, one).consumables]
    lacking = [one.lacking for one in loaded if one.lacking] or inventory.short_consumables(session, consumed)
    whole = replace(loaded[0], also=tuple(loaded[1:]), lacking=next(iter(lacking), ''))
    if member_id is None:
        return whole
    theirs = any(one.id == member_id for one in whole.performers)
    return whole.asking_for(member_id) if theirs else whole.only(())


def _lacking(session: Session, needs: inventory.Needs) -> str:
    """The first blocking item of which there is too little for one more booking, whenever it takes place."""
    too_few = [use.name for use in needs.reusable if use.blocks and use.units > use.quantity]
    return next(iter([*too_few, *inventory.short_consumables(session, needs.consumables)]), '')


def _rules(kind: BookingType, *, customer: bool) -> slots.Rules:
    return slots.Rules(
        duration=timedelta(minutes=kind.duration_minutes),
        step=timedelta(minutes=kind.slot_step_minutes),
        before=timedelta(minutes=kind.buffer_before_minutes),
        after=timedelta(minutes=kind.buffer_after_minutes),
        notice=timedelta(minutes=kind.minimum_notice_minutes if customer else 0),
        furthest_days=kind.furthest_days if customer else STAFF_SEE_AHEAD,
        daily_limit=kind.daily_limit,
        capacity=kind.capacity,
    )


def _schedules(session: Session, actor: Actor, kind: BookingType) -> Sequence[Schedule]:
    ours = scope.rows(actor, Schedule).where(
        sa.or_(col(Schedule.booking_type_id).is_(None), col(Schedule.booking_type_id) == kind.id)
    )
    return session.exec(ours).all()


def _members(
    session: Session, actor: Actor, kind: BookingType, member_id: UUID | None
) -> Sequence[tuple[Member, UUID]]:
    """Who does the type: the named ones, or every bookable member where nobody is named."""
    named = select(BookingTypeMember.member_id).where(BookingTypeMember.booking_type_id == kind.id)
    query = (
        select(Member, Resource.id)
        .join(Resource, col(Resource.member_id) == col(Member.id))
        .where(Member.workspace_id == actor.workspace, Member.bookable, col(Member.removed_at).is_(None))
        .where(sa.or_(col(Member.id).in_(named), ~named.exists()))
        .order_by(col(Member.position), col(Member.created_at), col(Member.id))
    )
    if member_id is not None:
        query = query.where(Member.id == member_id)
    return session.exec(query).all()


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
        query = query.where(col(Booking.id).not_in([one.id for one in together(session, moving)]))
    return Counter(start.astimezone(table.zone).date() for start in session.exec(query))


def together(session: Session, booking: Booking) -> list[Booking]:
    """The booking with all that it is combined with in one visit, in order of time."""
    if booking.combination_id is None:
        return [booking]
    query = select(Booking).where(Booking.combination_id == booking.combination_id)
    return list(session.exec(query.order_by(col(Booking.start), col(Booking.id))))


def _own_occurrences(session: Session, moving: Booking | None) -> list[UUID]:
    """The occurrences that end when this booking moves away; one with other people in it stays."""
    if moving is None:
        return []
    ids = [one.occurrence_id for one in together(session, moving) if one.occurrence_id]
    return [one for one in ids if (occurrence := session.get(Occurrence, one)) and occurrence.taken == 1]


def _held(
    session: Session, resource_ids: list[UUID], around: spans.Span, ignored: Sequence[UUID]
) -> dict[UUID, list[Held]]:
    """What holds each resource around the span; knowing overbookings do not count."""
    columns: Any = (col(Hold.resource_id), col(Hold.start), col(Hold.end), col(Hold.units), col(Hold.occurrence_id))
    query: Any = sa.select(*columns).where(
        col(Hold.resource_id).in_(resource_ids),
        col(Hold.overbooked).is_(False),
        col(Hold.start) < around.end,
        col(Hold.start) > around.start - LONGEST_HOLD,
        col(Hold.end) > around.start,
    )
    if ignored:
        query = query.where(col(Hold.occurrence_id).not_in(ignored))
    held: dict[UUID, list[Held]] = {}
    for resource_id, start, end, units, occurrence_id in session.execute(query):
        held.setdefault(resource_id, []).append(Held(spans.Span(start, end), units, occurrence_id))
    return held


def _groups(
    session: Session, table: Timetable, within: spans.Span, ignored: Sequence[UUID]
) -> dict[UUID, dict[datetime, slots.Session]]:
    """The type's groups by performer and start; none for a type that is booked alone."""
    found: dict[UUID, dict[datetime, slots.Session]] = {}
    if table.rules.capacity == 1:
        return found
    query = select(Occurrence).where(
        Occurrence.booking_type_id == table.kind.id,
        col(Occurrence.start) >= within.start,
        col(Occurrence.start) < within.end,
    )
    for one in session.exec(query):
        if one.id not in ignored:
            group = slots.Session(one.end, one.seats - one.taken)
            known = found.setdefault(one.member_id, {}).get(one.start)
            if known is None or known.left < group.left:
                found[one.member_id][one.start] = group
    return found
