"""Keeping promises in step with what they were made for."""

from sqlmodel import Session

from data.models import BookingStatus, Event, FormRequest
from domain import alerts, checks, deliveries, form_requests, planning
from domain.actor import Actor
from domain.events import Name
from domain.reactions import telling


def booking(session: Session, actor: Actor, event: Event) -> None:
    """Keep the booking's promises in step, and take back messages that make no sense any more."""
    booking = telling.booking_of(session, event)
    if event.name == Name.BOOKING_CREATED and booking.status == BookingStatus.CONFIRMED:
        return  # its confirmation was recorded right after it
    planning.booking(session, actor, booking)
    for delivery in deliveries.queued(session, booking_id=booking.id):
        if reason := checks.reason(session, delivery):
            deliveries.cancel(session, actor, deliveries=[delivery], reason=reason)


def form(session: Session, actor: Actor, event: Event) -> None:
    """Keep a form's promises in step; a changed template concerns nobody who has it already."""
    request = session.get(FormRequest, event.object_id)
    if request is None:
        return
    planning.form(session, actor, request)
    if not form_requests.overdue(request):
        alerts.resolve_cause(session, actor, cause=f'form:{request.id}')


def requests(session: Session, actor: Actor, event: Event) -> None:
    """Requests wait longer or shorter now: what is open follows."""
    if 'request_expiry_hours' in event.data.get('fields', []):
        planning.requests(session, actor)


def rule(session: Session, actor: Actor, event: Event) -> None:
    """A lead time changed: what waits moves."""
    if 'timing_minutes' in event.data.get('changed', []):
        planning.replan(session, actor, key=event.data['rule'])
