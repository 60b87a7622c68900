"""The lines of a thread: what was said, the files that came or go with it, and how each outgoing one fares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import Session, col, select

from data.models import Attachment, Conversation, Delivery, Direction, Message
from domain import delivery_words, enclosures, scope, undoing
from domain.actor import Actor
from domain.enclosures import Attached
from domain.errors import NotFound

PAGE = 50


@dataclass(frozen=True, slots=True)
class State:
    """How an outgoing message fares: the bare state, the words with their reason, and whether it can be tried again."""

    delivery_id: UUID
    state: str
    words: str
    error: str
    again: bool
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a thread; `delivery` is None for whatever is not sent by us.

    `original`: the mail as it came can be looked at; `folded`: it holds more than `body` shows (quotes, a signature).
    """

    id: UUID
    at: datetime
    channel: str
    direction: str
    kind: str
    sender_name: str
    sender_id: UUID | None
    subject: str
    body: str
    booking_id: UUID | None
    delivery: State | None
    attachments: tuple[Attached, ...] = ()
    original: bool = False
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Messages:
    """Lines from old to new, and whether older ones exist than these."""

    items: list[Said]
    older: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Lines from old to new, and how many the thread has."""

    items: list[Said]
    total: int


def page(session: Session, actor: Actor, *, conversation_id: UUID, limit: int = PAGE, offset: int = 0) -> Page:
    """A page of lines, counted from the newest backwards but listed from old to new; NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    total = session.exec(select(sa.func.count()).where(col(Message.conversation_id) == conversation_id)).one()
    rows = session.exec(_newest_first(conversation_id).limit(limit).offset(offset)).all()
    return Page(_lines(session, list(reversed(rows))), total)


def newest(
    session: Session, actor: Actor, *, conversation_id: UUID, since: UUID | None = None, more: int = PAGE
) -> Messages:
    """Everything from the line `since` on and `more` lines before it; without `since` the newest ones. NotFound."""
    actor.require('inbox')
    scope.one(session, actor, Conversation, conversation_id)
    anchor = _place(session, conversation_id, since)
    kept = session.exec(_newest_first(conversation_id).where(sa.not_(_before(*anchor)))).all() if anchor else []
    query = _newest_first(conversation_id).limit(more + 1)
    rest = session.exec(query.where(_before(*anchor)) if anchor else query).all()
    return Messages(_lines(session, list(reversed([*kept, *rest[:more]]))), older=len(rest) > more)


def one(session: Session, actor: Actor, *, message_id: UUID, conversation_id: UUID | None = None) -> Said:
    """One line of a thread (of this one); NotFound."""
    actor.require('inbox')
    row = scope.one(session, actor, Message, message_id)
    if conversation_id not in {None, row.conversation_id}:
        raise NotFound
    delivery = session.exec(select(Delivery).where(Delivery.message_id == row.id)).first()
    [said] = _lines(session, [(row, delivery)])
    return said


def state(delivery: Delivery) -> State:
    """A delivery as a thread shows it."""
    said = delivery_words.words(delivery.state, delivery.error, attempts=delivery.attempts, repeated=delivery.repeated)
    again, undo = delivery_words.can_try_again(delivery.state), undoing.possible(delivery)
    return State(delivery.id, delivery.state.value, said, delivery.error, again, undo)


def _newest_first(conversation_id: UUID) -> Any:
    return (
        select(Message, Delivery)
        .outerjoin(Delivery, col(Delivery.message_id) == Message.id)
        .where(col(Message.conversation_id) == conversation_id)
        .order_by(col(Message.created_at).desc(), col(Message.id).desc())
    )


def _place(session: Session, conversation_id: UUID, message_id: UUID | None) -> tuple[datetime, UUID] | None:
    query = select(Message.created_at, Message.id).where(
        Message.id == message_id, Message.conversation_id == conversation_id
    )
    return session.exec(query).first() if message_id else None


def _before(at: datetime, message_id: UUID) -> sa.ColumnElement[bool]:
    """Keyset: whatever stands above this line."""
    same = sa.and_(col(Message.created_at) == at, col(Message.id) < message_id)
    return sa.or_(col(Message.created_at) < at, same)


def _lines(session: Session, rows: Sequence[tuple[Message, Delivery | None]]) -> list[Said]:
    ids = [message.id for message, _ in rows]
    files: dict[UUID, list[Attached]] = {}
    for row in session.exec(select(Attachment).where(col(Attachment.message_id).in_(ids)).order_by(Attachment.name)):
        files.setdefault(row.message_id, []).append(enclosures.attached(row))  # type: ignore[arg-type]
    return [_said(message, delivery, files.get(message.id, [])) for message, delivery in rows]


def _said(row: Message, delivery: Delivery | None, files: Sequence[Attached]) -> Said:
    return Said(
        id=row.id,
        at=row.created_at,
        channel=row.channel.value,
        direction=row.direction.value,
        kind=row.kind.value,
        sender_name=row.sender_name,
        sender_id=row.sender_id,
        subject=row.subject,
        body=row.body,
        booking_id=row.booking_id,
        delivery=state(delivery) if delivery and row.direction == Direction.OUT else None,
        attachments=tuple(files),
        original=row.original_id is not None,
        folded=row.folded,
    )
