"""What belongs together, as the services of one visit or the bookings of a series: found, and told of in one message."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from data.models import Booking
from domain import events
from domain.actor import Actor
from domain.events import Name


def together(session: Session, booking: Booking) -> list[Booking]:
    """The booking with all that it is combined with in one visit, in order of time."""
    if booking.combination_id is None:
        return [booking]
    query = select(Booking).where(Booking.combination_id == booking.combination_id)
    return list(session.exec(query.order_by(col(Booking.start), col(Booking.id))))


def told(session: Session, actor: Actor, name: Name, changed: Sequence[Booking]) -> None:
    """One message about all of them."""
    ordered = sorted(changed, key=lambda one: one.start)
    events.record(session, actor, name, ordered[0], together=[str(one.id) for one in ordered])
