"""By which channels a rule's message reaches a customer now, and why not by the others."""

from sqlmodel import Session, col, select

from data.models import Channel, Contact, Integration, IntegrationKind
from domain import checks
from domain.rules import Effective

MISSING = {Channel.EMAIL: 'no e-mail address is known', Channel.SMS: 'no phone number is known'}
NOT_CONNECTED = {Channel.EMAIL: 'e-mail is not connected', Channel.SMS: 'SMS is not connected'}


def ways(session: Session, rule: Effective, contact: Contact) -> list[tuple[Channel, str]]:
    """Channel and address of each message that has to go out; one where the rule chooses. Skip says why there is none."""
    open_, closed = [], []
    for channel in rule.channel.channels:
        if reason := why_not(session, rule, contact, channel):
            closed.append(reason)
        else:
            open_.append((channel, address(contact, channel)))
    if not open_:
        raise checks.Skip(', and '.join(dict.fromkeys(closed)))
    return open_[:1] if rule.channel.choosing else open_


def why_not(session: Session, rule: Effective, contact: Contact, channel: Channel) -> str:
    """Why this customer is not reached by this channel; '' where they are. A mail alone waits until e-mail is connected."""
    if reason := checks.unwanted(rule.rule, contact, channel):
        return reason
    waits = channel == Channel.EMAIL and not rule.channel.choosing
    if not waits and not connected(session, contact, channel):
        return NOT_CONNECTED[channel]
    return '' if address(contact, channel) else MISSING[channel]


def address(contact: Contact, channel: Channel) -> str:
    """Where the contact reads this channel; '' where that is not known."""
    return (contact.phone if channel == Channel.SMS else contact.email) or ''


def connected(session: Session, contact: Contact, channel: Channel) -> bool:
    """Whether a provider of the channel was set up at all; one that is in trouble is waited for."""
    query = select(Integration.id).where(
        Integration.workspace_id == contact.workspace_id,
        Integration.kind == IntegrationKind(channel.value),
        col(Integration.status).in_(('connected', 'failing')),
    )
    return session.exec(query).first() is not None
