"""Bookings: the one way into the calendar, and every move of a booking after that."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, BookingStatus, Contact, Occurrence, Workspace
from domain import availability, booking_given, clock, events, holds, inventory, placing, scope, text
from domain.actor import Actor
from domain.booking_given import ALONE, Part
from domain.errors import Conflict, Forbidden
from domain.events import Name
from domain.links import BadLink
from domain.placing import BadLength, GroupLength, NotOffered, NotTheirs, Taken
from domain.timetable import Timetable

__all__ = [
    'AlreadyOver',
    'BadLength',
    'GroupLength',
    'NotConfirmed',
    'NotOffered',
    'NotPending',
    'NotTheirs',
    'StillOpen',
    'Taken',
    'TooLate',
    'book',
    'cancel',
    'change_until',
    'complete',
    'confirm',
    'edit',
    'enter',
    'expire',
    'expires_at',
    'in_time',
    'no_show',
    'relocate',
    'reopen',
    'reschedule',
    'was',
]

OPEN = (BookingStatus.PENDING, BookingStatus.CONFIRMED)


class NotPending(Conflict):
    """Only a requested booking can be confirmed."""


class NotConfirmed(Conflict):
    """Only a confirmed booking can be closed."""


class AlreadyOver(Conflict):
    """This booking is closed or cancelled already."""


class StillOpen(Conflict):
    """This booking is still open."""


class TooLate(Conflict):
    """It is too late to change this online. Please call us."""


def book(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    contact_id: UUID | None = None,
    contact: Mapping[str, str | None] | None = None,
    member_id: UUID | None = None,
    timezone: str = '',
    notes: str = '',
    answers: Mapping[str, Any] | None = None,
    source: str = 'staff',
    submission_key: str | None = None,
    overbook_reason: str = '',
    part: Part = ALONE,
    end: datetime | None = None,
) -> Booking:
    """Take a time for a contact (`contact`: name, email, phone, language); without a member the fairest free one gets it.

    Customers get what `availability.slots` offers. Staff may take any time that is open and free, and with `overbook_reason` any time
    at all, knowingly, and with an `end` a longer or shorter one than the type's. The same `submission_key` books once and gives the same booking again. Taken (details: nearest), NotOffered
    (start), Invalid (contact.name, contact.email, contact.phone, answers.<key>, notes, member_id, timezone), inventory.Short.
    """
    _may_book(actor)
    again = booking_given.submitted(session, actor, submission_key)
    if again is not None:
        return again
    availability.zone_of(actor, timezone)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    length = placing.length_of(actor, start, end) if end and actor.kind != 'guest' else None
    table = placing.locked(session, actor, booking_type_id=booking_type_id, member_id=member_id).lasting(length)
    again = booking_given.submitted(session, actor, submission_key)
    if again is not None:
        return again
    written = booking_given.written(actor, notes=notes)
    said = booking_given.answered(actor, table.kind.questions, answers or {})
    occurrence = placing.take(session, actor, table, start, overbook_reason=overbook_reason)
    return enter(
        session,
        actor,
        table,
        occurrence,
        who,
        at_once=table.kind.auto_confirm or actor.kind != 'guest',
        part=part,
        overbook_reason=overbook_reason,
        timezone=timezone,
        answers=said,
        source=source,
        submission_key=submission_key or None,
        notes=written['notes'],
    )


def enter(
    session: Session,
    actor: Actor,
    table: Timetable,
    occurrence: Occurrence,
    who: Contact,
    *,
    at_once: bool,
    part: Part,
    overbook_reason: str,
    timezone: str,
    **written: Any,
) -> Booking:
    """Write the booking of a place that was taken for it, with what it needs from stock. inventory.Short."""
    booking = Booking(
        workspace_id=actor.workspace,
        booking_type_id=table.kind.id,
        member_id=occurrence.member_id,
        contact_id=who.id,
        occurrence_id=occurrence.id,
        start=occurrence.start,
        end=occurrence.end,
        status=BookingStatus.CONFIRMED if at_once else BookingStatus.PENDING,
        timezone=timezone or table.zone.key,
        price=table.kind.price,
        confirmed_at=clock.now() if at_once else None,
        created_at=clock.now(),
        location=table.kind.location,
        series_id=part.series_id,
        series_day=part.series_day,
        combination_id=part.combination_id,
        **written,
    )
    session.add(booking)
    session.flush()
    inventory.reserve(session, actor, booking)
    quiet: dict[str, Any] = {'quiet': True} if part != ALONE else {}
    _record(session, actor, Name.BOOKING_CREATED, booking, **quiet, **_knowingly(actor, overbook_reason))
    if at_once:
        _record(session, actor, Name.BOOKING_CONFIRMED, booking, **quiet)
    return booking


def confirm(session: Session, actor: Actor, *, booking_id: UUID, quiet: bool = False) -> Booking:
    """Confirm a requested booking. `quiet`: the customer is told by the caller, of several at once. NotPending."""
    booking = _locked(session, actor, booking_id)
    if booking.status != BookingStatus.PENDING:
        raise NotPending
    booking.status, booking.confirmed_at = BookingStatus.CONFIRMED, clock.now()
    return _moved(session, actor, Name.BOOKING_CONFIRMED, booking, **_quietly(quiet))


def cancel(
    session: Session,
    actor: Actor,
    *,
    booking_id: UUID,
    reason: str = '',
    link_nonce: UUID | None = None,
    quiet: bool = False,
) -> Booking:
    """Cancel a requested or confirmed booking and free its time. A customer shows the link's nonce and is bound to the owner's notice.

    `quiet`: the customer is told by the caller, of several at once. AlreadyOver, TooLate.
    """
    booking = _locked(session, actor, booking_id, link_nonce)
    if booking.status not in OPEN:
        raise AlreadyOver
    in_time(session, actor, booking)
    by = 'customer' if actor.kind == 'guest' else 'staff'
    return _cancelled(session, actor, booking, by=by, reason=text.line(reason)[:400], quiet=quiet)


def expire(session: Session, actor: Actor, *, booking_id: UUID, with_first: bool = False) -> Booking:
    """The house cancels a request that nobody confirmed in time; one that is not pending any more, or not due yet, stays as it is.

    `with_first`: it ends together with the first service of its visit, and the caller tells the customer of the whole.
    """
    actor.require_owner()
    booking = _locked(session, actor, booking_id)
    if booking.status != BookingStatus.PENDING or not (with_first or clock.now() >= expires_at(session, booking)):
        return booking
    reason = 'Nobody confirmed it in time'
    return _cancelled(session, actor, booking, by='house', reason=reason, quiet=with_first)


def expires_at(session: Session, booking: Booking) -> datetime:
    """When a request that nobody confirms ends: after the owner's hours, at the latest at its start."""
    workspace = session.get_one(Workspace, booking.workspace_id)
    return min(booking.created_at + timedelta(hours=workspace.request_expiry_hours), booking.start)


def complete(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """The customer was here. NotConfirmed."""
    booking = _locked(session, actor, booking_id)
    if booking.status != BookingStatus.CONFIRMED:
        raise NotConfirmed
    booking.status, booking.completed_at = BookingStatus.COMPLETED, clock.now()
    inventory.consume(session, actor, booking)
    return _moved(session, actor, Name.BOOKING_COMPLETED, booking)


def no_show(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """The customer did not come. NotConfirmed."""
    booking = _locked(session, actor, booking_id)
    if booking.status != BookingStatus.CONFIRMED:
        raise NotConfirmed
    holds.lock(session, holds.of_booking(session, booking))  # nobody joins the group while its room is given back
    booking.status, booking.completed_at = BookingStatus.NO_SHOW, clock.now()
    inventory.release(session, actor, booking)
    return _moved(session, actor, Name.BOOKING_NO_SHOW, booking)


def reopen(session: Session, actor: Actor, *, booking_id: UUID, overbook_reason: str = '') -> Booking:
    """Back to confirmed: undoes completed and no-show, and takes a cancelled booking's time again, if it is still free (Taken)."""
    booking = _locked(session, actor, booking_id)
    if booking.status in OPEN:
        raise StillOpen
    if booking.status == BookingStatus.CANCELLED:
        return _revived(session, actor, booking, overbook_reason)
    holds.lock(session, holds.of_booking(session, booking))
    booking.status, booking.completed_at = BookingStatus.CONFIRMED, None
    inventory.reserve(session, actor, booking)
    return _moved(session, actor, Name.BOOKING_REOPENED, booking)


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

    It stays as long as it was; with an `end` staff make it longer or shorter than its type. Refusals of `book`, and AlreadyOver,
    BadLength (end), GroupLength; a customer shows the link's nonce and is bound to the owner's notice (TooLate).
    `quiet`: the customer is told by the caller, of several at once.
    """
    booking = _locked(session, actor, booking_id, link_nonce)
    if booking.status not in OPEN:
        raise AlreadyOver
    in_time(session, actor, booking)
    member_id = member_id or placing.same_member(session, actor, booking)
    length = placing.length_of(actor, start, end) if end and actor.kind != 'guest' else booking.end - booking.start
    if (start, length, member_id) == (booking.start, booking.end - booking.start, booking.member_id):
        return booking
    before = was(booking, quiet=quiet)
    placing.move(session, actor, booking, start, member_id, overbook_reason, length=length if end else None)
    booking.sequence += 1
    return _moved(session, actor, Name.BOOKING_RESCHEDULED, booking, **before, **_knowingly(actor, overbook_reason))


def relocate(session: Session, actor: Actor, booking: Booking, occurrence: Occurrence, name: Name, **data: Any) -> None:
    """Give a service of a visit the place that was taken for it, quietly: the caller tells the customer of the whole."""
    booking.occurrence_id, booking.member_id = occurrence.id, occurrence.member_id
    booking.start, booking.end = occurrence.start, occurrence.end
    booking.sequence += 1
    session.add(booking)
    session.flush()
    inventory.reserve(session, actor, booking)
    reason = data.pop('overbook_reason', '')
    _moved(session, actor, name, booking, **data, **_quietly(True), **_knowingly(actor, reason))


def was(booking: Booking, *, quiet: bool = False) -> dict[str, Any]:
    """Where the booking was before a move, for the record."""
    return {
        'from_start': booking.start.isoformat(),
        'from_end': booking.end.isoformat(),
        'from_member_id': str(booking.member_id),
        **_quietly(quiet),
    }


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
    booking = _locked(session, actor, booking_id)
    given = {'notes': notes, 'staff_notes': staff_notes, 'location': location}
    written = booking_given.written(actor, **{name: words for name, words in given.items() if words is not None})
    for name, words in written.items():
        setattr(booking, name, words)
    booking.sequence += location is not None
    return _moved(session, actor, Name.BOOKING_CHANGED, booking, fields=sorted(written))


def change_until(session: Session, booking: Booking) -> datetime:
    """Until when the customer may move or cancel the booking by its link."""
    workspace = session.get_one(Workspace, booking.workspace_id)
    return booking.start - timedelta(minutes=workspace.change_notice_minutes)


def _may_book(actor: Actor) -> None:
    if actor.kind != 'guest':
        actor.require('bookings')


def _locked(session: Session, actor: Actor, booking_id: UUID, link_nonce: UUID | None = None) -> Booking:
    """The booking, for one who may touch it: staff with the switch, or the customer who holds its present link."""
    if actor.kind != 'guest':
        actor.require('bookings')
    elif link_nonce is None:
        raise Forbidden
    booking = scope.one(session, actor, Booking, booking_id, lock=True)
    if actor.kind == 'guest' and booking.link_nonce != link_nonce:
        raise BadLink
    return booking


def in_time(session: Session, actor: Actor, booking: Booking) -> None:
    """TooLate for a customer after the owner's notice."""
    if actor.kind == 'guest' and clock.now() > change_until(session, booking):
        raise TooLate


def _cancelled(
    session: Session, actor: Actor, booking: Booking, *, by: str, reason: str, quiet: bool = False
) -> Booking:
    holds.lock(session, holds.of_booking(session, booking))
    booking.status, booking.cancelled_at = BookingStatus.CANCELLED, clock.now()
    booking.cancelled_by, booking.cancel_reason = by, reason
    booking.sequence += 1
    inventory.release(session, actor, booking)
    holds.free(session, booking)
    return _moved(session, actor, Name.BOOKING_CANCELLED, booking, by=by, reason=reason, **_quietly(quiet))


def _quietly(quiet: bool) -> dict[str, Any]:
    """For the record: the customer hears of it with others."""
    return {'quiet': True} if quiet else {}


def _revived(session: Session, actor: Actor, booking: Booking, overbook_reason: str) -> Booking:
    placing.move(session, actor, booking, booking.start, booking.member_id, overbook_reason, had_it_before=True)
    booking.status, booking.confirmed_at = BookingStatus.CONFIRMED, clock.now()
    booking.cancelled_at, booking.cancelled_by, booking.cancel_reason = None, '', ''
    booking.sequence += 1
    return _moved(session, actor, Name.BOOKING_CONFIRMED, booking, reopened=True, **_knowingly(actor, overbook_reason))


def _moved(session: Session, actor: Actor, name: Name, booking: Booking, **data: Any) -> Booking:
    session.add(booking)
    session.flush()
    _record(session, actor, name, booking, **data)
    return booking


def _knowingly(actor: Actor, reason: str) -> dict[str, str]:
    """The reason of a knowing overbooking, for the record."""
    return {'overbook_reason': reason.strip()[:400]} if reason.strip() and actor.kind != 'guest' else {}


def _record(session: Session, actor: Actor, name: Name, booking: Booking, **data: Any) -> None:
    facts = {'status': booking.status.value, 'start': booking.start.isoformat(), 'end': booking.end.isoformat()}
    events.record(session, actor, name, booking, **facts | data)
