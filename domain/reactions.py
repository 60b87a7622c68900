"""What each rule does when its event happens. Reactions may fail and be tried again; they only write rows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import (
    Booking,
    BookingStatus,
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Event,
    FormRequest,
    FormState,
    Integration,
    IntegrationKind,
    Item,
    Message,
    Priority,
    WaitlistEntry,
    WaitState,
)
from domain import (
    alerts,
    ceilings,
    checks,
    clock,
    combined,
    conversations,
    deliveries,
    form_requests,
    planning,
    rules,
    team,
)
from domain.actor import Actor
from domain.events import Name
from domain.language import noted

Reaction = Callable[[Session, Actor, Event], None]
Skip = checks.Skip
RAN_OUT_TOLD = timedelta(hours=24)
NOBODY = 'nobody wants to be told'


def welcome(session: Session, actor: Actor, event: Event) -> None:
    """Greet a new contact."""
    contact = _contact(session, event)
    _to_customer(
        session,
        actor,
        event,
        'welcome',
        contact=contact,
        key=str(contact.id),
        good_until=clock.now() + timedelta(days=3),
    )


def request_received(session: Session, actor: Actor, event: Event) -> None:
    """Say at once that a request has arrived, where staff confirm."""
    booking = _booking(session, event)
    if booking.status != BookingStatus.PENDING:
        raise Skip('the booking was confirmed at once')
    _about_booking(session, actor, event, 'request_received', booking, key=str(booking.id))


def confirmation(session: Session, actor: Actor, event: Event) -> None:
    """Confirm, with calendar file and manage link."""
    booking = _booking(session, event)
    _about_booking(session, actor, event, 'confirmation', booking, key=str(event.id))


def changed(session: Session, actor: Actor, event: Event) -> None:
    """Tell the new time."""
    booking = _booking(session, event)
    _about_booking(session, actor, event, 'changed', booking, key=str(event.id))


def cancelled(session: Session, actor: Actor, event: Event) -> None:
    """Tell that it does not take place."""
    booking = _booking(session, event)
    worth_it_until = booking.start
    if booking.cancelled_by == 'house':  # a request may run out at its very start, and its customer waits for an answer
        worth_it_until += RAN_OUT_TOLD
    if worth_it_until < clock.now():
        raise Skip('its time had passed already')
    _about_booking(session, actor, event, 'cancelled', booking, key=str(event.id), good_until=worth_it_until)


def reminder(session: Session, actor: Actor, event: Event) -> None:
    """Remind by e-mail."""
    _remind(session, actor, event, 'reminder')


def reminder_sms(session: Session, actor: Actor, event: Event) -> None:
    """Remind by SMS where that is connected."""
    _remind(session, actor, event, 'reminder_sms')


def _remind(session: Session, actor: Actor, event: Event, rule: str) -> None:
    booking = _booking(session, event)
    if combined.together(session, booking)[0].id != booking.id and 'by_hand' not in event.data:
        raise Skip('the reminder of the first service speaks of the whole visit')
    key = f'{booking.id}:{event.data.get("key", event.id)}'
    _about_booking(session, actor, event, rule, booking, key=key, **_by_hand(event))


def forms(session: Session, actor: Actor, event: Event) -> None:
    """Send what the booking's type asks for, in one message with personal links."""
    booking = _booking(session, event)
    whole = combined.together(session, booking)
    sent = [request for one in whole for request in form_requests.send_for(session, actor, one)]
    if not sent:
        raise Skip('no form is linked')
    _about_booking(
        session, actor, event, 'forms', booking, key=str(event.id), requests=[str(request.id) for request in sent]
    )


def follow_forms(session: Session, actor: Actor, event: Event) -> None:
    """Forms move and end with their booking."""
    form_requests.follow(session, actor, _booking(session, event))


def form_reminder(session: Session, actor: Actor, event: Event) -> None:
    """Remind of an open form."""
    request = session.get_one(FormRequest, event.object_id)
    if request.state == FormState.COMPLETED or request.withdrawn_at is not None:
        raise Skip('the form is completed or withdrawn')
    booking = session.get_one(Booking, request.booking_id)
    _about_booking(
        session,
        actor,
        event,
        'form_reminder',
        booking,
        key=f'{request.id}:{event.id}',
        requests=event.data.get('requests', [str(request.id)]),
        **_by_hand(event),
    )


def _by_hand(event: Event) -> dict[str, Any]:
    """Who pressed the button, where it was not a promise that came due."""
    return {'by_hand': event.data['by_hand']} if 'by_hand' in event.data else {}


def form_overdue(session: Session, actor: Actor, event: Event) -> None:
    """Raise the alert of a form that is late."""
    request = session.get_one(FormRequest, event.object_id)
    if not form_requests.overdue(request):
        raise Skip('the form is completed, withdrawn or not due yet')
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


def form_completed(session: Session, actor: Actor, event: Event) -> None:
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


def stock_low(session: Session, actor: Actor, event: Event) -> None:
    """Alert and mail: an item is low."""
    _stock(session, actor, event, 'stock_low', alerts.Kind.LOW_STOCK, Priority.MEDIUM, 'is running low')


def stock_critical(session: Session, actor: Actor, event: Event) -> None:
    """Alert and mail: an item runs out."""
    _stock(
        session, actor, event, 'stock_critical', alerts.Kind.CRITICAL_STOCK, Priority.CRITICAL, 'needs restocking now'
    )


def _stock(session: Session, actor: Actor, event: Event, rule: str, kind: str, priority: Priority, words: str) -> None:
    item = session.get_one(Item, event.object_id)
    available = int(event.data.get('available', 0))
    left = f'{available} {item.unit}'.strip()
    alerts.raise_(
        session,
        actor,
        kind=kind,
        cause=f'stock:{item.id}',
        priority=priority,
        title=f'{item.name} {words}',
        detail=f'{left} left' if available >= 0 else f'{-available} {item.unit}'.strip() + ' short of what is booked',
        thing=item,
    )
    team.tell(
        session,
        actor,
        event,
        rule=rule,
        members=team.owners(session, actor),
        opens=('item', item.id),
        values={'item': item.name, 'available': left},
    )


WHAT = {
    Name.BOOKING_CREATED: noted('New booking'),
    Name.BOOKING_RESCHEDULED: noted('Booking moved'),
    Name.BOOKING_CANCELLED: noted('Booking cancelled'),
    Name.BOOKINGS_REQUESTED: noted('New booking'),
    Name.BOOKINGS_CONFIRMED: noted('New booking'),
    Name.BOOKINGS_RESCHEDULED: noted('Booking moved'),
    Name.BOOKINGS_CANCELLED: noted('Booking cancelled'),
}


def team_booking(session: Session, actor: Actor, event: Event) -> None:
    """Tell the team what a customer did."""
    if event.actor_kind != 'guest':
        raise Skip('it was not the customer who did it')
    booking = _booking(session, event)
    told = team.tell(
        session,
        actor,
        event,
        rule='team_booking',
        members=team.concerned(session, actor, booking.member_id, 'told_of_bookings'),
        booking=booking,
        opens=('booking', booking.id),
        values={'what': WHAT[Name(event.name)]},
    )
    if not told:
        raise Skip(NOBODY)


def team_message(session: Session, actor: Actor, event: Event) -> None:
    """Tell the team of a message that nobody has read."""
    row = session.get_one(Conversation, event.object_id)
    if not conversations.unread(row):
        raise Skip('somebody has read it')
    last = session.exec(
        select(Message)
        .where(Message.conversation_id == row.id, Message.direction == 'in')
        .order_by(col(Message.created_at).desc())
    ).first()
    contact = session.get_one(Contact, row.contact_id)
    told = team.tell(
        session,
        actor,
        event,
        rule='team_message',
        members=team.concerned(session, actor, row.assigned_to, 'told_of_messages'),
        contact_id=row.contact_id,
        opens=('conversation', row.id),
        values={'name': contact.name, 'excerpt': last.body[:500] if last else ''},
    )
    if not told:
        raise Skip(NOBODY)


def waitlist_offer(session: Session, actor: Actor, event: Event) -> None:
    """Offer the held time to the one whose turn it is."""
    entry = session.get_one(WaitlistEntry, event.object_id)
    if entry.state != WaitState.OFFERED:
        raise Skip('the offer has been answered already')
    _to_customer(
        session,
        actor,
        event,
        'waitlist_offer',
        contact=session.get_one(Contact, entry.contact_id),
        key=str(event.id),
        good_until=entry.offer_until,
        waitlist=str(entry.id),
        start=event.data['start'],
    )


def plan_booking(session: Session, actor: Actor, event: Event) -> None:
    """Keep the booking's promises in step, and take back messages that make no sense any more."""
    booking = _booking(session, event)
    if event.name == Name.BOOKING_CREATED and booking.status == BookingStatus.CONFIRMED:
        return  # its confirmation was recorded right after it
    planning.booking(session, actor, booking)
    for delivery in _queued(session, Delivery.booking_id == booking.id):
        if reason := checks.reason(session, delivery):
            deliveries.cancel(session, actor, deliveries=[delivery], reason=reason)


def plan_form(session: Session, actor: Actor, event: Event) -> None:
    """Keep a form's promises in step; a changed template concerns nobody who has it already."""
    request = session.get(FormRequest, event.object_id)
    if request is None:
        return
    planning.form(session, actor, request)
    if not form_requests.overdue(request):
        alerts.resolve_cause(session, actor, cause=f'form:{request.id}')


def plan_unread(session: Session, actor: Actor, event: Event) -> None:
    """Look again in ten minutes."""
    planning.unread(session, actor, session.get_one(Conversation, event.object_id))


def replan_requests(session: Session, actor: Actor, event: Event) -> None:
    """Requests wait longer or shorter now: what is open follows."""
    if 'request_expiry_hours' in event.data.get('fields', []):
        planning.requests(session, actor)


def replan(session: Session, actor: Actor, event: Event) -> None:
    """A lead time changed: what waits moves."""
    if 'timing_minutes' in event.data.get('changed', []):
        planning.replan(session, actor, key=event.data['rule'])


def pause(session: Session, actor: Actor, event: Event) -> None:
    """A person has taken over: queued messages of pausable rules are taken back."""
    for delivery in _queued(session, Delivery.contact_id == event.contact_id):
        if delivery.rule and checks.paused(session, delivery):
            deliveries.cancel(session, actor, deliveries=[delivery], reason=checks.PAUSED)


def _queued(session: Session, about: Any) -> list[Delivery]:
    return list(session.exec(select(Delivery).where(Delivery.state == DeliveryState.QUEUED, about)))


def _about_booking(
    session: Session,
    actor: Actor,
    event: Event,
    rule: str,
    booking: Booking,
    *,
    key: str,
    good_until: datetime | None = None,
    **context: Any,
) -> None:
    """A message about a booking: worth sending until it starts (or `good_until`), and it remembers which time it speaks of.

    One about several bookings goes by the first of them and names them all.
    """
    whole = event.data.get('together') or [str(one.id) for one in combined.together(session, booking)]
    together = {'together': whole} if len(whole) > 1 else {}
    contact = session.get_one(Contact, booking.contact_id)
    _to_customer(
        session,
        actor,
        event,
        rule,
        contact=contact,
        booking=booking,
        key=key,
        good_until=good_until or booking.start,
        start=booking.start.isoformat(),
        **together,
        **context,
    )


def _to_customer(
    session: Session,
    actor: Actor,
    event: Event,
    rule: str,
    *,
    contact: Contact,
    key: str,
    good_until: Any,
    booking: Booking | None = None,
    **context: Any,
) -> None:
    """Queue a rule's message for a customer on the rule's channel; Skip tells why not."""
    effective = rules.effective(session, actor.workspace, rule)
    channel = effective.channel
    address = contact.phone if channel == Channel.SMS else contact.email
    if reason := checks.before(session, effective, contact, booking, by_hand='by_hand' in context):
        raise Skip(reason)
    if 'by_hand' not in context:
        ceilings.check(session, contact)
    if channel == Channel.SMS and not _has_sms(session, actor.workspace):
        raise Skip('SMS is not connected')
    if not address:
        raise Skip('no phone number is known' if channel == Channel.SMS else 'no e-mail address is known')
    deliveries.queue(
        session,
        actor,
        key=f'{rule}:{key}',
        channel=channel,
        address=address,
        conversation=conversations.of(session, actor, contact_id=contact.id),
        rule=rule,
        booking_id=booking.id if booking else None,
        contact_id=contact.id,
        event_id=event.id,
        context=context,
        good_until=good_until,
    )


def _has_sms(session: Session, workspace_id: UUID) -> bool:
    """Whether a provider of SMS was set up at all; one that is in trouble is waited for."""
    query = select(Integration.id).where(
        Integration.workspace_id == workspace_id,
        Integration.kind == IntegrationKind.SMS,
        col(Integration.status).in_(('connected', 'failing')),
    )
    return session.exec(query).first() is not None


def _contact(session: Session, event: Event) -> Contact:
    return session.get_one(Contact, event.object_id)


def _booking(session: Session, event: Event) -> Booking:
    return session.get_one(Booking, event.object_id)
