"""Forms that went out with the demo's bookings: older ones are in, newer ones wait, a few are late."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from data.models import Booking, BookingStatus, BookingTypeForm, FormRequest, FormState, FormTemplate, Workspace

ANSWERS: dict[str, Any] = {
    'short_text': 'None that I know of',
    'long_text': 'Nothing to add, thank you.',
    'number': 3,
    'yes_no': True,
    'consent': True,
    'email': 'hello@customers.example',
    'phone': '+351912000111',
}


def requests(session: Session, workspace: Workspace, now: datetime, chance: Random) -> Iterator[list[Any]]:
    """A request for each linked form of the bookings of the last thirty and the coming days."""
    query = (
        select(Booking, FormTemplate)
        .join(BookingTypeForm, col(BookingTypeForm.booking_type_id) == col(Booking.booking_type_id))
        .join(FormTemplate, col(FormTemplate.id) == col(BookingTypeForm.form_template_id))
        .where(Booking.workspace_id == workspace.id, Booking.status != BookingStatus.CANCELLED)
        .where(col(Booking.start) > now - timedelta(days=30), col(Booking.confirmed_at).is_not(None))
        .order_by(col(Booking.start))
    )
    for booking, template in session.exec(query).all():
        yield [_request(booking, template, now, chance)]


def _request(booking: Booking, template: FormTemplate, now: datetime, chance: Random) -> FormRequest:
    past = booking.end < now
    done = past or chance.random() < 0.55
    return FormRequest(
        workspace_id=booking.workspace_id,
        form_template_id=template.id,
        booking_id=booking.id,
        contact_id=booking.contact_id,
        name=template.name,
        description=template.description,
        fields=template.fields,
        version=template.version,
        answers={field['key']: _answer(field) for field in template.fields} if done else {},
        state=FormState.COMPLETED if done else FormState.PENDING,
        due_at=min(booking.start - timedelta(hours=24), booking.created_at + timedelta(hours=24)),
        completed_at=min(booking.start, now) - timedelta(hours=2) if done else None,
        created_at=booking.created_at,
    )


def _answer(field: dict[str, Any]) -> Any:
    options = field.get('options') or []
    if field['kind'] == 'choice':
        return options[0] if options else ''
    if field['kind'] == 'multiple_choice':
        return options[:1]
    if field['kind'] == 'date':
        return '2026-05-04'
    return ANSWERS.get(field['kind'], '')
