"""From state to state: requested, confirmed, cancelled, completed, not come."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, BookingStatus, Workspace
from domain import clock, combined, holds, inventory, text
from domain.actor import Actor
from domain.bookings import record, touching
from domain.bookings.refusals import AlreadyOver, NotConfirmed, NotPending
from domain.events import Name


def confirm(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """Confirm a requested booking, with all services of its visit. NotPending."""
    whole = touching.whole(session, actor, booking_id)
    asked = [one for one in whole if one.status == BookingStatus.PENDING]
    if not asked:
        raise NotPending
    together = record.quietly(len(whole) > 1)
    for one in asked:
        one.status, one.confirmed_at = BookingStatus.CONFIRMED, clock.now()
        record.moved(session, actor, Name.BOOKING_CONFIRMED, one, **together)
    if together:
        combined.told(session, actor, Name.BOOKINGS_CONFIRMED, asked)
    return touching.named(whole, booking_id)


def cancel(
    session: Session,
    actor: Actor,
    *,
    booking_id: UUID,
    reason: str = '',
    link_nonce: UUID | None = None,
    quiet: bool = False,
) -> Booking:
    """Cancel what is still open of a booking's visit, in one notice, and free its time. A customer shows the link's nonce and is
    bound to the owner's notice.

    `quiet`: the customer is told by the caller, of several at once. AlreadyOver, TooLate.
    """
    whole = touching.whole(session, actor, booking_id, link_nonce)
    left = [one for one in whole if one.status in touching.OPEN]
    if not left:
        raise AlreadyOver
    touching.in_time(session, actor, whole[0])
    holds.lock(session, holds.of_bookings(session, left))
    by = 'customer' if actor.kind == 'guest' else 'staff'
    for one in left:
        _cancelled(session, actor, one, by=by, reason=text.line(reason)[:400], quiet=quiet or len(whole) > 1)
    if len(whole) > 1 and not quiet:
        combined.told(session, actor, Name.BOOKINGS_CANCELLED, left)
    return touching.named(whole, booking_id)


def expire(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """The house cancels a request that nobody confirmed in time; one that is not pending any more, or not due yet, stays as it is.

    What is requested for one visit ends together, when its first service does.
    """
    actor.require_owner()
    whole = touching.whole(session, actor, booking_id)
    first = whole[0]
    if first.status != BookingStatus.PENDING or clock.now() < expires_at(session, first):
        return touching.named(whole, booking_id)
    ended = [one for one in whole if one.status == BookingStatus.PENDING]
    holds.lock(session, holds.of_bookings(session, ended))
    for one in ended:
        _cancelled(session, actor, one, by='house', reason='Nobody confirmed it in time', quiet=len(whole) > 1)
    if len(whole) > 1:
        combined.told(session, actor, Name.BOOKINGS_CANCELLED, ended)
    return touching.named(whole, booking_id)


def expires_at(session: Session, booking: Booking) -> datetime:
    """When a request that nobody confirms ends: after the owner's hours, at the latest at its start."""
    workspace = session.get_one(Workspace, booking.workspace_id)
    return min(booking.created_at + timedelta(hours=workspace.request_expiry_hours), booking.start)


def complete(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """The customer was here. NotConfirmed."""
    booking = touching.alone(session, actor, booking_id)
    if booking.status != BookingStatus.CONFIRMED:
        raise NotConfirmed
    booking.status, booking.completed_at = BookingStatus.COMPLETED, clock.now()
    inventory.consume(session, actor, booking)
    return record.moved(session, actor, Name.BOOKING_COMPLETED, booking)


def no_show(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """The customer did not come. NotConfirmed."""
    booking = touching.alone(session, actor, booking_id)
    if booking.status != BookingStatus.CONFIRMED:
        raise NotConfirmed
    holds.lock(session, holds.of_bookings(session, [booking]))  # nobody joins the group while its room is given back
    booking.status, booking.completed_at = BookingStatus.NO_SHOW, clock.now()
    inventory.release(session, actor, booking)
    return record.moved(session, actor, Name.BOOKING_NO_SHOW, booking)


def _cancelled(session: Session, actor: Actor, booking: Booking, *, quiet: bool, **why: Any) -> None:
    """Give the time back; `why`: by whom, and the reason."""
    booking.status, booking.cancelled_at = BookingStatus.CANCELLED, clock.now()
    booking.cancelled_by, booking.cancel_reason = why['by'], why['reason']
    booking.sequence += 1
    inventory.release(session, actor, booking)
    holds.free(session, booking)
    record.moved(session, actor, Name.BOOKING_CANCELLED, booking, **why, **record.quietly(quiet))
