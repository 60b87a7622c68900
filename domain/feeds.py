"""Bookings in calendar programs: the secret address of a person or of the whole business, and what is read there."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, BookingType, CalendarFeed, Contact, LocationKind, Member, Workspace
from data.settings import settings
from domain import access, calendar_file, clock, events, links, scope, staff
from domain.actor import Actor
from domain.errors import Forbidden
from domain.links import BadLink

PAST = timedelta(days=60)
MOST = 5000


@dataclass(frozen=True, slots=True)
class Feed:
    """A secret address, and since when it is the one that works. Whoever knows it reads times, services and names."""

    url: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """A booking as calendar programs see it: when, what, with whom and where; no address, note or answer of the customer."""

    id: UUID
    sequence: int
    status: BookingStatus
    start: datetime
    end: datetime
    changed: datetime
    service: str
    customer: str
    person: str
    place: str


@dataclass(frozen=True, slots=True)
class Book:
    """All that a feed shows now; `version` is another one whenever something in it is."""

    name: str
    timezone: str
    whole: bool
    entries: tuple[Entry, ...]

    @property
    def version(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()[:32]


def one(session: Session, actor: Actor, *, member_id: UUID | None = None) -> Feed | None:
    """The address for a member, or for the whole business; None where there is none.

    The owner for everybody, staff with the bookings switch for themselves. NotFound.
    """
    row = _row(session, actor, member_id)
    return _view(row) if row else None


def renew(session: Session, actor: Actor, *, member_id: UUID | None = None) -> Feed:
    """A new address; one that was given away before opens nothing any more. Rights as for `one`. NotFound."""
    row = _row(session, actor, member_id, lock=True)
    if row is not None:
        session.delete(row)
        session.flush()
    row = CalendarFeed(workspace_id=actor.workspace, member_id=member_id, created_at=clock.now())
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.FEED_CHANGED, row, change='renewed')
    return _view(row)


def end(session: Session, actor: Actor, *, member_id: UUID | None = None) -> None:
    """No address from now on. Rights as for `one`. NotFound."""
    row = _row(session, actor, member_id, lock=True)
    if row is not None:
        session.delete(row)
        events.record(session, actor, events.Name.FEED_CHANGED, row, change='ended')


def book(session: Session, actor: Actor, *, token: str) -> Book:
    """What is shown at a secret address: bookings of the last 60 days and all that come, moved ones where they are now and cancelled ones
    as cancelled. BadLink for a wrong or former address, and for a person who left or may not see bookings."""
    del actor
    feed_id, nonce = links.opened(token, 'feed')
    feed = session.get(CalendarFeed, feed_id)
    if feed is None or feed.nonce != nonce:
        raise BadLink
    workspace = session.get_one(Workspace, feed.workspace_id)
    member = session.get_one(Member, feed.member_id) if feed.member_id else None
    if member and not _may_see(member):
        raise BadLink
    name = f'{workspace.name} · {member.full_name}' if member else workspace.name
    return Book(name, workspace.timezone, member is None, tuple(_entries(session, workspace, member)))


def written(book: Book) -> str:
    """The calendar file of a feed."""
    appointments = [_appointment(entry, book) for entry in book.entries]
    return calendar_file.written(*appointments, method='PUBLISH', now=clock.now(), name=book.name)


def _row(session: Session, actor: Actor, member_id: UUID | None, *, lock: bool = False) -> CalendarFeed | None:
    actor.require('bookings')
    if not actor.is_owner and (member_id is None or member_id != actor.member_id):
        raise Forbidden
    if member_id is not None:
        staff.member(session, actor, member_id, lock=lock)
    query = scope.rows(actor, CalendarFeed).where(CalendarFeed.member_id == member_id)
    return session.exec(query.with_for_update(key_share=True) if lock else query).first()


def _view(row: CalendarFeed) -> Feed:
    return Feed(links.feed_url(row), row.created_at)


def _may_see(member: Member) -> bool:
    """Somebody without an account has no switches of their own: the owner made the address."""
    if member.removed_at is not None:
        return False
    return member.user_id is None or member.role == 'owner' or 'bookings' in access.permissions(member)


def _entries(session: Session, workspace: Workspace, member: Member | None) -> list[Entry]:
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    names: Any = (col(BookingType.name), col(Contact.name), col(Member.full_name), _place(workspace))
    query = (
        select(Booking, *names)
        .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
        .join(Contact, col(Contact.id) == col(Booking.contact_id))
        .join(Member, col(Member.id) == col(Booking.member_id))
        .where(Booking.workspace_id == workspace.id, col(Booking.start) >= today - PAST)
        .order_by(col(Booking.start), col(Booking.id))
        .limit(MOST)
    )
    if member is not None:
        query = query.where(Booking.member_id == member.id)
    return [_entry(*row) for row in session.exec(query)]


def _place(workspace: Workspace) -> Any:
    """Where a booking takes place when nothing was written on it."""
    in_person = col(BookingType.location_kind) == LocationKind.IN_PERSON
    otherwise = sa.case((in_person, workspace.address), else_='')
    return sa.func.coalesce(
        sa.func.nullif(col(Booking.location), ''), sa.func.nullif(col(BookingType.location), ''), otherwise
    )


def _entry(row: Booking, service: str, customer: str, person: str, place: str) -> Entry:
    times = row.start, row.end, row.updated_at.replace(microsecond=0)
    return Entry(row.id, row.sequence, row.status, *times, service, customer, person, place)


def _appointment(entry: Entry, book: Book) -> calendar_file.Appointment:
    return calendar_file.Appointment(
        uid=f'{entry.id}@careops',
        sequence=entry.sequence,
        start=entry.start,
        end=entry.end,
        timezone=book.timezone,
        title=' · '.join([entry.service, entry.customer, *([entry.person] if book.whole else [])]),
        location=entry.place,
        url=f'{settings().base_url}/bookings/{entry.id}',
        tentative=entry.status == BookingStatus.PENDING,
        cancelled=entry.status == BookingStatus.CANCELLED,
        changed=entry.changed,
    )
