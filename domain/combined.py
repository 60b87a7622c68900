"""What is booked together in one visit."""

from sqlmodel import Session, col, select

from data.models import Booking


def together(session: Session, booking: Booking) -> list[Booking]:
    """The booking with all that it is combined with in one visit, in order of time."""
    if booking.combination_id is None:
        return [booking]
    query = select(Booking).where(Booking.combination_id == booking.combination_id)
    return list(session.exec(query.order_by(col(Booking.start), col(Booking.id))))
