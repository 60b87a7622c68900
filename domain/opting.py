"""A customer does not want messages any more, or wants them again: by a word in a text message, or by the provider's report.

Carriers and Twilio answer STOP, START and HELP themselves; we only keep to it, and never answer a second time.
"""

from uuid import UUID

from sqlmodel import Session, select

from data.models import Channel, Contact, Delivery, DeliveryState
from domain import clock, conversations, deliveries, events, scope
from domain.actor import Actor
from domain.events import Name

STOP = frozenset({'stop', 'stopall', 'stop all', 'unsubscribe', 'cancel', 'end', 'quit', 'optout', 'revoke', 'stopp'})
START = frozenset({'start', 'unstop', 'yes'})
UNWANTED = {Channel.SMS: 'the customer does not want SMS', Channel.EMAIL: 'the customer does not want such mails'}
LINES = {
    (Channel.SMS, True): 'Does not want text messages any more',
    (Channel.SMS, False): 'Wants text messages again',
    (Channel.EMAIL, True): 'Does not want reminders and news by e-mail any more',
    (Channel.EMAIL, False): 'Wants reminders and news by e-mail again',
}


def heard(session: Session, actor: Actor, *, contact_id: UUID, body: str) -> bool:
    """Follow a text message that is nothing but a keyword (STOP, START and their kin); whether it was one."""
    word = ' '.join(body.casefold().strip(' \t\r\n.!"\'').split())
    if word in STOP:
        opt_out(session, actor, contact_id=contact_id, channel=Channel.SMS)
        return True
    if word in START:
        return opt_in(session, actor, contact_id=contact_id, channel=Channel.SMS) or word != 'yes'
    return False


def opt_out(session: Session, actor: Actor, *, contact_id: UUID, channel: Channel) -> bool:
    """Nothing more by SMS; by e-mail no more reminders and news. What waits is taken back. Whether that is new."""
    actor.require('inbox')
    contact = scope.one(session, actor, Contact, contact_id, lock=True)
    if _since(contact, channel):
        return False
    _change(session, actor, contact, channel, stopped=True)
    if channel == Channel.SMS:
        query = select(Delivery).where(
            Delivery.contact_id == contact.id, Delivery.channel == channel, Delivery.state == DeliveryState.QUEUED
        )
        deliveries.cancel(session, actor, deliveries=list(session.exec(query)), reason=UNWANTED[channel])
    return True


def opt_in(session: Session, actor: Actor, *, contact_id: UUID, channel: Channel) -> bool:
    """Messages are welcome again. Whether that is new."""
    actor.require('inbox')
    contact = scope.one(session, actor, Contact, contact_id, lock=True)
    if not _since(contact, channel):
        return False
    _change(session, actor, contact, channel, stopped=False)
    return True


def _since(contact: Contact, channel: Channel) -> bool:
    return (contact.no_sms_at if channel == Channel.SMS else contact.no_email_at) is not None


def _change(session: Session, actor: Actor, contact: Contact, channel: Channel, *, stopped: bool) -> None:
    moment = clock.now() if stopped else None
    if channel == Channel.SMS:
        contact.no_sms_at = moment
    else:
        contact.no_email_at = moment
    session.add(contact)
    thread = conversations.of(session, actor, contact_id=contact.id)
    conversations.system_line(session, actor, conversation=thread, body=LINES[channel, stopped])
    events.record(session, actor, Name.CONTACT_CHANGED, contact, contact_id=contact.id, wants=not stopped)
