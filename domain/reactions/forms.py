"""What the forms of a booking bring about: their links, their reminders, and the word to the team."""

from sqlmodel import Session

from data.models import Booking, Contact, Event, FormRequest, FormState, Priority
from domain import alerts, checks, combined, form_requests, team
from domain.actor import Actor
from domain.reactions import telling


def send(session: Session, actor: Actor, event: Event) -> None:
    """Send what the booking's type asks for, in one message with personal links."""
    booking = telling.booking_of(session, event)
    whole = combined.together(session, booking)
    sent = [request for one in whole for request in form_requests.send_for(session, actor, one)]
    if not sent:
        raise checks.Skip('no form is linked')
    telling.about_booking(
        session, actor, event, 'forms', booking, key=str(event.id), requests=[str(request.id) for request in sent]
    )


def follow(session: Session, actor: Actor, event: Event) -> None:
    """Forms move and end with their booking."""
    form_requests.follow(session, actor, telling.booking_of(session, event))


def remind(session: Session, actor: Actor, event: Event) -> None:
    """Remind of an open form."""
    request = session.get_one(FormRequest, event.object_id)
    if reason := closed(request):
        raise checks.Skip(reason)
    booking = session.get_one(Booking, request.booking_id)
    telling.about_booking(
        session,
        actor,
        event,
        'form_reminder',
        booking,
        key=f'{request.id}:{event.id}',
        requests=event.data.get('requests', [str(request.id)]),
        **telling.by_hand(event),
    )


def closed(request: FormRequest) -> str:
    """Why nobody is reminded of a form any more; '' while it is open."""
    over = request.state == FormState.COMPLETED or request.withdrawn_at is not None
    return 'the form is completed or withdrawn' if over else ''


def overdue(session: Session, actor: Actor, event: Event) -> None:
    """Raise the alert of a form that is late."""
    request = session.get_one(FormRequest, event.object_id)
    if not form_requests.overdue(request):
        raise checks.Skip('the form is completed, withdrawn or not due yet')
    contact = session.get_one(Contact, request.contact_id)
    alerts.raise_(
        session,
        actor,
        kind=alerts.Kind.OVERDUE_FORM,
        cause=f'form:{request.id}',
        priority=Priority.MEDIUM,
        title=f'{contact.name} has not filled in {request.name}',
        thing=request,
    )


def completed(session: Session, actor: Actor, event: Event) -> None:
    """Tell the team, and end the alert."""
    request = session.get_one(FormRequest, event.object_id)
    alerts.resolve_cause(session, actor, cause=f'form:{request.id}')
    booking = session.get_one(Booking, request.booking_id)
    team.tell(
        session,
        actor,
        event,
        rule='form_completed',
        members=team.concerned(session, actor, booking.member_id, 'told_of_bookings'),
        booking=booking,
        opens=('form_request', request.id),
        requests=[str(request.id)],
    )
