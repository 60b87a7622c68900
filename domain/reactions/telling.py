"""Telling a customer something: a message of a rule goes into the outbox, or the reason why not into the log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import (
    Booking,
    Channel,
    Contact,
    Event,
    Integration,
    IntegrationKind,
)
from domain import ceilings, checks, combined, conversations, deliveries, rules
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
    """Queue a rule's message for a customer on the rule's channel; Skip tells why not."""
    effective = rules.effective(session, actor.workspace, rule)
    channel = effective.channel
    address = contact.phone if channel == Channel.SMS else contact.email
    if reason := checks.before(session, effective, contact, booking, by_hand='by_hand' in context):
        raise checks.Skip(reason)
    if 'by_hand' not in context:
        ceilings.check(session, contact)
    if channel == Channel.SMS and not _has_sms(session, actor.workspace):
        raise checks.Skip('SMS is not connected')
    if not address:
        raise checks.Skip('no phone number is known' if channel == Channel.SMS else 'no e-mail address is known')
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
    ceilings.count(session, contact)


def _has_sms(session: Session, workspace_id: UUID) -> bool:
    """Whether a provider of SMS was set up at all; one that is in trouble is waited for."""
    query = select(Integration.id).where(
        Integration.workspace_id == workspace_id,
        Integration.kind == IntegrationKind.SMS,
        col(Integration.status).in_(('connected', 'failing')),
    )
    return session.exec(query).first() is not None


def booking_of(session: Session, event: Event) -> Booking:
    """The booking that the event is about."""
    return session.get_one(Booking, event.object_id)


def by_hand(event: Event) -> dict[str, Any]:
    """Who pressed the button, where it was not a promise that came due."""
    return {'by_hand': event.data['by_hand']} if 'by_hand' in event.data else {}
