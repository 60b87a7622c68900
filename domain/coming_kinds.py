"""What each kind of promise will bring about when it is due: the rule that will speak, about what, and what is in its way already."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from data.models import Booking, BookingStatus, Conversation, FormRequest, Promise
from data.models.base import Owned
from domain import conversations, planning
from domain.actor import Actor
from domain.reactions import bookings as about_bookings
from domain.reactions import forms as about_forms

TOO_LATE = 'its booking has begun already'


@dataclass(frozen=True, slots=True)
class Cause:
    """A rule that will have its moment. `no`: why it has nothing to say, '' where it has."""

    at: datetime
    rule: str
    thing: Owned
    contact_id: UUID
    booking: Booking | None = None
    no: str = ''
    requests: tuple[str, ...] = ()


def of(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    """What follows from a promise before `until`."""
    if promise.kind in KINDS:
        yield from KINDS[promise.kind](session, actor, promise, until)


def _reminder(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    booking = session.get(Booking, promise.object_id)
    if booking is not None:
        late = TOO_LATE if booking.start <= promise.due_at else ''
        no = late or about_bookings.spoken_for(session, booking)
        yield Cause(promise.due_at, promise.kind, booking, booking.contact_id, booking, no)


def _expiry(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    booking = session.get(Booking, promise.object_id)
    if booking is not None and booking.status == BookingStatus.PENDING:
        no = about_bookings.spoken_for(session, booking)
        yield Cause(promise.due_at, 'cancelled', booking, booking.contact_id, booking, no)


def _form_reminder(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    """This one, and those that will be promised when it has gone out."""
    request = session.get(FormRequest, promise.object_id)
    booking = session.get(Booking, request.booking_id) if request else None
    if request is None or booking is None:
        return
    first, between = int(promise.data['number']), planning.lead(session, actor.workspace, 'form_reminder')
    for number in range(first, planning.FORM_REMINDERS + 1):
        at = promise.due_at + (number - first) * between
        if at < until and (number == first or at < booking.start):
            no = TOO_LATE if booking.start <= at else about_forms.closed(request)
            asked = (str(request.id),)
            yield Cause(at, 'form_reminder', request, booking.contact_id, booking, no, asked)


def _form_due(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    request = session.get(FormRequest, promise.object_id)
    if request is not None:
        no = about_forms.closed(request)
        yield Cause(
            promise.due_at, 'form_overdue', request, request.contact_id, session.get(Booking, request.booking_id), no
        )


def _unread(session: Session, actor: Actor, promise: Promise, until: datetime) -> Iterator[Cause]:
    row = session.get(Conversation, promise.object_id)
    if row is not None:
        no = '' if conversations.unread(row) else 'somebody has read it'
        yield Cause(promise.due_at, 'team_message', row, row.contact_id, no=no)


KINDS: Mapping[str, Callable[[Session, Actor, Promise, datetime], Iterator[Cause]]] = {
    'reminder': _reminder,
    'reminder_sms': _reminder,
    'expiry': _expiry,
    'form_reminder': _form_reminder,
    'form_due': _form_due,
    'unread': _unread,
}
