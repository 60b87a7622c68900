"""Does this message still make sense? Asked when it is queued, when its cause changes, and again when it is sent."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from data.models import (
    Booking,
    BookingStatus,
    Channel,
    Contact,
    Delivery,
    FormRequest,
    FormState,
    WaitlistEntry,
)
from domain import clock, conversations, memberships, rules
from domain.rules import Effective, Rule

TOO_LATE = 'it would have come too late'
PAUSED = 'a person has taken over this conversation'
CONFIRMED_ONLY = {'confirmation', 'reminder', 'reminder_sms', 'forms', 'form_reminder'}
OPEN_ONLY = {'changed'}
ONE_TIME_ONLY = {'changed', 'reminder', 'reminder_sms'}


class Skip(Exception):
    """A rule has nothing to do, and this is why."""


def before(
    session: Session, rule: Effective, contact: Contact, booking: Booking | None, *, by_hand: bool = False
) -> str:
    """Why a rule must not write to this customer now; '' when it may. `by_hand`: somebody of the team pressed a button for it,
    so that neither the rule's switch nor the pause is in the way, only the customer's own wish."""
    if not (rule.enabled or by_hand):
        return 'this rule is switched off'
    if contact.sample:
        return 'sample contacts are never written to'
    if rule.pausable and not by_hand and _held(session, contact, booking):
        return PAUSED
    return ''


def unwanted(rule: Rule, contact: Contact, channel: Channel) -> str:
    """Why the customer does not want this rule's messages by this channel; '' where they do."""
    if channel == Channel.SMS and contact.no_sms_at is not None:
        return 'the customer does not want SMS'
    if channel == Channel.EMAIL and rule.pausable and contact.no_email_at is not None:
        return 'the customer does not want such mails'
    return ''


def _held(session: Session, contact: Contact, booking: Booking | None) -> bool:
    """Paused, and not about a booking that was made after the pause."""
    conversation = conversations.known(session, contact.id)
    if conversation is None or conversation.paused_at is None:
        return False
    return booking is None or booking.created_at <= conversation.paused_at


def paused(session: Session, delivery: Delivery) -> bool:
    """Whether the pause of its conversation holds this message back."""
    if not delivery.rule or delivery.contact_id is None or delivery.workspace_id is None:
        return False
    if delivery.context.get('by_hand'):
        return False
    if 'user_id' in delivery.context or not rules.effective(session, delivery.workspace_id, delivery.rule).pausable:
        return False
    booking = session.get(Booking, delivery.booking_id) if delivery.booking_id else None
    return _held(session, session.get_one(Contact, delivery.contact_id), booking)


def reason(session: Session, delivery: Delivery) -> str:
    """Why a queued message must not go out any more; '' when it should."""
    if delivery.good_until is not None and delivery.good_until <= clock.now():
        return TOO_LATE
    if delivery.workspace_id and (person := delivery.context.get('only_for')):
        alone = memberships.owned_alone(session, UUID(person))
        return '' if delivery.workspace_id in alone else 'the workspace belongs to somebody else now'
    if _unwanted(session, delivery):
        return 'the customer does not want SMS'
    if delivery.system or not delivery.rule or delivery.workspace_id is None or delivery.context.get('asked_by'):
        return ''
    rule = rules.effective(session, delivery.workspace_id, delivery.rule)
    booking = session.get(Booking, delivery.booking_id) if delivery.booking_id else None
    if 'user_id' in delivery.context:
        return '' if rule.enabled else 'this rule is switched off'
    contact = session.get(Contact, delivery.contact_id) if delivery.contact_id else None
    if contact is None:
        return 'the contact is gone'
    by_hand = bool(delivery.context.get('by_hand'))
    no = before(session, rule, contact, booking, by_hand=by_hand) or unwanted(rule.rule, contact, delivery.channel)
    return no or _outdated(session, delivery, booking)


def _unwanted(session: Session, delivery: Delivery) -> bool:
    """STOP holds for everybody, a person's own reply and a second try included."""
    contact = session.get(Contact, delivery.contact_id) if delivery.contact_id else None
    return delivery.channel == Channel.SMS and contact is not None and contact.no_sms_at is not None


def _outdated(session: Session, delivery: Delivery, booking: Booking | None) -> str:
    if delivery.rule == 'waitlist_offer':
        return _offer_over(session, delivery)
    if booking is None:
        return ''
    waits = booking.status == BookingStatus.PENDING and delivery.rule in OPEN_ONLY
    if delivery.rule in CONFIRMED_ONLY | OPEN_ONLY and booking.status != BookingStatus.CONFIRMED and not waits:
        return 'the booking is cancelled' if booking.status == BookingStatus.CANCELLED else 'the booking is over'
    if delivery.rule == 'request_received' and booking.status != BookingStatus.PENDING:
        return 'the request has been answered already'
    if delivery.rule == 'cancelled' and booking.status != BookingStatus.CANCELLED:
        return 'the booking is on again'
    if delivery.rule in ONE_TIME_ONLY and _moved(delivery, booking):
        return 'the booking has moved to another time'
    return _form_done(session, delivery)


def _offer_over(session: Session, delivery: Delivery) -> str:
    entry = session.get(WaitlistEntry, UUID(delivery.context['waitlist']))
    start = entry.offered_start if entry else None
    same = start is not None and start == datetime.fromisoformat(delivery.context['start'])
    return '' if same else 'the offer is over'


def _moved(delivery: Delivery, booking: Booking) -> bool:
    spoken_of = delivery.context.get('start')
    return spoken_of is not None and datetime.fromisoformat(spoken_of) != booking.start


def _form_done(session: Session, delivery: Delivery) -> str:
    if delivery.rule != 'form_reminder':
        return ''
    open_ones = [
        request
        for request in (session.get(FormRequest, one) for one in _ids(delivery))
        if request and request.state != FormState.COMPLETED and request.withdrawn_at is None
    ]
    return '' if open_ones else 'the form is completed or withdrawn'


def _ids(delivery: Delivery) -> list[UUID]:
    return [UUID(one) for one in delivery.context.get('requests', [])]
