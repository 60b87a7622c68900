"""Time off: when a member is away, for part of a day or many days. Bookings that exist stay, and are counted for whoever enters it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, Resource, TimeOff, Workspace
from domain import booking_spans, clock, events, holds, scope, staff, text
from domain.actor import Actor
from domain.errors import Forbidden, Invalid, NotFound

Edge = datetime | date


class NotYours(Forbidden):
    """Only the owner enters time off for other people."""


@dataclass(frozen=True, slots=True)
class View:
    """Time off, half-open, with the number of bookings that lie in it and stay."""

    id: UUID
    member_id: UUID
    start: datetime
    end: datetime
    reason: str
    bookings: int


def listing(session: Session, actor: Actor, *, member_id: UUID, past: bool = False) -> list[View]:
    """A member's time off that is not over (`past`: all of it), earliest first. Staff with the bookings switch. NotFound."""
    actor.require('bookings')
    staff.member(session, actor, member_id)
    query = scope.rows(actor, TimeOff).where(TimeOff.member_id == member_id)
    if not past:
        query = query.where(TimeOff.end > clock.now())
    return _views(session, list(session.exec(query.order_by(col(TimeOff.start)))))


def add(session: Session, actor: Actor, *, member_id: UUID, start: Edge, end: Edge, reason: str = '') -> View:
    """Enter time off from `start` to `end`; a day counts whole, the last one included, where the business is.

    The owner for everybody, staff with the bookings switch for themselves. NotFound, Invalid (start, end, reason).
    """
    _may(actor, member_id)
    staff.member(session, actor, member_id, lock=True)
    time = scope.rows(actor, Resource).where(Resource.member_id == member_id)
    holds.lock(session, [one.id for one in session.exec(time)])  # who books now is counted, or meets the time off
    begins, ends = _span(session, actor, start, end)
    if len(reason) > 200:
        raise Invalid({'reason': 'Please keep it to 200 characters'})
    row = TimeOff(workspace_id=actor.workspace, member_id=member_id, start=begins, end=ends, reason=text.line(reason))
    session.add(row)
    session.flush()
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)
    return _views(session, [row])[0]


def remove(session: Session, actor: Actor, *, member_id: UUID, time_off_id: UUID) -> None:
    """Take time off back. Rights as for `add`. NotFound."""
    _may(actor, member_id)
    staff.member(session, actor, member_id)
    row = scope.one(session, actor, TimeOff, time_off_id, lock=True)
    if row.member_id != member_id:
        raise NotFound
    session.delete(row)
    events.record(session, actor, events.Name.AVAILABILITY_CHANGED, row)


def _may(actor: Actor, member_id: UUID) -> None:
    actor.require('bookings')
    if not actor.is_owner and actor.member_id != member_id:
        raise NotYours


def _span(session: Session, actor: Actor, start: Edge, end: Edge) -> tuple[datetime, datetime]:
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    for name, edge in (('start', start), ('end', end)):
        if abs(edge.year - clock.now().year) > 10:
            raise Invalid({name: 'Please choose a day within ten years'})
    begins, ends = booking_spans.span(zone, clock.now(), start, end, None)
    assert begins
    assert ends
    if begins >= ends:
        raise Invalid({'end': 'The end has to be after the beginning'})
    if (ends - begins).days > 800:
        raise Invalid({'end': 'Time off lasts at most two years'})
    return begins, ends


def _views(session: Session, rows: list[TimeOff]) -> list[View]:
    """With the bookings in each, in one more query."""
    inside = (
        select(TimeOff.id, sa.func.count())
        .join(Booking, col(Booking.member_id) == col(TimeOff.member_id))
        .where(
            col(TimeOff.id).in_([row.id for row in rows]),
            col(Booking.status).in_((BookingStatus.PENDING, BookingStatus.CONFIRMED)),
            col(Booking.start) < col(TimeOff.end),
            col(Booking.end) > col(TimeOff.start),
        )
        .group_by(col(TimeOff.id))
    )
    counts = dict(iter(session.exec(inside)))
    return [View(row.id, row.member_id, row.start, row.end, row.reason, counts.get(row.id, 0)) for row in rows]
