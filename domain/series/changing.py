"""Other words for several bookings of a series, or their end."""

from uuid import UUID

from sqlmodel import Session

from domain import bookings, combined, holds
from domain.actor import Actor
from domain.events import Name
from domain.series.reaching import Reach, reached
from domain.series.viewing import View, view


def edit(
    session: Session,
    actor: Actor,
    *,
    series_id: UUID,
    booking_id: UUID,
    reach: Reach,
    notes: str | None = None,
    staff_notes: str | None = None,
    location: str | None = None,
) -> View:
    """Change what is written on the occurrences in reach; None leaves it. Invalid (notes, staff_notes, location), NothingLeft."""
    actor.require('bookings')
    for one in reached(session, actor, series_id, booking_id, reach):
        bookings.edit(session, actor, booking_id=one.id, notes=notes, staff_notes=staff_notes, location=location)
    return view(session, actor, series_id=series_id)


def cancel(
    session: Session, actor: Actor, *, series_id: UUID, booking_id: UUID, reach: Reach, reason: str = ''
) -> View:
    """Cancel the occurrences in reach, with one notice to the customer. NothingLeft, NotFound."""
    actor.require('bookings')
    rows = reached(session, actor, series_id, booking_id, reach)
    holds.lock(session, holds.of_bookings(session, rows))
    ended = [bookings.cancel(session, actor, booking_id=one.id, reason=reason, quiet=True) for one in rows]
    combined.told(session, actor, Name.BOOKINGS_CANCELLED, ended)
    return view(session, actor, series_id=series_id)
