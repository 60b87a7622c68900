"""Everything that decides about the times of one booking type: its rules, its people and their hours, read in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import BookingType, BookingTypeMember, Member, Resource, Schedule, Workspace
from domain import hours, inventory, opening, scope, slots
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.language import say

LONGEST_HOLD = timedelta(days=16)  # the longest duration with the longest buffers that a type may have
CLOSED = opening.Hours(((),) * 7)
STAFF_SEE_AHEAD = 730
MOST_PARTS = 5
_SCHEDULES = select(Schedule).where(
    col(Schedule.workspace_id) == sa.bindparam('workspace'),
    sa.or_(col(Schedule.booking_type_id).is_(None), col(Schedule.booking_type_id) == sa.bindparam('kind')),
)
_NAMED = sa.select(col(BookingTypeMember.member_id)).where(
    col(BookingTypeMember.booking_type_id) == sa.bindparam('kind')
)
_PERFORMERS: Any = (
    sa.select(
        col(Member.id),
        col(Member.full_name).label('name'),
        col(Member.position),
        col(Member.public),
        col(Member.user_id),
        col(Resource.id).label('resource_id'),
    )
    .join(Resource, col(Resource.member_id) == col(Member.id))
    .where(
        col(Member.workspace_id) == sa.bindparam('workspace'), col(Member.bookable), col(Member.removed_at).is_(None)
    )
    .where(sa.or_(col(Member.id).in_(_NAMED), ~_NAMED.exists()))
    .order_by(col(Member.position), col(Member.created_at), col(Member.id))
)


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
    needs: inventory.Needs
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

    def having(self, quantities: Mapping[UUID, int]) -> 'Timetable':
        """The same timetable with so many of each resource."""
        uses = tuple(replace(use, quantity=quantities[use.resource_id]) for use in self.uses)
        return replace(
            self, needs=replace(self.needs, reusable=uses), also=tuple(one.having(quantities) for one in self.also)
        )

    def opening(self, performer: Performer) -> opening.Opening:
        """Whose hours make up those of the performer for the type."""
        return opening.Opening(self.business, performer.hours, self.kind_hours)

    @property
    def uses(self) -> tuple[inventory.Use, ...]:
        """The reusable items that it occupies."""
        return self.needs.reusable

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
            Performer(**found._mapping, hours=written.get((found.id, None)))
            for found in _members(session, actor, kind, member_id)
        ),
        needs=needs,
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
    consumed = [use for one in loaded for use in one.needs.consumables]
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
    return session.exec(_SCHEDULES, params={'workspace': actor.workspace, 'kind': kind.id}).all()


def _members(session: Session, actor: Actor, kind: BookingType, member_id: UUID | None) -> list[Any]:
    """Who does the type: the named ones, or every bookable member where nobody is named."""
    asked = {'workspace': actor.workspace, 'kind': kind.id}
    found = direct.execute(session, _PERFORMERS, asked)
    return [one for one in found if member_id is None or one.id == member_id]
