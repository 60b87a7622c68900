"""Taking a time for a contact: one service, or several in one visit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlmodel import Session

from data.models import Booking, BookingStatus, Contact, Occurrence
from domain import availability, booking_given, clock, combined, inventory, placing
from domain.actor import Actor
from domain.booking_given import ALONE, Part
from domain.bookings import record, touching
from domain.events import Name
from domain.timetable import Timetable


def book(
    session: Session,
    actor: Actor,
    *,
    booking_type_id: UUID,
    start: datetime,
    also: Sequence[UUID] = (),
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
    at all, knowingly, and with an `end` a longer or shorter one than the type's. The same `submission_key` books once and gives the
    same booking again. Taken (details: nearest), NotOffered (start), Invalid (contact.name, contact.email, contact.phone,
    answers.<key>, notes, member_id, timezone), inventory.Short.

    `also` names the services that follow in the same visit, each as long as its type (Invalid: also): all or nothing, a named member
    does what is theirs and others the rest, one that needs a yes makes the whole a request, the customer hears of all in one message,
    and the first booking comes back.
    """
    touching.may_book(actor)
    if again := booking_given.submitted(session, actor, submission_key):
        return again
    availability.zone_of(actor, timezone)
    who = booking_given.contact_of(session, actor, contact_id, contact)
    length = placing.length_of(actor, start, end) if end and not also and actor.kind != 'guest' else None
    table = placing.locked(session, actor, booking_type_id=booking_type_id, member_id=member_id, also=also)
    if again := booking_given.submitted(session, actor, submission_key):
        return again
    written = booking_given.written(actor, notes=notes) | {'source': source}
    said = [booking_given.answered(actor, one.kind.questions, answers or {}) for one in table.parts]
    taken = _taken(session, actor, table.lasting(length), start, overbook_reason)
    at_once = actor.kind != 'guest' or all(one.kind.auto_confirm for one in table.parts)
    part = Part(combination_id=uuid4()) if also else part
    made = [
        _entered(
            session,
            actor,
            one,
            occurrence,
            who,
            at_once=at_once,
            part=part,
            reason=overbook_reason,
            timezone=timezone or one.zone.key,
            answers=answered,
            submission_key=(submission_key or None) if one is table else None,
            **written,
        )
        for one, occurrence, answered in zip(table.parts, taken, said, strict=True)
    ]
    if also:
        combined.told(session, actor, Name.BOOKINGS_CONFIRMED if at_once else Name.BOOKINGS_REQUESTED, made)
    return made[0]


def _taken(session: Session, actor: Actor, table: Timetable, start: datetime, reason: str) -> list[Occurrence]:
    """The places of all services of the visit."""
    if table.also:
        return placing.take_all(session, actor, table, start, overbook_reason=reason)
    return [placing.take(session, actor, table, start, overbook_reason=reason)]


def _entered(
    session: Session,
    actor: Actor,
    table: Timetable,
    occurrence: Occurrence,
    who: Contact,
    *,
    at_once: bool,
    part: Part,
    reason: str,
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
    inventory.reserve(session, actor, booking, table.needs)
    quiet = record.quietly(part != ALONE)
    record.happened(session, actor, Name.BOOKING_CREATED, booking, **quiet, **record.knowingly(actor, reason))
    if at_once:
        record.happened(session, actor, Name.BOOKING_CONFIRMED, booking, **quiet)
    return booking
