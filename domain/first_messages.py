"""A first message: the business writes to somebody, known or new, before the customer did."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import Session

from data.models import Channel, Message
from domain import booking_given, conversations, replies
from domain.actor import Actor


def send(
    session: Session,
    actor: Actor,
    *,
    channel: Channel | str,
    body: str,
    subject: str = '',
    contact_id: UUID | None = None,
    contact: Mapping[str, str | None] | None = None,
    submission_key: str = '',
    may_undo: bool = False,
) -> Message:
    """Write to a contact (`contact_id`), or to `contact` (name, email, phone), who becomes one where nobody has the address yet.

    Everything else as `replies.send`; Invalid at `contact.name`, `contact.email` or `contact.phone`.
    """
    actor.require('inbox')
    words = conversations.written(body)
    whom = booking_given.contact_of(session, actor, contact_id, contact)
    conversation = conversations.of(session, actor, contact_id=whom.id)
    return replies.send(
        session,
        actor,
        conversation_id=conversation.id,
        channel=channel,
        body=words,
        subject=subject,
        submission_key=submission_key,
        may_undo=may_undo,
    )
