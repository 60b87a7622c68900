"""Series: the same booking again and again at the same time of the clock, all of them saved or none."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col

from data.models import Booking, Series, Workspace
from domain import (
    availability,
    booking_given,
    booking_reads,
    bookings,
    clock,
    combined,
    inventory,
    placing,
    recurrence,
    scope,
)
from domain.actor import Actor
from domain.booking_given import Part
from domain.booking_reads import Row
from domain.errors import Conflict, Invalid, NotFound, Refusal
from domain.events import Name
from domain.placing import NotOffered, Taken
from domain.recurrence import Every
from domain.timetable import Timetable


class Clashes(Conflict):
    """Some of these times are not free. Please decide for each of them."""  # details: occurrences=[Planned, …]


class NothingLeft(Conflict):
    """Nothing is left to do: every occurrence is left out, over or cancelled."""


class Reach(StrEnum):
    """How far a change goes: one occurrence, it and those after it, or all; what is over is never touched."""

    THIS = 'this'
    FOLLOWING = 'following'
    ALL = 'all'


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What to do on a planned day whose time is not free: leave it out, take another start, or overbook with a reason."""

    day: date
    skip: bool = False
    start: datetime | None = None
    overbook_reason: str = ''


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """An occurrence before it is saved. `day` is the planned one, `start` where it would be now; `why` says what is in the way."""

    day: date
    start: datetime
    free: bool
    skipped: bool = False
    why: str = ''
    nearest: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A series with all its bookings, cancelled ones too, in order of time."""

    id: UUID
    every: Every
    occurrences: tuple[Row, ...]


Try = Callable[[Choice, datetime], Any]


def preview(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    every: Every,
    times: int | None = None,
    until: date | None = None,
    member_id: UUID | None = None,
    choices: Sequence[Choice] = (),
) -> tuple[Planned, ...]:
    """Every planned occurrence, free or with what is in the way; nothing is kept. Invalid (times, until), NotOffered, NotTheirs."""
    actor.require('bookings')
    zone = _zone(session, actor)
    plan = _plan(actor, zone, start, every, times, until)
    with _only_tried(session):
        table = placing.locked(session, actor, booking_type_id=booking_type_id, member_id=member_id)

        def place(choice: Choice, there: datetime) -> None:
            placing.take(session, actor, table, there, overbook_reason=choice.overbook_reason)

        return tuple(_tried(session, table, plan, choices, place))


def create(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    every: Every,
    times: int | None = None,
    until: date | None = None,
    member_id: UUID | None = None,
    contact_id: UUID | None = None,
    contact: dict[str, str | None] | None = None,
    notes: str = '',
    choices: Sequence[Choice] = (),
    submission_key: str | None = None,
) -> View:
    """Book every planned day for a contact, as chosen where it is not free. Clashes saves nothing and lists them all.

    The customer hears of all in one message. The same `submission_key` makes one series. Refusals of `preview` and `bookings.book`.
    """
    actor.require('bookings')
    again = booking_given.submitted(session, actor, submission_key)
    if again is not None and again.series_id is not None:
        return view(session, actor, series_id=again.series_id)
    plan = _plan(actor, _zone(session, actor), start, every, times, until)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    table = placing.locked(session, actor, booking_type_id=booking_type_id, member_id=member_id)
    row = Series(workspace_id=actor.workspace, every=every, first_day=plan[0][0], created_at=clock.now())
    session.add(row)
    session.flush()
    made: list[Booking] = []

    def place(choice: Choice, there: datetime) -> None:
        made.append(
            bookings.book(
                session,
                actor,
                booking_type_id=booking_type_id,
                start=there,
                contact_id=who.id,
                member_id=member_id,
                notes=notes,
                overbook_reason=choice.overbook_reason,
                submission_key=None if made else submission_key,
                part=Part(series_id=row.id, series_day=choice.day),
            )
        )

    _all_or_nothing(_tried(session, table, plan, choices, place))
    combined.told(session, actor, Name.BOOKINGS_CONFIRMED, made)
    return view(session, actor, series_id=row.id)


def view(session: Session, actor: Actor, *, series_id: UUID) -> View:
    """A series and its bookings. NotFound."""
    actor.require('bookings')
    row = scope.one(session, actor, Series, series_id)
    return View(
        id=row.id, every=Every(row.every), occurrences=booking_reads.of_series(session, actor, series_id=row.id)
    )


def preview_move(
    session: Session,
    actor: Actor,
    *,
    series_id: UUID,
    booking_id: UUID,
    reach: Reach,
    start: datetime,
    member_id: UUID | None = None,
    choices: Sequence[Choice] = (),
) -> tuple[Planned, ...]:
    """What `move` would meet; nothing is kept. Refusals of `move` but Clashes."""
    actor.require('bookings')
    with _only_tried(session):
        found, _ = _moved(session, actor, series_id, booking_id, reach, start, member_id, choices)
        return tuple(sorted(found, key=lambda one: one.day))


def move(
    session: Session,
    actor: Actor,
    *,
    series_id: UUID,
    booking_id: UUID,
    reach: Reach,
    start: datetime,
    member_id: UUID | None = None,
    choices: Sequence[Choice] = (),
) -> View:
    """Move one occurrence to `start`, and as many days and to the same time of day the others in reach; to a member, where named.

    Clashes moves nothing. An occurrence that is left out (`skip`) stays where it is. NothingLeft, NotFound, NotOffered, NotTheirs.
    """
    actor.require('bookings')
    found, changed = _moved(session, actor, series_id, booking_id, reach, start, member_id, choices)
    _all_or_nothing(found)
    combined.told(session, actor, Name.BOOKINGS_RESCHEDULED, changed)
    return view(session, actor, series_id=series_id)


def edit(
    session: Session,
    actor: Actor,
    *,
    series_id: UUID,
    booking_id: UUID,
    reach: Reach,
    notes: str | None = None,
    staff_notes: str | None = None,
    location: str | None = None,
) -> View:
    """Change what is written on the occurrences in reach; None leaves it. Invalid (notes, staff_notes, location), NothingLeft."""
    actor.require('bookings')
    for one in _reached(session, actor, series_id, booking_id, reach):
        bookings.edit(session, actor, booking_id=one.id, notes=notes, staff_notes=staff_notes, location=location)
    return view(session, actor, series_id=series_id)


def cancel(
    session: Session, actor: Actor, *, series_id: UUID, booking_id: UUID, reach: Reach, reason: str = ''
) -> View:
    """Cancel the occurrences in reach, with one notice to the customer. NothingLeft, NotFound."""
    actor.require('bookings')
    ended = [
        bookings.cancel(session, actor, booking_id=one.id, reason=reason, quiet=True)
        for one in _reached(session, actor, series_id, booking_id, reach)
    ]
    combined.told(session, actor, Name.BOOKINGS_CANCELLED, ended)
    return view(session, actor, series_id=series_id)


def _plan(
    actor: Actor, zone: ZoneInfo, start: datetime, every: Every, times: int | None, until: date | None
) -> list[tuple[date, datetime]]:
    """The planned days, each with its instant."""
    _within_reach(actor, start)
    local = start.astimezone(zone)
    if times is None and until is None:
        raise Invalid({'times': 'Please say how often, or until which day'})
    if times is not None and not 2 <= times <= recurrence.MOST:
        raise Invalid({'times': f'Please choose 2 to {recurrence.MOST} times'})
    days = recurrence.days(local.date(), every, times=times, until=until)
    if len(days) < 2:
        raise Invalid({'until': 'Please choose a later day: this is not a series yet'})
    if times is not None and until is None and len(days) < times:
        raise Invalid({'times': 'Please choose fewer: a series lasts two years at most'})
    wall = local.time()
    return [(day, start if day == local.date() else recurrence.moment(day, wall, zone)) for day in days]


def _within_reach(actor: Actor, start: datetime) -> None:
    """No calendar goes on from the year 9999. NotOffered."""
    if start.tzinfo is None or abs(start - clock.now()) > placing.FARTHEST:
        raise NotOffered(actor)


def _tried(
    session: Session,
    table: Timetable,
    plan: Sequence[tuple[date, datetime]],
    choices: Sequence[Choice],
    place: Try,
) -> Iterator[Planned]:
    """Place one occurrence after the other, each as chosen; what was refused leaves no trace and says why."""
    chosen = {one.day: one for one in choices}
    for day, planned in plan:
        choice = chosen.get(day) or Choice(day=day)
        there = choice.start or planned
        if choice.skip:
            yield Planned(day=day, start=there, free=True, skipped=True)
            continue
        before = list(session.info.get('recorded', []))
        try:
            with session.begin_nested():
                place(choice, there)
            yield Planned(day=day, start=there, free=True)
        except (Taken, NotOffered, inventory.Short) as refused:
            session.info['recorded'] = before
            yield Planned(
                day=day, start=there, free=False, why=_why(refused), nearest=_nearest(session, table, there, refused)
            )


def _why(refused: Refusal) -> str:
    if isinstance(refused, Taken):
        return 'This time is taken'
    return 'Outside the working hours' if isinstance(refused, NotOffered) else refused.message


def _nearest(session: Session, table: Timetable, there: datetime, refused: Refusal) -> tuple[datetime, ...]:
    if isinstance(refused, Taken):
        return tuple(refused.details['nearest'])
    if isinstance(refused, inventory.Short) or abs(there - clock.now()) > placing.FARTHEST:
        return ()
    return tuple(availability.nearest_of(session, table, there))


def _all_or_nothing(found: Iterator[Planned] | Sequence[Planned]) -> None:
    """Clashes with the whole list where one of them is not free; NothingLeft where all are left out."""
    whole = sorted(found, key=lambda one: one.day)
    if not all(one.free for one in whole):
        raise Clashes(occurrences=whole)
    if all(one.skipped for one in whole):
        raise NothingLeft


@contextmanager
def _only_tried(session: Session) -> Iterator[None]:
    """Everything that is done inside is undone, and nobody hears of it."""
    recorded, told = list(session.info.get('recorded', [])), dict(session.info.get('told', {}))
    was = session.begin_nested()
    try:
        yield
    finally:
        was.rollback()
        session.info['recorded'], session.info['told'] = recorded, told


def _moved(
    session: Session,
    actor: Actor,
    series_id: UUID,
    booking_id: UUID,
    reach: Reach,
    start: datetime,
    member_id: UUID | None,
    choices: Sequence[Choice],
) -> tuple[list[Planned], list[Booking]]:
    """Move what is in reach, those first whose new time lies farthest on: a series must not stand in its own way."""
    _within_reach(actor, start)
    reached = _reached(session, actor, series_id, booking_id, reach)
    zone, anchor = _zone(session, actor), next(one for one in reached if one.id == booking_id)
    days = start.astimezone(zone).date() - _day(anchor, zone)
    wall = start.astimezone(zone).time()
    found: list[Planned] = []
    changed: list[Booking] = []
    for one in sorted(reached, key=lambda each: each.start, reverse=start > anchor.start):
        there = start if one is anchor else recurrence.moment(_day(one, zone) + days, wall, zone)
        table = placing.locked(
            session, actor, booking_type_id=one.booking_type_id, member_id=member_id or one.member_id, moving=one
        )
        place = _mover(session, actor, one, member_id, days, changed)
        found += _tried(session, table, [(_day(one, zone), there)], choices, place)
    return found, sorted(changed, key=lambda one: one.start)


def _mover(
    session: Session, actor: Actor, one: Booking, member_id: UUID | None, days: timedelta, changed: list[Booking]
) -> Try:
    def place(choice: Choice, there: datetime) -> None:
        bookings.reschedule(
            session,
            actor,
            booking_id=one.id,
            start=there,
            member_id=member_id,
            overbook_reason=choice.overbook_reason,
            quiet=True,
        )
        one.series_day = choice.day + days
        session.add(one)
        changed.append(one)

    return place


def _day(booking: Booking, zone: ZoneInfo) -> date:
    return booking.series_day or booking.start.astimezone(zone).date()


def _reached(session: Session, actor: Actor, series_id: UUID, booking_id: UUID, reach: Reach) -> list[Booking]:
    """The open bookings in reach, locked in the order of their ids: of the others, only what is still to come."""
    scope.one(session, actor, Series, series_id)
    query = scope.rows(actor, Booking).where(Booking.series_id == series_id).order_by(col(Booking.id))
    whole = session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    anchor = next((one for one in whole if one.id == booking_id), None)
    if anchor is None:
        raise NotFound
    if anchor.status not in bookings.OPEN:
        raise NothingLeft
    zone, now = _zone(session, actor), clock.now()
    return [
        one
        for one in whole
        if one is anchor
        or (
            reach != Reach.THIS
            and one.status in bookings.OPEN
            and one.start > now
            and (reach == Reach.ALL or _day(one, zone) > _day(anchor, zone))
        )
    ]


def _zone(session: Session, actor: Actor) -> ZoneInfo:
    return ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
