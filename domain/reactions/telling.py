"""Telling a customer something: a message of a rule goes into the outbox, or the reason why not into the log."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from data.models import Booking, Channel, Contact, Event, Way
from domain import ceilings, checks, combined, conversations, deliveries, reaching, rules
from domain.actor import Actor


def about_booking(
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
    to_customer(
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


def to_customer(
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
    """Queue a rule's message for a customer by each of the rule's ways; Skip tells why not."""
    rule_now = rules.effective(session, actor.workspace, rule)
    for channel, address in decided(session, rule_now, contact, booking, by_hand='by_hand' in context):
        second = rule_now.channel == Way.BOTH and channel == Channel.SMS
        deliveries.queue(
            session,
            actor,
            key=f'{rule}:{key}:sms' if second else f'{rule}:{key}',
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
        ceilings.count(session, contact)


def decided(
    session: Session,
    rule: rules.Effective,
    contact: Contact,
    booking: Booking | None,
    *,
    by_hand: bool = False,
    at: datetime | None = None,
    more: int = 0,
) -> list[tuple[Channel, str]]:
    """Whether a rule may write to the customer as things are, and where to; Skip tells why not.

    For a look ahead: `at` another moment, with so many `more` messages until then.
    """
    if reason := checks.before(session, rule, contact, booking, by_hand=by_hand):
        raise checks.Skip(reason)
    if not by_hand:
        ceilings.check(session, contact, at=at, more=more)
    return reaching.ways(session, rule, contact)


def booking_of(session: Session, event: Event) -> Booking:
    """The booking that the event is about."""
    return session.get_one(Booking, event.object_id)


def by_hand(event: Event) -> dict[str, Any]:
    """Who pressed the button, where it was not a promise that came due."""
    return {'by_hand': event.data['by_hand']} if 'by_hand' in event.data else {}
