"""What is written on a booking."""

from uuid import UUID

from sqlmodel import Session

from data.models import Booking
from domain import booking_given
from domain.actor import Actor
from domain.bookings import record, touching
from domain.events import Name


def edit(
    session: Session,
    actor: Actor,
    *,
    booking_id: UUID,
    notes: str | None = None,
    staff_notes: str | None = None,
    location: str | None = None,
) -> Booking:
    """Change what is written on a booking; None leaves it as it is. Invalid (notes, staff_notes, location)."""
    booking = touching.alone(session, actor, booking_id)
    given = {'notes': notes, 'staff_notes': staff_notes, 'location': location}
    written = booking_given.written(actor, **{name: words for name, words in given.items() if words is not None})
    for name, words in written.items():
        setattr(booking, name, words)
    booking.sequence += location is not None
    return record.moved(session, actor, Name.BOOKING_CHANGED, booking, fields=sorted(written))
