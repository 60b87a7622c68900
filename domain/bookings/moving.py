"""Moving a booking to another time or person, with all services of its visit in their order."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, Occurrence
from domain import combined, inventory, placing
from domain.actor import Actor
from domain.bookings import as_booked, record, touching
from domain.bookings.refusals import AlreadyOver
from domain.errors import Conflict
from domain.events import Name


class KeepsLength(Conflict):
    """The services of one visit follow one another and keep their lengths."""


class Wish(NamedTuple):
    """Where a booking is to go: without an `end` as long as it is, without a member to the same one."""

    start: datetime
    end: datetime | None
    member_id: UUID | None
    reason: str


def reschedule(
    session: Session,
    actor: Actor,
    *,
    booking_id: UUID,
    start: datetime,
    end: datetime | None = None,
    member_id: UUID | None = None,
    overbook_reason: str = '',
    link_nonce: UUID | None = None,
    quiet: bool = False,
) -> Booking:
    """Move a requested or confirmed booking to another time, or to another member (default: the same one).

    It stays as long as it was; with an `end` staff make it longer or shorter than its type. The other services of its visit come
    along in their order, keep their lengths (KeepsLength) and where possible their people. Refusals of `book`, and AlreadyOver,
    BadLength (end), GroupLength; a customer shows the link's nonce and is bound to the owner's notice (TooLate).
    `quiet`: the customer is told by the caller, of several at once.
    """
    whole = touching.whole(session, actor, booking_id, link_nonce)
    booking = touching.named(whole, booking_id)
    if any(one.status not in touching.OPEN for one in whole):
        raise AlreadyOver
    touching.in_time(session, actor, whole[0])
    wish = Wish(start, end if actor.kind != 'guest' else None, member_id, overbook_reason)
    if len(whole) > 1:
        return _visit_moved(session, actor, whole, booking, wish)
    return _moved(session, actor, booking, wish, quiet=quiet)


def _moved(session: Session, actor: Actor, booking: Booking, wish: Wish, *, quiet: bool) -> Booking:
    start, end, member_id, reason = wish
    member_id = member_id or placing.same_member(session, actor, booking)
    length = placing.length_of(actor, start, end) if end else booking.end - booking.start
    if (start, length, member_id) == (booking.start, booking.end - booking.start, booking.member_id):
        return booking
    data = record.was(booking) | record.quietly(quiet) | record.knowingly(actor, reason)
    placing.move(session, actor, booking, start, member_id, reason, length=length if end else None)
    booking.sequence += 1
    return record.moved(session, actor, Name.BOOKING_RESCHEDULED, booking, **data)


def _visit_moved(session: Session, actor: Actor, whole: Sequence[Booking], booking: Booking, wish: Wish) -> Booking:
    start, end, member_id, reason = wish
    if end and end - start != booking.end - booking.start:
        raise KeepsLength
    member_id = None if member_id == booking.member_id else member_id  # the people stay
    if start == booking.start and member_id is None:
        return booking
    table, there = as_booked.locked(session, actor, whole, member_id), whole[0].start + (start - booking.start)
    before = [record.was(one) for one in whole]
    taken = placing.take_all(session, actor, table, there, moving=whole, overbook_reason=reason)
    for one, occurrence, was in zip(whole, taken, before, strict=True):
        relocate(session, actor, one, occurrence, Name.BOOKING_RESCHEDULED, reason, **was)
    combined.told(session, actor, Name.BOOKINGS_RESCHEDULED, whole)
    return booking


def relocate(
    session: Session, actor: Actor, booking: Booking, occurrence: Occurrence, name: Name, reason: str, **data: Any
) -> None:
    """Give a service of a visit the place that was taken for it, quietly: the caller tells the customer of the whole."""
    booking.occurrence_id, booking.member_id = occurrence.id, occurrence.member_id
    booking.start, booking.end = occurrence.start, occurrence.end
    booking.sequence += 1
    session.add(booking)
    session.flush()
    inventory.reserve(session, actor, booking)
    record.moved(session, actor, name, booking, **data, **record.quietly(True), **record.knowingly(actor, reason))
