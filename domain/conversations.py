"""The one conversation of a contact: what is said is appended here, and here its state changes."""

from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, select

from data.models import Channel, Contact, Conversation, Direction, Member, Message, MessageKind
from domain import clock, events, scope, text, wording
from domain.actor import Actor
from domain.errors import Invalid, NotFound
from domain.events import Name

LONGEST = 20_000
PREVIEW = 200
OF_CONTACT = select(Conversation).where(Conversation.contact_id == sa.bindparam('contact_id'))


def of(session: Session, actor: Actor, *, contact_id: UUID) -> Conversation:
    """The conversation of a contact of the workspace; NotFound."""
    found = known(session, contact_id)
    if found is None or found.workspace_id != actor.workspace:
        raise NotFound
    return found


def begin(session: Session, contact: Contact) -> Conversation:
    """The conversation of a new contact, in which nothing was said yet."""
    row = Conversation(workspace_id=contact.workspace_id, contact_id=contact.id, last_activity_at=clock.now())
    session.add(row)
    session.flush()
    session.info.setdefault('conversations', {})[contact.id] = row
    return row


def known(session: Session, contact_id: UUID) -> Conversation | None:
    """The conversation of a contact whom the caller has found within its workspace; a transaction looks for it once."""
    seen: dict[UUID, Conversation] = session.info.setdefault('conversations', {})
    found = seen.get(contact_id)
    if found is None or found not in session:
        found = session.exec(OF_CONTACT, params={'contact_id': contact_id}).first()
    if found is not None:
        seen[contact_id] = found
    return found


def append(
    session: Session,
    actor: Actor,
    *,
    conversation: Conversation,
    channel: Channel,
    direction: Direction,
    kind: MessageKind,
    body: str,
    subject: str = '',
    sender_name: str = '',
    booking_id: UUID | None = None,
    email_id: str = '',
) -> Message:
    """Add a line to the thread and keep the conversation's summary true. The caller has checked that it may.

    An incoming message makes the conversation unread and unanswered, reopens it and fires message.received;
    a person's answer (manual, out) ends the waiting; notes, system lines and automated messages change neither.
    """
    message = Message(
        workspace_id=conversation.workspace_id,
        conversation_id=conversation.id,
        channel=channel,
        direction=direction,
        kind=kind,
        sender_name=(sender_name or actor.name)[:200],
        sender_id=actor.user_id,
        subject=subject[:300],
        body=body[:LONGEST],
        booking_id=booking_id,
        email_id=email_id or None,
        created_at=clock.now(),
    )
    session.add(message)
    _summarise(conversation, message)
    session.add(conversation)
    session.flush()
    session.add(wording.of(message))
    if direction == Direction.IN:
        _received(session, actor, conversation, message)
    else:
        events.hint(session, conversation.workspace_id, Name.CONVERSATION_CHANGED)
    return message


def _summarise(conversation: Conversation, message: Message) -> None:
    at = message.created_at
    conversation.last_activity_at = at
    if message.kind != MessageKind.SYSTEM or not conversation.preview:
        conversation.preview = preview(message)
    if message.direction == Direction.IN:
        conversation.last_inbound_at, conversation.last_inbound_channel = at, message.channel
        conversation.unanswered_since = conversation.unanswered_since or at
        conversation.closed_at = conversation.closed_by = None
    if message.direction == Direction.OUT and message.kind == MessageKind.MANUAL:
        conversation.answered_at, conversation.unanswered_since = at, None


def preview(message: Message) -> str:
    """The first words of a message as lists show them, with who is speaking when it is not the customer."""
    words = ' '.join(message.body.split()) or message.subject
    if message.kind == MessageKind.AUTOMATED:
        words = f'Automatic: {message.subject or words}'
    elif message.direction == Direction.OUT:
        words = f'{message.sender_name.split(" ")[0]}: {words}'
    elif message.channel == Channel.NONE and message.kind == MessageKind.MANUAL:
        words = f'Note: {words}'
    return words[:PREVIEW]


def _received(session: Session, actor: Actor, conversation: Conversation, message: Message) -> None:
    contact = session.get_one(Contact, conversation.contact_id)
    contact.last_contacted_at = message.created_at
    session.add(contact)
    events.record(
        session, actor, Name.MESSAGE_RECEIVED, conversation, message_id=str(message.id), channel=message.channel.value
    )


def mark_read(session: Session, actor: Actor, *, conversation_id: UUID) -> Conversation:
    """Everything received so far has been seen by the team."""
    conversation = _locked(session, actor, conversation_id)
    if unread(conversation):
        conversation.read_at = clock.now()
        session.add(conversation)
        events.hint(session, actor.workspace_id, Name.CONVERSATION_CHANGED)
    return conversation


def unread(conversation: Conversation) -> bool:
    """Whether something came in after the team last looked."""
    came, seen = conversation.last_inbound_at, conversation.read_at
    return came is not None and (seen is None or came > seen)


def close(session: Session, actor: Actor, *, conversation_id: UUID) -> Conversation:
    """Nothing is left to do here; it leaves the open list, and nobody waits for an answer. Closing twice changes nothing."""
    conversation = _locked(session, actor, conversation_id)
    if conversation.closed_at is None:
        conversation.closed_at, conversation.closed_by = clock.now(), actor.user_id
        conversation.read_at, conversation.unanswered_since = clock.now(), None
        _changed(session, actor, conversation, 'closed')
    return conversation


def reopen(session: Session, actor: Actor, *, conversation_id: UUID) -> Conversation:
    """Back into the open list. Reopening an open one changes nothing."""
    conversation = _locked(session, actor, conversation_id)
    if conversation.closed_at is not None:
        conversation.closed_at = conversation.closed_by = None
        _changed(session, actor, conversation, 'reopened')
    return conversation


def resume(session: Session, actor: Actor, *, conversation_id: UUID) -> Conversation:
    """Automatic messages may go out again from now on; the thread says who decided it."""
    conversation = _locked(session, actor, conversation_id)
    if conversation.paused_at is not None:
        conversation.paused_at = conversation.paused_by = None
        system_line(session, actor, conversation=conversation, body=f'Automatic messages resumed by {actor.name}')
        _changed(session, actor, conversation, 'resumed')
    return conversation


def pause(session: Session, actor: Actor, conversation: Conversation) -> None:
    """A person has taken over: pausable rules keep silent until somebody presses Resume."""
    conversation.paused_at, conversation.paused_by = clock.now(), actor.user_id
    _changed(session, actor, conversation, 'paused')


class NotAColleague(Invalid):
    """Please choose somebody who may use the inbox."""

    def __init__(self) -> None:
        super().__init__({'member_id': 'Please choose somebody who may use the inbox.'})


def assign(session: Session, actor: Actor, *, conversation_id: UUID, member_id: UUID | None) -> Conversation:
    """Make a member responsible, or nobody (None); NotAColleague for somebody gone or without the inbox."""
    conversation = _locked(session, actor, conversation_id)
    if member_id is not None and not _answers(session.get(Member, member_id), actor):
        raise NotAColleague
    if conversation.assigned_to != member_id:
        conversation.assigned_to = member_id
        _changed(session, actor, conversation, 'assigned')
    return conversation


def _answers(member: Member | None, actor: Actor) -> bool:
    if member is None or member.workspace_id != actor.workspace_id or member.removed_at is not None:
        return False
    return member.can_inbox or member.role.value == 'owner'


def note(session: Session, actor: Actor, *, conversation_id: UUID, body: str) -> Message:
    """An internal note: only the team sees it."""
    conversation = _locked(session, actor, conversation_id)
    return append(
        session,
        actor,
        conversation=conversation,
        channel=Channel.NONE,
        direction=Direction.NONE,
        kind=MessageKind.MANUAL,
        body=written(body),
    )


def system_line(
    session: Session, actor: Actor, *, conversation: Conversation, body: str, booking_id: UUID | None = None
) -> Message:
    """A line by the house in the middle of the thread: what happened around the messages."""
    return append(
        session,
        actor,
        conversation=conversation,
        channel=Channel.NONE,
        direction=Direction.NONE,
        kind=MessageKind.SYSTEM,
        body=body,
        sender_name='CareOps',
        booking_id=booking_id,
    )


def written(body: str) -> str:
    """The text without blank ends; Invalid when nothing is left or it is far too long."""
    clean = text.block(body)
    if not clean:
        raise Invalid({'body': 'Please write something first.'})
    if len(clean) > LONGEST:
        raise Invalid({'body': f'That is longer than {LONGEST:,} characters.'})
    return clean


def _locked(session: Session, actor: Actor, conversation_id: UUID) -> Conversation:
    actor.require('inbox')
    return scope.one(session, actor, Conversation, conversation_id, lock=True)


def _changed(session: Session, actor: Actor, conversation: Conversation, change: str) -> None:
    session.add(conversation)
    events.record(session, actor, Name.CONVERSATION_CHANGED, conversation, change=change)
