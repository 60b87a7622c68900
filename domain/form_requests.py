"""Forms on their way: one request for each booking and linked form, until the customer has answered it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, BookingTypeForm, FormRequest, FormState, FormTemplate
from domain import clock, events, inventory
from domain.actor import Actor
from domain.events import Name

BEFORE_APPOINTMENT = timedelta(hours=24)
AFTER_SENDING = timedelta(hours=24)
_LINKED = (
    select(FormTemplate)
    .join(BookingTypeForm, col(BookingTypeForm.form_template_id) == col(FormTemplate.id))
    .where(col(BookingTypeForm.booking_type_id) == sa.bindparam('kind'), col(FormTemplate.active))
    .order_by(col(FormTemplate.name), col(FormTemplate.id))
)


def due(*, start: datetime, sent: datetime, now: datetime) -> datetime:
    """24 h before the appointment or 24 h after sending, whichever is earlier; where that is past, the appointment itself, never the past."""
    earliest = min(start - BEFORE_APPOINTMENT, sent + AFTER_SENDING)
    return earliest if earliest > now else max(start, now)


def send_for(session: Session, actor: Actor, booking: Booking) -> list[FormRequest]:
    """Send the forms that the booking's type asks for, in one message; what was sent before is not sent again.

    A request withdrawn with a cancelled booking lives again with it. Answers the requests that went out by this call.
    """
    linked = _linked(session, booking.booking_type_id)
    known = {row.form_template_id: row for row in of_booking(session, booking.id)} if linked else {}
    sent = []
    for template in linked:
        request = known.get(template.id)
        if request is None:
            sent.append(_request(session, booking, template))
        elif request.withdrawn_at is not None and request.state != FormState.COMPLETED:
            request.withdrawn_at, request.due_at = None, _due(booking, clock.now())
            sent.append(request)
    session.add_all(sent)
    session.flush()
    for request in sent:
        events.record(session, actor, Name.FORM_SENT, request, booking_id=str(booking.id), form=request.name)
    return sent


def follow(session: Session, actor: Actor, booking: Booking) -> None:
    """Keep the requests in step with their booking: a cancelled one withdraws them, a moved one moves their due date."""
    for request in of_booking(session, booking.id):
        if request.state == FormState.COMPLETED or request.withdrawn_at is not None:
            continue
        if booking.status == BookingStatus.CANCELLED:
            request.withdrawn_at = clock.now()
        else:
            request.due_at = _due(booking, request.created_at)
        session.add(request)
        events.record(session, actor, Name.FORM_CHANGED, request)


def of_booking(session: Session, booking_id: UUID) -> list[FormRequest]:
    """The requests of a booking, in the order of sending."""
    query = select(FormRequest).where(FormRequest.booking_id == booking_id)
    return list(session.exec(query.order_by(col(FormRequest.created_at), col(FormRequest.name))))


def _linked(session: Session, booking_type_id: UUID) -> Sequence[FormTemplate]:
    return session.exec(_LINKED, params={'kind': booking_type_id}).all()


def _request(session: Session, booking: Booking, template: FormTemplate) -> FormRequest:
    now = clock.now()
    return FormRequest(
        workspace_id=booking.workspace_id,
        form_template_id=template.id,
        booking_id=booking.id,
        contact_id=booking.contact_id,
        name=template.name,
        description=template.description,
        fields=template.fields,
        version=template.version,
        due_at=_due(booking, now),
        created_at=now,
    )


def _due(booking: Booking, sent: datetime) -> datetime:
    return due(start=booking.start, sent=sent, now=clock.now())


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a booking can go ahead as planned: its forms, and what it takes from stock."""

    forms: int = 0
    forms_done: int = 0
    forms_overdue: int = 0
    short: tuple[str, ...] = ()

    @property
    def state(self) -> Literal['ready', 'forms_pending', 'short_stock']:
        if self.short:
            return 'short_stock'
        return 'ready' if self.forms == self.forms_done else 'forms_pending'


def readiness(session: Session, booking_ids: Sequence[UUID]) -> dict[UUID, Readiness]:
    """The readiness of each booking, in a fixed number of queries; the caller has found the bookings within its workspace."""
    query = select(FormRequest).where(
        col(FormRequest.booking_id).in_(booking_ids), col(FormRequest.withdrawn_at).is_(None)
    )
    requests: dict[UUID, list[FormRequest]] = {}
    for request in session.exec(query):
        requests.setdefault(request.booking_id, []).append(request)
    short = inventory.short_for(session, booking_ids)
    return {one: _readiness(requests.get(one, []), short.get(one, [])) for one in booking_ids}


def _readiness(requests: list[FormRequest], short: list[str]) -> Readiness:
    return Readiness(
        forms=len(requests),
        forms_done=sum(request.state == FormState.COMPLETED for request in requests),
        forms_overdue=sum(overdue(request) for request in requests),
        short=tuple(short),
    )


def overdue(request: FormRequest) -> bool:
    """Not completed, not withdrawn, and past its due time."""
    if request.state == FormState.COMPLETED or request.withdrawn_at is not None or request.due_at is None:
        return False
    return request.due_at < clock.now()
