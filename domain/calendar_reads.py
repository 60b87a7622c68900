"""What a calendar needs besides its bookings: the business's zone and open hours, and the people who are booked."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Member, Workspace
from domain import hours
from domain.actor import Actor

DAY = 24 * 60


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


def open_minutes(session: Session, actor: Actor, *, first: date, last: date) -> dict[date, list[tuple[int, int]]]:
    """The business's open ranges of each local day, in minutes from midnight, for drawing; what runs past midnight is cut there."""
    actor.require('bookings')
    found = hours.of_workspace(session, actor)
    overrides = {date.fromisoformat(each['date']): each['ranges'] for each in found['overrides']}
    days: dict[date, list[tuple[int, int]]] = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        weekly = [each for each in found['weekly'] or [] if each['weekday'] == day.weekday()]
        ranges = overrides.get(day, weekly)
        days[day] = sorted((_minute(each['start']), _end(each['start'], each['end'])) for each in ranges)
    return days


def _minute(time: str) -> int:
    hour, minute = time.split(':')
    return int(hour) * 60 + int(minute)


def _end(start: str, end: str) -> int:
    return _minute(end) if _minute(end) > _minute(start) else DAY
