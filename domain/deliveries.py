"""Messages on their way out: queued in the transaction of their cause, and tried again when a person asks for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data import direct
from data.models import Channel, Conversation, Delivery, DeliveryState, Direction, Message, MessageKind
from data.settings import settings
from domain import clock, conversations, events, letters
from domain.actor import Actor
from domain.errors import Conflict, NotFound

TRIED_AGAIN = (DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.CANCELLED, DeliveryState.BOUNCED)


class NothingToTryAgain(Conflict):
    """This message is already on its way."""


_WAITING = select(Delivery).where(
    col(Delivery.state) == DeliveryState.QUEUED,
    sa.or_(
        col(Delivery.booking_id) == sa.bindparam('booking'),
        col(Delivery.contact_id) == sa.bindparam('contact'),
    ),
)
_BY_KEY = sa.select(col(Delivery.id)).where(col(Delivery.key) == sa.bindparam('key'))


def queue(
    session: Session,
    actor: Actor,
    *,
    key: str,
    channel: Channel,
    address: str,
    conversation: Conversation | None = None,
    message: Message | None = None,
    rule: str = '',
    booking_id: UUID | None = None,
    contact_id: UUID | None = None,
    event_id: UUID | None = None,
    context: Mapping[str, Any] | None = None,
    good_until: datetime | None = None,
    system: bool = False,
) -> Delivery:
    """Put one message into the outbox; the same `key` a second time changes nothing and answers with the first.

    `message` is a staff reply that stands in the thread already; with a `conversation` alone the automated message is added to it.
    It is checked and rendered again when it is sent. After `good_until` it is cancelled instead.
    """
    if known := direct.execute(session, _BY_KEY, {'key': key}).scalar():
        return session.get_one(Delivery, known)
    delivery = Delivery(
        workspace_id=actor.workspace_id,
        booking_id=booking_id,
        contact_id=contact_id or (conversation.contact_id if conversation else None),
        event_id=event_id,
        key=key,
        rule=rule,
        system=system,
        channel=channel,
        address=address,
        email_id=_email_id() if channel == Channel.EMAIL else '',
        context=dict(context or {}),
        next_attempt_at=clock.now(),
        good_until=good_until,
        created_at=clock.now(),
    )
    if conversation is not None and message is None:
        message = _line(session, actor, conversation, delivery)
    if message is not None:
        message.email_id = delivery.email_id or None
        delivery.message_id = message.id
        session.add(message)
    session.add(delivery)
    session.flush()
    events.hint(session, actor.workspace_id, events.Name.DELIVERY_QUEUED)
    return delivery


def _line(session: Session, actor: Actor, conversation: Conversation, delivery: Delivery) -> Message:
    """The automated message as it would read now, in the thread."""
    draft = letters.draft(session, delivery)
    return conversations.append(
        session,
        Actor.system(actor.workspace_id),
        conversation=conversation,
        channel=delivery.channel,
        direction=Direction.OUT,
        kind=MessageKind.AUTOMATED,
        body=draft.text,
        subject=draft.subject,
        booking_id=delivery.booking_id,
        email_id=delivery.email_id,
    )


def _email_id() -> str:
    """A Message-ID (RFC 5322, 3.6.4), fixed from the moment of queueing."""
    return f'<{uuid4()}@{urlsplit(settings().base_url).hostname or "careops.invalid"}>'


def queued(session: Session, *, booking_id: UUID | None = None, contact_id: UUID | None = None) -> list[Delivery]:
    """What still waits to be sent, and is about this booking, or this contact."""
    return list(session.exec(_WAITING, params={'booking': booking_id, 'contact': contact_id}))


def cancel(session: Session, actor: Actor, *, deliveries: list[Delivery], reason: str) -> int:
    """Take queued messages back with a reason; what is being sent already stays. How many were taken back."""
    waiting = [delivery for delivery in deliveries if delivery.state == DeliveryState.QUEUED]
    for delivery in waiting:
        delivery.state, delivery.error = DeliveryState.CANCELLED, reason
        session.add(delivery)
    if waiting:
        events.hint(session, actor.workspace_id, events.Name.DELIVERY_CHANGED)
    return len(waiting)


def retry(session: Session, actor: Actor, *, delivery_id: UUID) -> Delivery:
    """ "Try again" in the thread: a message that failed, was bounced, cancelled or is unknown goes out once more."""
    actor.require('inbox')
    delivery = session.exec(
        select(Delivery)
        .where(Delivery.id == delivery_id, col(Delivery.workspace_id) == actor.workspace, ~col(Delivery.system))
        .with_for_update(key_share=True)
    ).first()
    if delivery is None:
        raise NotFound
    if delivery.state not in TRIED_AGAIN:
        raise NothingToTryAgain
    delivery.state, delivery.attempts, delivery.error = DeliveryState.QUEUED, 0, ''
    delivery.next_attempt_at, delivery.lease_until, delivery.claimed_by = clock.now(), None, ''
    delivery.provider_id = ''  # what is reported of the earlier attempt is no news any more
    delivery.context = {**delivery.context, 'asked_by': actor.name, 'asked_at': clock.now().isoformat()}
    session.add(delivery)
    events.record(session, actor, events.Name.DELIVERY_CHANGED, delivery, change='tried again')
    events.hint(session, actor.workspace_id, events.Name.DELIVERY_QUEUED)
    return delivery
