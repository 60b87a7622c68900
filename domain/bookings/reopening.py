"""Undo: what was completed, not come or cancelled is confirmed again."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, BookingStatus
from domain import clock, combined, holds, inventory, placing
from domain.actor import Actor
from domain.bookings import as_booked, moving, record, touching
from domain.bookings.refusals import StillOpen
from domain.events import Name


def reopen(session: Session, actor: Actor, *, booking_id: UUID, overbook_reason: str = '') -> Booking:
    """Back to confirmed: undoes completed and no-show, and takes a cancelled booking's time again, if it is still free (Taken).

    A cancelled visit takes the time of all its services again, with the same people.
    """
    whole = touching.whole(session, actor, booking_id)
    booking = touching.named(whole, booking_id)
    if booking.status in touching.OPEN:
        raise StillOpen
    if booking.status != BookingStatus.CANCELLED:
        return _undone(session, actor, booking)
    if len(whole) > 1 and all(one.status == BookingStatus.CANCELLED for one in whole):
        _visit_revived(session, actor, whole, overbook_reason)
        return booking
    return _revived(session, actor, booking, overbook_reason)


def _undone(session: Session, actor: Actor, booking: Booking) -> Booking:
    rooms = [use.resource_id for use in inventory.needs(session, booking.booking_type_id).reusable]
    holds.lock(session, [*holds.of_bookings(session, [booking]), *rooms])
    booking.status, booking.completed_at = BookingStatus.CONFIRMED, None
    inventory.reserve(session, actor, booking)
    return record.moved(session, actor, Name.BOOKING_REOPENED, booking)


def _revived(session: Session, actor: Actor, booking: Booking, reason: str) -> Booking:
    placing.move(session, actor, booking, booking.start, booking.member_id, reason, had_it_before=True)
    _confirmed_again(booking)
    booking.sequence += 1
    knowingly = record.knowingly(actor, reason)
    return record.moved(session, actor, Name.BOOKING_CONFIRMED, booking, reopened=True, **knowingly)


def _visit_revived(session: Session, actor: Actor, whole: Sequence[Booking], reason: str) -> None:
    table, start = as_booked.locked(session, actor, whole, None), whole[0].start
    given: dict[str, Any] = {'overbook_reason': reason, 'moving': whole, 'had_it_before': True}
    for one, occurrence in zip(whole, placing.take_all(session, actor, table, start, **given), strict=True):
        _confirmed_again(one)
        moving.relocate(session, actor, one, occurrence, Name.BOOKING_CONFIRMED, reason, reopened=True)
    combined.told(session, actor, Name.BOOKINGS_CONFIRMED, whole)


def _confirmed_again(booking: Booking) -> None:
    booking.status, booking.confirmed_at = BookingStatus.CONFIRMED, clock.now()
    booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = None, '', ''
