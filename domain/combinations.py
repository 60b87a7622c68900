"""Combinations: several services in one visit, one after the other without a wait; booked, moved and ended as a whole or not at all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session, col

from data.models import Booking, BookingStatus
from domain import (
    availability,
    booking_given,
    bookings,
    clock,
    combined,
    events,
    offering,
    placing,
    scope,
    spans,
    timetable,
)
from domain.actor import Actor
from domain.availability import Slot
from domain.booking_given import Part
from domain.bookings import AlreadyOver, NotPending
from domain.errors import Conflict, Forbidden, NotFound
from domain.events import Name
from domain.links import BadLink
from domain.timetable import Timetable


class KeepsLength(Conflict):
    """The services of one visit follow one another and keep their lengths."""


def book(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    also: Sequence[UUID],
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
    end: datetime | None = None,
) -> Booking:
    """Take the time for a service and those that follow it (`also`), all or nothing; the first booking comes back.

    Without `also` it is `bookings.book`, which alone knows an `end`. A named member does what is theirs, others the rest. One that needs a yes makes the whole a
    request. Refusals of `bookings.book`, Invalid (also). The customer hears of all in one message.
    """
    given: dict[str, Any] = {'timezone': timezone, 'source': source, 'overbook_reason': overbook_reason}
    if not also:
        given |= {'contact_id': contact_id, 'contact': contact, 'notes': notes, 'answers': answers}
        given |= {'member_id': member_id, 'submission_key': submission_key, 'start': start, 'end': end}
        return bookings.book(session, actor, booking_type_id=booking_type_id, **given)
    if actor.kind != 'guest':
        actor.require('bookings')
    if again := booking_given.submitted(session, actor, submission_key):
        return again
    availability.zone_of(actor, timezone)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    table = placing.locked(session, actor, booking_type_id=booking_type_id, member_id=member_id, also=also)
    if again := booking_given.submitted(session, actor, submission_key):
        return again
    given |= booking_given.written(actor, notes=notes)
    said = [booking_given.answered(actor, one.kind.questions, answers or {}) for one in table.parts]
    taken = placing.take_all(session, actor, table, start, overbook_reason=overbook_reason)
    at_once = actor.kind != 'guest' or all(one.kind.auto_confirm for one in table.parts)
    part = Part(combination_id=uuid4())
    made = [
        bookings.enter(
            session,
            actor,
            one,
            occurrence,
            who,
            at_once=at_once,
            part=part,
            answers=answered,
            submission_key=(submission_key or None) if one is table else None,
            **given,
        )
        for one, occurrence, answered in zip(table.parts, taken, said, strict=True)
    ]
    _told(session, actor, Name.BOOKINGS_CONFIRMED if at_once else Name.BOOKINGS_REQUESTED, made)
    return made[0]


def confirm(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """Confirm a requested booking, with all services of its visit. NotPending."""
    whole = _whole(session, actor, booking_id)
    if len(whole) < 2:
        return bookings.confirm(session, actor, booking_id=booking_id)
    asked = [one for one in whole if one.status == BookingStatus.PENDING]
    if not asked:
        raise NotPending
    made = [bookings.confirm(session, actor, booking_id=one.id, quiet=True) for one in asked]
    _told(session, actor, Name.BOOKINGS_CONFIRMED, made)
    return _named(whole, booking_id)


def cancel(
    session: Session, actor: Actor, *, booking_id: UUID, reason: str = '', link_nonce: UUID | None = None
) -> Booking:
    """Cancel a booking, with all services of its visit that are still open, in one notice. Refusals of `bookings.cancel`."""
    whole = _whole(session, actor, booking_id, link_nonce)
    if len(whole) < 2:
        return bookings.cancel(session, actor, booking_id=booking_id, reason=reason, link_nonce=link_nonce)
    left = [one for one in whole if one.status in bookings.OPEN]
    if not left:
        raise AlreadyOver
    bookings.in_time(session, actor, whole[0])
    ended = [
        bookings.cancel(session, actor, booking_id=one.id, reason=reason, link_nonce=one.link_nonce, quiet=True)
        for one in left
    ]
    _told(session, actor, Name.BOOKINGS_CANCELLED, ended)
    return _named(whole, booking_id)


def expire(session: Session, actor: Actor, *, booking_id: UUID) -> Booking:
    """`bookings.expire`; what is requested for one visit ends together, when its first service does."""
    actor.require_owner()
    whole = _whole(session, actor, booking_id)
    if len(whole) < 2:
        return bookings.expire(session, actor, booking_id=booking_id)
    first, *rest = whole
    if first.status != BookingStatus.PENDING or clock.now() < bookings.expires_at(session, first):
        return _named(whole, booking_id)
    ended = [bookings.expire(session, actor, booking_id=one.id, with_first=True) for one in (first, *rest)]
    _told(session, actor, Name.BOOKINGS_CANCELLED, ended)
    return _named(whole, booking_id)


def reopen(session: Session, actor: Actor, *, booking_id: UUID, overbook_reason: str = '') -> Booking:
    """`bookings.reopen`; a cancelled visit takes the time of all its services again, with the same people, if it is still free (Taken)."""
    whole = _whole(session, actor, booking_id)
    if len(whole) < 2 or any(one.status != BookingStatus.CANCELLED for one in whole):
        return bookings.reopen(session, actor, booking_id=booking_id, overbook_reason=overbook_reason)
    table = _table(session, actor, whole, None)
    given = {'overbook_reason': overbook_reason}
    taken = placing.take_all(session, actor, table, whole[0].start, moving=whole, had_it_before=True, **given)
    for one, occurrence in zip(whole, taken, strict=True):
        one.status, one.confirmed_at = BookingStatus.CONFIRMED, clock.now()
        one.cancelled_at, one.cancelled_by, one.cancel_reason = None, '', ''
        bookings.relocate(session, actor, one, occurrence, Name.BOOKING_CONFIRMED, reopened=True, **given)
    _told(session, actor, Name.BOOKINGS_CONFIRMED, whole)
    return _named(whole, booking_id)


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
) -> Booking:
    """Move a booking so that it begins at `start`; the other services of its visit come along in their order.

    The people stay where possible; a named member does what is theirs. Refusals of `bookings.reschedule`, KeepsLength.
    """
    whole = _whole(session, actor, booking_id, link_nonce)
    named = _named(whole, booking_id)
    if len(whole) < 2:
        given: dict[str, Any] = {'overbook_reason': overbook_reason, 'link_nonce': link_nonce, 'member_id': member_id}
        return bookings.reschedule(session, actor, booking_id=booking_id, start=start, end=end, **given)
    if any(one.status not in bookings.OPEN for one in whole):
        raise AlreadyOver
    bookings.in_time(session, actor, whole[0])
    if end and actor.kind != 'guest' and end - start != named.end - named.start:
        raise KeepsLength
    member_id = None if member_id == named.member_id else member_id  # the people stay
    if start == named.start and member_id is None:
        return named
    table = _table(session, actor, whole, member_id)
    there = whole[0].start + (start - named.start)
    before = [bookings.was(one) for one in whole]
    taken = placing.take_all(session, actor, table, there, moving=whole, overbook_reason=overbook_reason)
    for one, occurrence, was in zip(whole, taken, before, strict=True):
        given = {'overbook_reason': overbook_reason, **was}
        bookings.relocate(session, actor, one, occurrence, Name.BOOKING_RESCHEDULED, **given)
    _told(session, actor, Name.BOOKINGS_RESCHEDULED, whole)
    return named


def starts(
    session: Session, actor: Actor, *, booking_id: UUID, first: date, last: date, member_id: UUID | None = None
) -> list[Slot]:
    """When a booking can begin on these days of the business if its visit moves as a whole: what `reschedule` takes. NotFound."""
    actor.require('bookings')
    row = scope.one(session, actor, Booking, booking_id)
    whole = combined.together(session, row)
    table = _as_booked(_loaded(session, actor, whole), whole, None if member_id == row.member_id else member_id)
    later, days = row.start - whole[0].start, spans.days(table.zone, first, last)
    within = spans.Span(days.start - later, days.end - later)
    found = offering.offers(session, table, within=within, now=clock.now(), moving=row)
    length = row.end - row.start
    return [Slot(one.start + later, one.start + later + length, one.people, one.remaining) for one in found]


def table_of(session: Session, actor: Actor, whole: Sequence[Booking]) -> Timetable:
    """The timetable by which a visit moves: its services as long as they are, with their own people while those are there."""
    return _as_booked(_loaded(session, actor, whole), whole, None)


def _loaded(session: Session, actor: Actor, whole: Sequence[Booking]) -> Timetable:
    first, *rest = (one.booking_type_id for one in whole)
    return timetable.load(session, actor, booking_type_id=first, also=rest, retired=True)


def _table(session: Session, actor: Actor, whole: Sequence[Booking], member_id: UUID | None) -> Timetable:
    """The same, locked; with one person where named."""
    table = placing.locked(
        session,
        actor,
        booking_type_id=whole[0].booking_type_id,
        member_id=None,
        moving=whole[0],
        also=[one.booking_type_id for one in whole[1:]],
    )
    return _as_booked(table, whole, member_id)


def _as_booked(table: Timetable, whole: Sequence[Booking], member_id: UUID | None) -> Timetable:
    def part(one: Timetable, row: Booking) -> Timetable:
        for wanted in (member_id, row.member_id):
            mine = tuple(each for each in one.performers if each.id == wanted)
            if mine:
                return replace(one.only(mine), also=()).lasting(row.end - row.start)
        return replace(one, also=()).lasting(row.end - row.start)

    first, *rest = (part(one, row) for one, row in zip(table.parts, whole, strict=True))
    return replace(first, also=tuple(rest))


def _whole(session: Session, actor: Actor, booking_id: UUID, link_nonce: UUID | None = None) -> list[Booking]:
    """The booking and all that is combined with it, in order of time, locked in the order of their ids."""
    if actor.kind != 'guest':
        actor.require('bookings')
    elif link_nonce is None:
        raise Forbidden
    row = scope.one(session, actor, Booking, booking_id)
    if actor.kind == 'guest' and row.link_nonce != link_nonce:
        raise BadLink
    if row.combination_id is None:
        return [row]
    query = scope.rows(actor, Booking).where(Booking.combination_id == row.combination_id).order_by(col(Booking.id))
    locked = session.exec(query.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    return sorted(locked, key=lambda one: one.start)


def _named(whole: Sequence[Booking], booking_id: UUID) -> Booking:
    found = next((one for one in whole if one.id == booking_id), None)
    if found is None:
        raise NotFound
    return found


def _told(session: Session, actor: Actor, name: Name, changed: Sequence[Booking]) -> None:
    """One message about all of them."""
    ordered = sorted(changed, key=lambda one: one.start)
    events.record(session, actor, name, ordered[0], together=[str(one.id) for one in ordered])
