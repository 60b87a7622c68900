"""What a calendar needs besides its bookings: the business's zone and open hours, and the people who are booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, Contact, Member, Schedule, Workspace
from domain import away, hours, opening, scope, spans
from domain.actor import Actor
from domain.booking_reads import IN_ORDER
from domain.timetable import CLOSED

DAY = 24 * 60
FIRSTS = 3
Ranges = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be booked."""

    id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Setting:
    """Zone, currency and the bookable people, in the order that the owner gave them."""

    timezone: str
    currency: str
    people: tuple[Person, ...]


def setting(session: Session, actor: Actor) -> Setting:
    """The frame of every calendar of the workspace."""
    actor.require('bookings')
    workspace = session.get_one(Workspace, actor.workspace)
    members = session.exec(
        select(Member)
        .where(col(Member.workspace_id) == actor.workspace, col(Member.removed_at).is_(None), col(Member.bookable))
        .order_by(col(Member.position), col(Member.full_name))
    ).all()
    people = tuple(Person(member.id, member.full_name) for member in members)
    return Setting(workspace.timezone, workspace.currency, people)


def open_minutes(session: Session, actor: Actor, *, first: date, last: date) -> dict[date, Ranges]:
    """The business's open ranges of each local day, in minutes from midnight, for drawing; what runs past midnight is cut there."""
    actor.require('bookings')
    found = hours.of_workspace(session, actor)
    overrides = {date.fromisoformat(each['date']): each['ranges'] for each in found['overrides']}
    days: dict[date, Ranges] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        weekly = [each for each in found['weekly'] or [] if each['weekday'] == day.weekday()]
        ranges = overrides.get(day, weekly)
        days[day] = sorted((_minute(each['start']), _end(each['start'], each['end'])) for each in ranges)
    return days


def people_minutes(session: Session, actor: Actor, *, first: date, last: date) -> dict[UUID, dict[date, Ranges]]:
    """The open ranges of each bookable member by local day, in minutes from midnight: their own hours, time off and the business's
    closures, as the rules of free times see them."""
    actor.require('bookings')
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    rows = session.exec(scope.rows(actor, Schedule).where(col(Schedule.booking_type_id).is_(None))).all()
    written = {row.member_id: hours.pure(row) for row in rows}
    people = setting(session, actor).people
    off = away.time_off(session, [person.id for person in people], spans.days(zone, first, last))
    found = {}
    for person in people:
        hers = opening.Opening(written.get(None) or CLOSED, written.get(person.id), None)
        open_for = opening.stretches(hers, zone=zone, first=first, last=last)
        there = spans.without(open_for, [block.span for block in off.get(person.id, [])])
        found[person.id] = _by_day(there, zone, first, last)
    return found


def _by_day(stretches: list[spans.Span], zone: ZoneInfo, first: date, last: date) -> dict[date, Ranges]:
    """Stretches cut at midnight, as the wall clock counts."""
    days: dict[date, Ranges] = {first + timedelta(days=number): [] for number in range((last - first).days + 1)}
    for stretch in stretches:
        start, end = stretch.start.astimezone(zone), stretch.end.astimezone(zone)
        for day, ranges in days.items():
            if start.date() <= day <= end.date():
                begins = start.hour * 60 + start.minute if start.date() == day else 0
                ends = end.hour * 60 + end.minute if end.date() == day else DAY
                if begins < ends:
                    ranges.append((begins, ends))
    return days


@dataclass(frozen=True, slots=True)
class MonthDay:
    """One day of a month: how many bookings begin on it, and the first few of them as (start, contact)."""

    count: int
    firsts: tuple[tuple[datetime, str], ...]


def month(
    session: Session,
    actor: Actor,
    *,
    first: date,
    last: date,
    member_id: UUID | None = None,
    booking_type_id: UUID | None = None,
    statuses: Sequence[BookingStatus] = (),
) -> dict[date, MonthDay]:
    """The local days from `first` to `last` on which something begins; cancelled bookings count only when asked for."""
    actor.require('bookings')
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    span = spans.days(zone, first, last)
    wanted = [
        col(Booking.status).in_(statuses) if statuses else col(Booking.status) != BookingStatus.CANCELLED,
        col(Booking.member_id) == member_id if member_id else None,
        col(Booking.booking_type_id) == booking_type_id if booking_type_id else None,
    ]
    query = (
        select(Booking.start, Contact.name)
        .join(Contact, col(Contact.id) == col(Booking.contact_id))
        .where(Booking.workspace_id == actor.workspace, Booking.start >= span.start, Booking.start < span.end)
        .where(*(each for each in wanted if each is not None))
        .order_by(*IN_ORDER)
    )
    days: dict[date, list[tuple[datetime, str]]] = {}
    for start, name in session.exec(query):
        days.setdefault(start.astimezone(zone).date(), []).append((start, name))
    return {day: MonthDay(len(each), tuple(each[:FIRSTS])) for day, each in days.items()}


def _minute(time: str) -> int:
    hour, minute = time.split(':')
    return int(hour) * 60 + int(minute)


def _end(start: str, end: str) -> int:
    return _minute(end) if _minute(end) > _minute(start) else DAY
