"""What a booking brings about: messages to the customer, and to the team."""

from datetime import timedelta

from sqlmodel import Session

from data.models import Booking, BookingStatus, Event
from domain import checks, clock, combined, team
from domain.actor import Actor
from domain.events import Name
from domain.language import noted
from domain.reactions import telling

RAN_OUT_TOLD = timedelta(hours=24)


def request_received(session: Session, actor: Actor, event: Event) -> None:
    """Say at once that a request has arrived, where staff confirm."""
    booking = telling.booking_of(session, event)
    if booking.status != BookingStatus.PENDING:
        raise checks.Skip('the booking was confirmed at once')
    telling.about_booking(session, actor, event, 'request_received', booking, key=str(booking.id))


def confirmation(session: Session, actor: Actor, event: Event) -> None:
    """Confirm, with calendar file and manage link."""
    booking = telling.booking_of(session, event)
    telling.about_booking(session, actor, event, 'confirmation', booking, key=str(event.id))


def changed(session: Session, actor: Actor, event: Event) -> None:
    """Tell the new time."""
    booking = telling.booking_of(session, event)
    telling.about_booking(session, actor, event, 'changed', booking, key=str(event.id))


def cancelled(session: Session, actor: Actor, event: Event) -> None:
    """Tell that it does not take place."""
    booking = telling.booking_of(session, event)
    worth_it_until = booking.start
    if booking.cancelled_by == 'house':  # a request may run out at its very start, and its customer waits for an answer
        worth_it_until += RAN_OUT_TOLD
    if worth_it_until <= clock.now():
        raise checks.Skip('its time had passed already')
    telling.about_booking(session, actor, event, 'cancelled', booking, key=str(event.id), good_until=worth_it_until)


def reminder(session: Session, actor: Actor, event: Event) -> None:
    """Remind by e-mail."""
    _remind(session, actor, event, 'reminder')


def reminder_sms(session: Session, actor: Actor, event: Event) -> None:
    """Remind by SMS where that is connected."""
    _remind(session, actor, event, 'reminder_sms')


def _remind(session: Session, actor: Actor, event: Event, rule: str) -> None:
    booking = telling.booking_of(session, event)
    if 'by_hand' not in event.data and (reason := spoken_for(session, booking)):
        raise checks.Skip(reason)
    key = f'{booking.id}:{event.data.get("key", event.id)}'
    telling.about_booking(session, actor, event, rule, booking, key=key, **telling.by_hand(event))


def spoken_for(session: Session, booking: Booking) -> str:
    """Why a booking has no reminder of its own; '' where it has."""
    first = combined.together(session, booking)[0]
    return '' if first.id == booking.id else 'the reminder of the first service speaks of the whole visit'


WHAT = {
    Name.BOOKING_CREATED: noted('New booking'),
    Name.BOOKING_RESCHEDULED: noted('Booking moved'),
    Name.BOOKING_CANCELLED: noted('Booking cancelled'),
    Name.BOOKINGS_REQUESTED: noted('New booking'),
    Name.BOOKINGS_CONFIRMED: noted('New booking'),
    Name.BOOKINGS_RESCHEDULED: noted('Booking moved'),
    Name.BOOKINGS_CANCELLED: noted('Booking cancelled'),
}


def tell_team(session: Session, actor: Actor, event: Event) -> None:
    """Tell the team what a customer did."""
    if event.actor_kind != 'guest':
        raise checks.Skip('it was not the customer who did it')
    booking = telling.booking_of(session, event)
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
        raise checks.Skip(team.NOBODY)
