"""Who may touch a booking, and until when: the booking locked, alone or with all services of its visit."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col

from data.models import Booking, BookingStatus, Workspace
from domain import clock, scope
from domain.actor import Actor
from domain.bookings.refusals import TooLate
from domain.errors import Forbidden, NotFound
from domain.links import BadLink

OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


def alone(session: Session, actor: Actor, booking_id: UUID, link_nonce: UUID | None = None) -> Booking:
    """The booking, for one who may touch it: staff with the switch, or the customer who holds its present link."""
    _may_touch(actor, link_nonce)
    return _theirs(actor, scope.one(session, actor, Booking, booking_id, lock=True), link_nonce)


def whole(session: Session, actor: Actor, booking_id: UUID, link_nonce: UUID | None = None) -> list[Booking]:
    """The booking and all that is combined with it, in order of time, locked in the order of their ids."""
    _may_touch(actor, link_nonce)
    row = _theirs(actor, scope.one(session, actor, Booking, booking_id), link_nonce)
    if row.combination_id is None:
        return [alone(session, actor, booking_id, link_nonce)]
    query = scope.rows(actor, Booking).where(Booking.combination_id == row.combination_id).order_by(col(Booking.id))
    locked = session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    return sorted(locked, key=lambda one: one.start)


def named(found: Sequence[Booking], booking_id: UUID) -> Booking:
    """The one of them that was asked for."""
    for one in found:
        if one.id == booking_id:
            return one
    raise NotFound


def may_book(actor: Actor) -> None:
    """Customers, and staff with the switch."""
    if actor.kind != 'guest':
        actor.require('bookings')


def _may_touch(actor: Actor, link_nonce: UUID | None) -> None:
    may_book(actor)
    if actor.kind == 'guest' and link_nonce is None:
        raise Forbidden


def _theirs(actor: Actor, booking: Booking, link_nonce: UUID | None) -> Booking:
    if actor.kind == 'guest' and booking.link_nonce != link_nonce:
        raise BadLink
    return booking


def in_time(session: Session, actor: Actor, booking: Booking) -> None:
    """TooLate for a customer after the owner's notice."""
    if actor.kind == 'guest' and clock.now() > change_until(session, booking):
        raise TooLate


def change_until(session: Session, booking: Booking) -> datetime:
    """Until when the customer may move or cancel the booking by its link."""
    workspace = session.get_one(Workspace, booking.workspace_id)
    return booking.start - timedelta(minutes=workspace.change_notice_minutes)
