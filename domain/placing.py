"""Finding a place in the calendar: who could take a start, in which order they are asked, and what is said when nobody can."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache, partial
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from data import direct
from data.models import Booking, BookingStatus, BookingType, Occurrence
from domain import (
    availability,
    away,
    clock,
    combined,
    combining,
    holds,
    inventory,
    offering,
    slots,
    spans,
    timetable,
)
from domain.actor import Actor
from domain.errors import Conflict, Invalid
from domain.language import say
from domain.timetable import Performer, Timetable

_THAT_DAY = sa.select(col(Booking.member_id)).where(
    col(Booking.member_id).in_(sa.bindparam('members', expanding=True)),
    col(Booking.status) != BookingStatus.CANCELLED,
    col(Booking.start) >= sa.bindparam('start'),
    col(Booking.start) < sa.bindparam('end'),
)
FARTHEST = timedelta(days=4000)
LONGEST = timedelta(days=14)


class Taken(Conflict):
    """That time has just been taken. Here are the nearest free times."""  # details: nearest=[datetime, …]


class NotOffered(Invalid):
    """That time is not offered."""  # at the field `start`

    def __init__(self, actor: Actor) -> None:
        super().__init__({'start': say(actor.language, 'That time is not offered.')})


class NotTheirs(Invalid):
    """This person does not do this."""  # at the field `member_id`

    def __init__(self, actor: Actor) -> None:
        super().__init__({'member_id': say(actor.language, 'This person does not do this.')})


class BadLength(Invalid):
    """A booking ends after its start, on a full minute, within 14 days."""  # at the field `end`

    def __init__(self, actor: Actor) -> None:
        super().__init__(
            {'end': say(actor.language, 'A booking ends after its start, on a full minute, within 14 days.')}
        )


class GroupLength(Conflict):
    """The sessions of a group all take as long as their type."""


def locked(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    member_id: UUID | None,
    moving: Sequence[Booking] = (),
    also: Sequence[UUID] = (),
    wait: bool = True,
) -> Timetable:
    """The timetable, with all that it shares locked: nothing that is read after this can be taken by others before the commit.

    What the `moving` bookings hold is locked along with it. Who has locked something already does not `wait` (holds.Busy).
    """
    _still(session, actor, {booking_type_id, *also}, wait=wait)
    table = timetable.load(
        session, actor, booking_type_id=booking_type_id, member_id=member_id, retired=bool(moving), also=also
    )
    if member_id is not None and not table.performers:
        raise NotTheirs(actor)
    own = holds.of_bookings(session, moving)
    return table.having(holds.lock(session, [*table.resource_ids, *own], wait=wait))


def _still(session: Session, actor: Actor, kind_ids: Collection[UUID], *, wait: bool) -> None:
    """Nobody changes these types until the commit, and one with a daily limit is booked by one after the other."""
    asked = {'workspace': actor.workspace, 'kinds': list(kind_ids)}
    queries = (_types(limited=limited, wait=wait) for limited in (False, True))
    found = [kind.id for query in queries for kind in session.exec(query, params=asked)]
    if len(found) < len(kind_ids) and not wait:
        raise holds.Busy


@cache
def _types(*, limited: bool, wait: bool) -> SelectOfScalar[BookingType]:
    """Booking types, locked for this command alone where they are `limited`, and shared with other bookings where not."""
    limit = col(BookingType.daily_limit)
    query = select(BookingType).where(
        col(BookingType.workspace_id) == sa.bindparam('workspace'),
        col(BookingType.id).in_(sa.bindparam('kinds', expanding=True)),
        limit.is_not(None) if limited else limit.is_(None),
    )
    locked = query.order_by(col(BookingType.id)).with_for_update(
        read=not limited, key_share=limited, skip_locked=not wait
    )
    return locked.execution_options(populate_existing=True)


def take(
    session: Session,
    actor: Actor,
    table: Timetable,
    start: datetime,
    *,
    overbook_reason: str = '',
    moving: Booking | None = None,
    had_it_before: bool = False,
) -> Occurrence:
    """A seat at this start with the fairest free performer: the group that has begun to fill, then who has fewest bookings that day.

    A `moving` booking gives its own seat back first; for one that `had_it_before` only other bookings can be in the way, not the hours.
    Taken (details: nearest), NotOffered, inventory.Short where no time at all would do.
    """
    _sensible(actor, start)
    free = _all(table) if had_it_before else _free(session, actor, table, start, moving)
    reason = overbook_reason.strip() if actor.kind != 'guest' else ''
    asked = _fairest(session, table, start, free)
    knowingly = not asked and bool(reason)
    if knowingly:
        asked = _fairest(session, table, start, _all(table))
    granted = partial(_granted, session, table, start, asked, reason=reason, knowingly=knowingly)
    if occurrence := granted() if moving is None else _instead(session, moving, granted):
        return occurrence
    if not (had_it_before or _would_be_offered(session, actor, table, start)):
        raise NotOffered(actor)
    if table.lacking and moving is None:
        raise inventory.Short(item=table.lacking)
    who_is = '' if had_it_before else _away(session, actor, table, start)
    raise Taken(who_is, nearest=availability.nearest_of(session, table, start, moving=moving))


def _granted(
    session: Session, table: Timetable, start: datetime, asked: Sequence[Performer], *, reason: str, knowingly: bool
) -> Occurrence | None:
    """The first place of these that the guard grants."""
    tries = (holds.take(session, table, one, start, reason=reason, knowingly=knowingly) for one in asked)
    return next((occurrence for occurrence in tries if occurrence is not None), None)


def _instead(session: Session, moving: Booking, granted: Callable[[], Occurrence | None]) -> Occurrence | None:
    """A place for the one that the booking gives back, which it keeps where none is granted."""
    was = session.begin_nested()
    holds.free(session, moving)
    occurrence = granted()
    if occurrence is None:
        was.rollback()
    else:
        was.commit()
    return occurrence


def _away(session: Session, actor: Actor, table: Timetable, start: datetime) -> str:
    """For staff, where nobody can because of time off or a calendar elsewhere: who is away, and until when."""
    if actor.kind == 'guest':
        return ''
    people = offering.people(session, table, spans.Span(start, start + timedelta.resolution))
    said = []
    for performer, person in zip(table.performers, people, strict=True):
        block = next((one for one in person.blocks if _is_away(one, table, start)), None)
        if block is None:
            return ''
        said.append(away.sentence(performer.name, block, table.zone))
    return ' '.join(f'{one}.' for one in said)


def _is_away(block: slots.Block, table: Timetable, start: datetime) -> bool:
    barred = slots.barred(table.rules, block)
    return block.rule in away.RULES and barred.start <= start < barred.end


def take_all(
    session: Session,
    actor: Actor,
    table: Timetable,
    start: datetime,
    *,
    overbook_reason: str = '',
    moving: Sequence[Booking] = (),
    had_it_before: bool = False,
) -> list[Occurrence]:
    """A place for every service of one visit, one after the other from this start, all of them or none: `take` for several.

    One person does them all where possible. `had_it_before`: with the people of before, and only other bookings can be in the way.
    """
    _sensible(actor, start)
    reason = overbook_reason.strip() if actor.kind != 'guest' else ''
    first = moving[0] if moving else None
    chain = tuple(one.member_id for one in moving) if had_it_before else _chain(session, actor, table, start, first)
    knowingly = chain is None and bool(reason)
    if knowingly:
        chain = _any_chain(table)
    was = session.begin_nested()
    for one in moving:
        holds.free(session, one)
    taken = _occupied(session, table, chain or (), start, reason, knowingly)
    if taken:
        was.commit()
        return taken
    was.rollback()
    if not (had_it_before or _would_be_offered(session, actor, table, start)):
        raise NotOffered(actor)
    if table.lacking and not moving:
        raise inventory.Short(item=table.lacking)
    raise Taken(nearest=availability.nearest_of(session, table, start, moving=first))


def _chain(
    session: Session, actor: Actor, table: Timetable, start: datetime, moving: Booking | None
) -> tuple[UUID, ...] | None:
    """Who does each service from this start, the fairest first; notice, window and grid bind customers only."""
    fair = [one.only(tuple(_fairest(session, one, start, _all(one)))) for one in table.parts]
    table = replace(fair[0], also=tuple(fair[1:]))
    within = spans.Span(start, start + timedelta.resolution)
    if actor.kind == 'guest' and not offering.offers(session, table, within=within, now=clock.now(), moving=moving):
        return None
    if start + table.length <= clock.now() or (table.lacking and moving is None):
        return None
    parts = offering.in_order(session, table, within, moving=moving)
    return combining.Search(parts, table.zone).chain(start)


def _any_chain(table: Timetable) -> tuple[UUID, ...]:
    """Somebody for each service, whether free or not: the same as before where that one does it."""
    chain: list[UUID] = []
    for one in table.parts:
        people = [performer.id for performer in one.performers]
        chain += chain[-1:] if chain and chain[-1] in people else people[:1]
    return tuple(chain)


def _occupied(
    session: Session, table: Timetable, chain: tuple[UUID, ...], start: datetime, reason: str, knowingly: bool
) -> list[Occurrence]:
    """Every place of the chain, or none of them."""
    parts = table.parts
    if len(chain) < len(parts):
        return []
    taken: list[Occurrence] = []
    times = combining.starts_of([one.rules.duration for one in parts], start)
    rules = combining.joined([one.rules for one in parts], chain)
    for one, rule, there, who in zip(parts, rules, times, chain, strict=True):
        for performer in (each for each in one.performers if each.id == who):
            place = replace(one, rules=rule)
            occurrence = holds.take(session, place, performer, there, reason=reason, knowingly=knowingly)
            taken += [occurrence] if occurrence else []
    return taken if len(taken) == len(parts) else []


def move(
    session: Session,
    actor: Actor,
    booking: Booking,
    start: datetime,
    member_id: UUID | None,
    overbook_reason: str,
    *,
    length: timedelta | None = None,
    had_it_before: bool = False,
) -> None:
    """Give the booking a place at the start, and its old one back; what it needs from stock comes along.

    It stays as long as it was, unless a `length` is given. Refusals of `take`, NotTheirs, GroupLength.
    """
    table = locked(
        session,
        actor,
        booking_type_id=booking.booking_type_id,
        member_id=member_id,
        moving=combined.together(session, booking),
    ).lasting(length or booking.end - booking.start)
    if length not in (None, table.rules.duration):
        raise GroupLength
    occurrence = take(
        session,
        actor,
        table,
        start,
        overbook_reason=overbook_reason,
        moving=booking,
        had_it_before=had_it_before,
    )
    booking.occurrence_id, booking.member_id = occurrence.id, occurrence.member_id
    booking.start, booking.end = occurrence.start, occurrence.end
    session.add(booking)
    session.flush()
    inventory.reserve(session, actor, booking)


def length_of(actor: Actor, start: datetime, end: datetime) -> timedelta:
    """How long a booking from `start` to `end` takes. BadLength."""
    length = end - start if end.tzinfo and start.tzinfo else timedelta()
    if not timedelta() < length <= LONGEST or length % timedelta(minutes=1):
        raise BadLength(actor)
    return length


def same_member(session: Session, actor: Actor, booking: Booking) -> UUID | None:
    """The booking's own member; for a customer anyone (None), where that one does not do this any more."""
    if actor.kind != 'guest':
        return booking.member_id
    table = timetable.load(session, actor, booking_type_id=booking.booking_type_id, retired=True)
    return booking.member_id if any(one.id == booking.member_id for one in table.performers) else None


def _sensible(actor: Actor, start: datetime) -> None:
    if start.tzinfo is None or start.microsecond or abs(start - clock.now()) > FARTHEST:
        raise NotOffered(actor)


def _all(table: Timetable) -> dict[UUID, bool]:
    return dict.fromkeys((one.id for one in table.performers), False)


def _free(
    session: Session, actor: Actor, table: Timetable, start: datetime, moving: Booking | None
) -> dict[UUID, bool]:
    """Who is free at this start, and whether a group of theirs begins then."""
    within = spans.Span(start, start + timedelta.resolution)
    if actor.kind == 'guest':
        everyone = offering.people(session, table, within, moving=moving)
        found = offering.offers(session, table, within=within, now=clock.now(), moving=moving, among=everyone)
        free = set(found[0].people) if found else set()
        people = [one for one in everyone if one.key in free]
    else:
        people = _staff_may(session, table, start, moving)
    return {one.key: start in one.sessions for one in people}


def _staff_may(session: Session, table: Timetable, start: datetime, moving: Booking | None) -> list[slots.Person[UUID]]:
    """Whom staff may book then: notice, window and grid bind customers only, and the time may have begun but not be over."""
    now, within = clock.now(), spans.Span(start, start + timedelta.resolution)
    if start + table.rules.duration <= now:
        return []
    booked = offering.booked(session, table, within, moving=moving)

    def free(person: slots.Person[UUID]) -> bool:
        said = slots.refusals(table.rules, person, start, zone=table.zone, now=now, booked=booked)
        return all(refusal.rule in slots.CUSTOMERS_ONLY for refusal in said)

    return [one for one in offering.people(session, table, within, moving=moving) if free(one)]


def _fairest(session: Session, table: Timetable, start: datetime, free: dict[UUID, bool]) -> list[Performer]:
    """Groups that have begun to fill come first, then who has fewest bookings that local day, then the owner's order."""
    performers = [one for one in table.performers if one.id in free]
    if len(performers) < 2:
        return performers
    day = start.astimezone(table.zone).date()
    whole = spans.days(table.zone, day, day)
    asked = {'members': list(free), 'start': whole.start, 'end': whole.end}
    counts = Counter(direct.execute(session, _THAT_DAY, asked).scalars())
    return sorted(performers, key=lambda one: (not free[one.id], counts[one.id], one.position))


def _would_be_offered(session: Session, actor: Actor, table: Timetable, start: datetime) -> bool:
    """Whether only other bookings are in the way."""
    if actor.kind == 'guest':
        within = spans.Span(start, start + timedelta.resolution)
        return bool(offering.empty_offers(session, table, within=within, now=clock.now()))
    if start + table.length <= clock.now():
        return False
    times = combining.starts_of([one.rules.duration for one in table.parts], start)
    return all(_open(one, there) for one, there in zip(table.parts, times, strict=True))


def _open(table: Timetable, start: datetime) -> bool:
    within = spans.Span(start, start + timedelta.resolution)
    time = table.rules.time(start)
    return any(spans.covers(offering.stretches(table, one, within), time) for one in table.performers)
