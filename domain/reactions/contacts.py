"""What is said to a customer apart from a booking: the welcome, and a time that is held for somebody who waits."""

from datetime import timedelta

from sqlmodel import Session

from data.models import Contact, Event, WaitlistEntry, WaitState
from domain import checks, clock
from domain.actor import Actor
from domain.reactions import telling


def welcome(session: Session, actor: Actor, event: Event) -> None:
    """Greet a new contact."""
    contact = session.get_one(Contact, event.object_id)
    telling.to_customer(
        session,
        actor,
        event,
        'welcome',
        contact=contact,
        key=str(contact.id),
        good_until=clock.now() + timedelta(days=3),
    )


def waitlist_offer(session: Session, actor: Actor, event: Event) -> None:
    """Offer the held time to the one whose turn it is."""
    entry = session.get_one(WaitlistEntry, event.object_id)
    if entry.state != WaitState.OFFERED:
        raise checks.Skip('the offer has been answered already')
    telling.to_customer(
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
