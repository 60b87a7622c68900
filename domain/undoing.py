"""Undo send: a reply waits a few seconds before it leaves, and until then it can be taken back as if it had not been written."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from data.models import Conversation, Delivery, DeliveryState, Direction, Message, MessageKind
from data.settings import settings
from domain import clock, enclosures, events, scope
from domain.actor import Actor
from domain.errors import Conflict
from domain.events import Name

MOMENTS = ('unanswered_since', 'answered_at', 'paused_at', 'last_activity_at')


class TooLate(Conflict):
    """This message has left already."""


def state(conversation: Conversation) -> dict[str, Any]:
    """How the conversation stands before a reply, as plain values."""
    moments = {name: getattr(conversation, name) for name in MOMENTS}
    return {name: moment.isoformat() if moment else None for name, moment in moments.items()} | {
        'paused_by': str(conversation.paused_by) if conversation.paused_by else None,
        'preview': conversation.preview,
    }


def hold(session: Session, delivery: Delivery, before: dict[str, Any]) -> None:
    """Let a reply that was just queued wait; it leaves by itself, whether or not the page stays open."""
    seconds = settings().undo_seconds
    if seconds:
        delivery.next_attempt_at = clock.now() + timedelta(seconds=seconds)
        delivery.context = {**delivery.context, 'before': before}
        session.add(delivery)


def possible(delivery: Delivery) -> bool:
    """Whether the message waits for its first attempt and its writer may change his mind."""
    waits = delivery.state == DeliveryState.QUEUED and not delivery.attempts
    return waits and 'before' in delivery.context and 'asked_by' not in delivery.context


def undo(session: Session, actor: Actor, *, message_id: UUID) -> Message:
    """Take back one's own reply before it leaves: the line goes, waiting and pause are as before. Its words and files lie in the draft again. TooLate, NotFound."""
    actor.require('inbox')
    message = scope.one(session, actor, Message, message_id)
    conversation = scope.one(session, actor, Conversation, message.conversation_id, lock=True)
    query = select(Delivery).where(Delivery.message_id == message.id).with_for_update(key_share=True)
    delivery = session.exec(query.execution_options(populate_existing=True)).first()
    if delivery is None or not possible(delivery) or message.sender_id != actor.user_id:
        raise TooLate
    _restore(session, conversation, message, delivery.context['before'])
    enclosures.give_back(session, actor, conversation, message)
    session.delete(delivery)
    session.flush()
    session.delete(message)
    events.record(session, actor, Name.CONVERSATION_CHANGED, conversation, change='reply undone')
    return message


def _restore(session: Session, conversation: Conversation, message: Message, before: dict[str, Any]) -> None:
    """Back to how it stood, where nothing else has happened since."""
    if conversation.last_activity_at == message.created_at:
        conversation.last_activity_at = _moment(before['last_activity_at']) or conversation.created_at
        conversation.preview = before['preview']
    if _answered_again(session, message):
        return
    if before['paused_at'] is None and conversation.paused_by == message.sender_id:
        conversation.paused_at = conversation.paused_by = None
    conversation.answered_at = _moment(before['answered_at'])
    conversation.unanswered_since = _moment(before['unanswered_since']) or conversation.unanswered_since
    session.add(conversation)


def _answered_again(session: Session, message: Message) -> bool:
    query = select(Message.id).where(
        Message.conversation_id == message.conversation_id,
        Message.kind == MessageKind.MANUAL,
        Message.direction == Direction.OUT,
        col(Message.created_at) >= message.created_at,
        Message.id != message.id,
    )
    return session.exec(query).first() is not None


def _moment(written: str | None) -> datetime | None:
    return datetime.fromisoformat(written) if written else None
