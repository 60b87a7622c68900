"""A person answers a customer: the message stands in the thread, leaves by the outbox, and automation keeps silent."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Channel, Contact, Conversation, Delivery, Direction, Message, MessageKind, Workspace
from domain import conversations, deliveries, drafts, enclosures, events, scope, text, undoing
from domain.actor import Actor
from domain.conversations import written
from domain.errors import Conflict, Invalid
from domain.events import Name
from domain.language import say

SUBJECT = 200


class OnlyASample(Conflict):
    """This is a sample contact: it is never written to."""


class NoSms(Conflict):
    """This customer has asked for no more text messages."""


class NoAddress(Invalid):
    """The contact cannot be reached this way."""

    def __init__(self, channel: Channel) -> None:
        missing = 'e-mail address' if channel == Channel.EMAIL else 'phone number'
        super().__init__({'channel': f'This contact has no {missing}.'})


def send(
    session: Session,
    actor: Actor,
    *,
    conversation_id: UUID,
    channel: Channel | str,
    body: str,
    subject: str = '',
    submission_key: str = '',
    may_undo: bool = False,
    files: Sequence[UUID] = (),
) -> Message:
    """Answer by e-mail or SMS: queued at once, waiting ends, automation pauses, staff.replied is recorded.

    With `may_undo` it leaves a few seconds later (CAREOPS_UNDO_SECONDS), until when `undoing.undo` takes it back.
    `files` are attachments that lie beside the caller's draft; they go out with the mail.
    The same `submission_key` a second time (double click, repetition) changes nothing and answers with the first message.
    """
    actor.require('inbox')
    channel = _way(channel)
    conversation = scope.one(session, actor, Conversation, conversation_id, lock=True)
    key = f'reply:{conversation.id}:{submission_key[:80]}'
    if submission_key and (known := _sent_before(session, key)):
        return known
    contact = session.get_one(Contact, conversation.contact_id)
    address = _address(contact, channel)
    words = written(body)
    if files and channel != Channel.EMAIL:
        raise Invalid({'channel': 'Files can only be sent by e-mail.'})
    before = undoing.state(conversation)
    message = conversations.append(
        session,
        actor,
        conversation=conversation,
        channel=channel,
        direction=Direction.OUT,
        kind=MessageKind.MANUAL,
        body=words,
        subject=_subject(session, conversation, contact, subject) if channel == Channel.EMAIL else '',
    )
    delivery = deliveries.queue(
        session,
        actor,
        key=key if submission_key else f'reply:{message.id}',
        channel=channel,
        address=address,
        conversation=conversation,
        message=message,
        contact_id=contact.id,
    )
    enclosures.take(session, actor, message, files)
    if may_undo:
        undoing.hold(session, delivery, before)
        drafts.save(session, actor, conversation_id=conversation.id, body='')
    conversations.pause(session, actor, conversation)
    contact.last_contacted_at = message.created_at
    session.add(contact)
    events.record(session, actor, Name.STAFF_REPLIED, conversation, message_id=str(message.id), channel=channel.value)
    return message


def _sent_before(session: Session, key: str) -> Message | None:
    return session.exec(
        select(Message).join(Delivery, col(Delivery.message_id) == Message.id).where(Delivery.key == key)
    ).first()


def _way(channel: Channel | str) -> Channel:
    if channel not in (Channel.EMAIL, Channel.SMS):
        raise Invalid({'channel': 'Please answer by e-mail or SMS.'})
    return Channel(channel)


def _address(contact: Contact, channel: Channel) -> str:
    if contact.sample:
        raise OnlyASample
    address = contact.email if channel == Channel.EMAIL else contact.phone
    if channel == Channel.SMS and contact.no_sms_at is not None:
        raise NoSms
    if not address:
        raise NoAddress(channel)
    return address


def _subject(session: Session, conversation: Conversation, contact: Contact, subject: str) -> str:
    """What was typed, else the subject that the customer wrote about, else the business's name."""
    if given := text.line(subject):
        return given[:SUBJECT]
    last = session.exec(
        select(Message.subject)
        .where(Message.conversation_id == conversation.id, Message.channel == Channel.EMAIL, Message.subject != '')
        .where(Message.direction == Direction.IN)
        .order_by(col(Message.created_at).desc())
        .limit(1)
    ).first()
    if last:
        return last if last.lower().startswith(('re:', 'aw:')) else f'Re: {last}'[:SUBJECT]
    workspace = session.get_one(Workspace, conversation.workspace_id)
    return say(contact.language or workspace.language, 'A message from {business}', business=workspace.name)[:SUBJECT]
