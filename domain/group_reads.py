"""Who comes to the same session of a group."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, Occurrence
from domain import booking_reads, scope
from domain.actor import Actor
from domain.booking_reads import Row


@dataclass(frozen=True, slots=True)
class Group:
    """A session with so many seats, and the bookings that have one."""

    seats: int
    bookings: tuple[Row, ...]


def of_booking(session: Session, actor: Actor, *, booking_id: UUID) -> Group | None:
    """The group that the booking has a seat in; None for one that stands alone. NotFound."""
    actor.require('bookings')
    booking = scope.one(session, actor, Booking, booking_id)
    occurrence = session.get(Occurrence, booking.occurrence_id) if booking.occurrence_id else None
    if occurrence is None or occurrence.seats == 1:
        return None
    return Group(occurrence.seats, booking_reads.of_occurrence(session, actor, occurrence_id=occurrence.id))
