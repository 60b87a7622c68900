"""A contact in two places at once: never refused, always said, because a family may share one address.

Staff read it before they book. A customer reads it only in the message about the booking: the public page knows no more than what
somebody typed, and a warning there would tell any stranger who types an address when its owner is somewhere else.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from data import direct
from data.models import Booking, BookingStatus, BookingType, Contact, Workspace
from domain import scope
from domain.actor import Actor
from domain.timetable import LONGEST_HOLD

_OVERLAPPING = (
    sa.select(col(Booking.start), col(Booking.end), col(BookingType.name))
    .join(BookingType, col(BookingType.id) == col(Booking.booking_type_id))
    .where(
        col(Booking.workspace_id) == sa.bindparam('workspace'),
        col(Booking.contact_id) == sa.bindparam('contact'),
        col(Booking.status) != BookingStatus.CANCELLED,
        col(Booking.start) < sa.bindparam('end'),
        col(Booking.start) > sa.bindparam('ago'),
        col(Booking.end) > sa.bindparam('start'),
        col(Booking.id).is_distinct_from(sa.bindparam('but_for')),
    )
    .order_by(col(Booking.start))
)


def of_booking(session: Session, actor: Actor, *, booking_id: UUID) -> list[str]:
    """A sentence for each other booking that the booking's contact has at the same time. NotFound."""
    actor.require('bookings')
    booking = scope.one(session, actor, Booking, booking_id)
    return _sentences(session, actor, booking.contact_id, booking.start, booking.end, booking.id)


def of_contact(
    session: Session,
    actor: Actor,
    *,
    contact_id: UUID,
    start: datetime,
    end: datetime,
    moving: UUID | None = None,
) -> list[str]:
    """A sentence for each booking that the contact has within [`start`, `end`), but for the one that is `moving`. NotFound."""
    actor.require('bookings')
    scope.one(session, actor, Contact, contact_id)
    return _sentences(session, actor, contact_id, start, end, moving)


def beside(session: Session, booking: Booking) -> list[tuple[datetime, datetime, str]]:
    """Start, end and type of what the booking's contact has at the same time, for the message that only the contact gets."""
    house = Actor.system(booking.workspace_id)
    return list(_found(session, house, booking.contact_id, booking.start, booking.end, booking.id))


def _sentences(
    session: Session, actor: Actor, contact_id: UUID, start: datetime, end: datetime, but_for: UUID | None
) -> list[str]:
    zone = ZoneInfo(session.get_one(Workspace, actor.workspace).timezone)
    name = session.get_one(Contact, contact_id).name
    return [
        f'{name} is booked for this time already: {kind}, '
        f'{begins.astimezone(zone):%H:%M} to {ends.astimezone(zone):%H:%M}'
        for begins, ends, kind in _found(session, actor, contact_id, start, end, but_for)
    ]


def _found(
    session: Session, actor: Actor, contact_id: UUID, start: datetime, end: datetime, but_for: UUID | None
) -> Sequence[tuple[datetime, datetime, str]]:
    asked = {'workspace': actor.workspace, 'contact': contact_id, 'start': start, 'end': end}
    asked |= {'ago': start - LONGEST_HOLD, 'but_for': but_for}
    return [tuple(row) for row in direct.execute(session, _OVERLAPPING, asked)]
