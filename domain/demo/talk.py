"""What the demo's customers and staff wrote to each other."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from data.models import (
    Channel,
    Contact,
    Conversation,
    Delivery,
    DeliveryState,
    Direction,
    Member,
    Message,
    MessageKind,
    Workspace,
)
from domain import wording

ASKED = (
    'Hello! Do you still have time this week, ideally in the late afternoon?',
    'Could we move Saturday to the early afternoon? Something came up at work.',
    'I have never had my hair coloured before. Would a consultation make sense first?',
    'Is it possible to bring my daughter along? She would need a fringe trim.',
    'Do you use products without perfume? I react to most of them.',
    'How long does a balayage take, and what does it cost for shoulder-length hair?',
    'I am running about ten minutes late, so sorry!',
    'Loved the last cut. Can I book Ben again for the same time next month?',
    'Do you sell gift cards? It is for my sister’s birthday on Friday 🎁',
    'Where can I park near the salon?',
)
ANSWERED = (
    'Of course! I have kept 16:30 on Thursday in mind for you. Shall I book it?',
    'No problem at all. Saturday at 13:30 with Ada would work. Does that suit you?',
    'A short consultation is a good idea, it is free and takes 20 minutes.',
    'Yes, please do. We will fit her in right after you.',
    'We have a whole line without perfume. I have noted it on your card.',
    'About two and a half hours, from 120 €. We can be exact after seeing your hair.',
    'Thank you for telling us, we will wait for you.',
)
WELCOME = 'Thank you for writing to us. We answer within two hours on open days.'


def conversations(contacts: list[Contact], members: list[Member], now: datetime, chance: Random) -> Iterator[list[Any]]:
    """A conversation for each contact, most of them with a few messages, the newest ones unanswered."""
    for number, contact in enumerate(contacts):
        last = now - timedelta(minutes=20 + int(number**1.9 * 23))
        thread = Conversation(
            workspace_id=contact.workspace_id, contact_id=contact.id, last_activity_at=last, created_at=last
        )
        waiting = number < 4
        rows: list[Any] = []
        at = last - timedelta(minutes=chance.randint(5, 180))
        for asked in range(chance.randint(1, 3)):
            rows += _question(thread, contact, at, chance)
            if not (waiting and asked == 0):
                rows += _answer(
                    thread, contact, chance.choice(members), at + timedelta(minutes=chance.randint(4, 90)), chance
                )
            at -= timedelta(days=chance.randint(3, 30))
        _summarise(thread, rows, waiting=waiting, closed=number > 60)
        rows.sort(key=lambda row: (isinstance(row, Delivery), row.created_at))
        yield [thread, *rows]


def words(session: Session, workspace: Workspace) -> Iterator[list[Any]]:
    """What the search knows of all that, the newest last."""
    said = select(Message).where(Message.workspace_id == workspace.id).order_by(col(Message.created_at))
    for message in session.exec(said).all():
        yield [wording.of(message)]


def _question(thread: Conversation, contact: Contact, at: datetime, chance: Random) -> list[Any]:
    channel = Channel.SMS if contact.phone and chance.random() < 0.4 else Channel.EMAIL
    return [
        Message(
            workspace_id=thread.workspace_id,
            conversation_id=thread.id,
            channel=channel,
            direction=Direction.IN,
            kind=MessageKind.MANUAL,
            sender_name=contact.name,
            subject='A question' if channel == Channel.EMAIL else '',
            body=chance.choice(ASKED),
            created_at=at,
        )
    ]


def _answer(thread: Conversation, contact: Contact, member: Member, at: datetime, chance: Random) -> list[Any]:
    message = Message(
        workspace_id=thread.workspace_id,
        conversation_id=thread.id,
        channel=Channel.EMAIL,
        direction=Direction.OUT,
        kind=MessageKind.MANUAL,
        sender_name=member.full_name,
        sender_id=member.user_id,
        subject='Re: A question',
        body=chance.choice(ANSWERED),
        created_at=at,
    )
    delivery = Delivery(
        workspace_id=thread.workspace_id,
        message_id=message.id,
        contact_id=contact.id,
        key=f'demo:{message.id}',
        channel=Channel.EMAIL,
        address=contact.email or '',
        state=DeliveryState.SENT,
        attempts=1,
        provider='test',
        next_attempt_at=at,
        sent_at=at,
        created_at=at,
    )
    return [message, delivery]


def _summarise(thread: Conversation, rows: list[Any], *, waiting: bool, closed: bool) -> None:
    messages = sorted((row for row in rows if isinstance(row, Message)), key=lambda row: row.created_at)
    incoming = [row for row in messages if row.direction == Direction.IN]
    outgoing = [row for row in messages if row.direction == Direction.OUT]
    newest = messages[-1]
    thread.last_activity_at, thread.preview = newest.created_at, newest.body[:200]
    thread.last_inbound_at, thread.last_inbound_channel = incoming[-1].created_at, incoming[-1].channel
    thread.answered_at = outgoing[-1].created_at if outgoing else None
    thread.unanswered_since = incoming[-1].created_at if newest.direction == Direction.IN else None
    thread.read_at = None if waiting else newest.created_at
    thread.closed_at = newest.created_at if closed and not waiting else None
