"""Days and times as the public pages show them: a strip of days in the visitor's zone, and the free times of one of them."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from data.models import Booking, User
from domain import availability, clock, offering, spans
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.public_views import Business, Day, Person, Service, Time, TimesPage, service_of
from domain.timetable import Performer, Timetable

MOST_DAYS = 31


def zone(actor: Actor, table: Timetable, timezone: str) -> ZoneInfo:
    """The visitor's zone; an unknown one counts as the business's."""
    try:
        return availability.zone_of(actor, timezone) or table.zone
    except Invalid:
        return table.zone


def people(session: Session, table: Timetable) -> tuple[Person, ...]:
    """Whom customers can ask for; nobody where there is no choice."""
    public = [one for one in table.performers if one.public]
    return persons(session, public) if len(table.performers) > 1 else ()


def persons(session: Session, performers: list[Performer]) -> tuple[Person, ...]:
    """Names and photos."""
    known = [one.user_id for one in performers if one.user_id]
    photos = dict(session.exec(select(User.id, User.photo_id).where(col(User.id).in_(known))).all())
    return tuple(Person(one.id, one.name, photos.get(one.user_id) if one.user_id else None) for one in performers)


def narrowed(table: Timetable, member_id: UUID | None) -> Timetable:
    """The timetable of one performer; NotFound for somebody who does not do the type."""
    if member_id is None:
        return table
    chosen = tuple(one for one in table.performers if one.id == member_id)
    if not chosen:
        raise NotFound
    return table.asking_for(member_id) if table.also else table.only(chosen)


def page(
    session: Session,
    actor: Actor,
    business: Business,
    table: Timetable,
    *,
    member_id: UUID | None,
    day: date | None,
    timezone: str,
    days: int,
    moving: Booking | None = None,
    more: tuple[Service, ...] = (),
) -> TimesPage:
    """The strip that holds `day` (default: the first day with a free time) and that day's times."""
    asked, here = narrowed(table, member_id), zone(actor, table, timezone)
    days = min(max(days, 1), MOST_DAYS)
    today = clock.now().astimezone(here).date()
    furthest = clock.now().astimezone(table.zone).date() + timedelta(days=table.rules.furthest_days)
    if day is None:
        day = availability.next_free_of(session, asked, here, after=today - spans.DAY, moving=moving) or today
    day = min(max(day, today), max(furthest, today))
    first = today + timedelta(days=(day - today).days // days * days)
    last = first + timedelta(days=days - 1)
    found = offering.offers(session, asked, within=spans.days(here, first, last), now=clock.now(), moving=moving)
    offered = [Time(one.start.astimezone(here), one.end.astimezone(here), one.remaining) for one in found]
    counts = Counter(one.start.date() for one in offered)
    times = tuple(one for one in offered if one.start.date() == day)
    return TimesPage(
        business=business,
        service=service_of(table.kind),
        also=tuple(service_of(one.kind) for one in table.also),
        more=more,
        people=people(session, table) if moving is None else (),
        person=persons(session, list(asked.performers))[0] if member_id else None,
        timezone=here.key,
        day=day,
        days=tuple(Day(one, counts[one]) for one in (first + timedelta(days=n) for n in range(days))),
        times=times,
        next_free=None if times else availability.next_free_of(session, asked, here, after=day, moving=moving),
        earlier=first - timedelta(days=days) if first > today else None,
        later=last + spans.DAY if last < furthest else None,
        lacking='' if moving else table.why_nothing,
    )
