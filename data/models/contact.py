"""Customers and the one conversation that each of them has."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from data.models.base import JSON, Instant, Owned, words


class Contact(Owned, table=True):
    """A customer; e-mail in lower case, phone in E.164, each at most once in a workspace. A sample is never written to;
    an erased one keeps nothing but its figures."""

    name: str = Field(max_length=200)
    email: str | None = Field(default=None, max_length=254)
    phone: str | None = Field(default=None, max_length=20)
    language: str = Field(default='', max_length=10)
    notes: str = Field(default='', max_length=4000)
    tags: list[str] = Field(default_factory=list, sa_type=JSON)
    last_contacted_at: datetime | None = Field(default=None, sa_type=Instant)
    sample: bool = False
    no_email_at: datetime | None = Field(default=None, sa_type=Instant)
    no_sms_at: datetime | None = Field(default=None, sa_type=Instant)
    link_nonce: UUID = Field(default_factory=uuid4)
    erased_at: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (
        sa.UniqueConstraint('workspace_id', 'email'),
        sa.UniqueConstraint('workspace_id', 'phone'),
        sa.Index('ix_contact_workspace_name', 'workspace_id', 'name'),
    )


class Channel(StrEnum):
    EMAIL = 'email'
    SMS = 'sms'
    FORM = 'form'
    NONE = 'none'


class Conversation(Owned, table=True):
    """The one thread of a contact. Unread: `last_inbound_at` is after `read_at`; unanswered: after `answered_at`."""

    contact_id: UUID = Field(foreign_key='contact.id', ondelete='CASCADE', unique=True)
    assigned_to: UUID | None = Field(default=None, foreign_key='member.id', ondelete='SET NULL')
    last_activity_at: datetime = Field(sa_type=Instant)
    last_inbound_at: datetime | None = Field(default=None, sa_type=Instant)
    last_inbound_channel: Channel | None = Field(default=None, sa_type=words(Channel))
    unanswered_since: datetime | None = Field(default=None, sa_type=Instant)
    read_at: datetime | None = Field(default=None, sa_type=Instant)
    answered_at: datetime | None = Field(default=None, sa_type=Instant)
    paused_at: datetime | None = Field(default=None, sa_type=Instant)
    paused_by: UUID | None = None
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: UUID | None = None
    preview: str = Field(default='', max_length=200)

    __table_args__ = (sa.Index('ix_conversation_workspace_activity', 'workspace_id', 'last_activity_at'),)


class Direction(StrEnum):
    IN = 'in'
    OUT = 'out'
    NONE = 'none'


class MessageKind(StrEnum):
    MANUAL = 'manual'
    AUTOMATED = 'automated'
    SYSTEM = 'system'


class Message(Owned, table=True):
    """One line of a thread. `email_id` is its Message-ID, or `sms:` and the provider's id; how an outgoing one fares stands in its delivery.
    `original_id`: the stored file of a mail that came in, as it came over the wire; `folded`: it says more than `body` (quotes, a signature)."""

    conversation_id: UUID = Field(foreign_key='conversation.id', ondelete='CASCADE')
    channel: Channel = Field(sa_type=words(Channel))
    direction: Direction = Field(sa_type=words(Direction))
    kind: MessageKind = Field(sa_type=words(MessageKind))
    sender_name: str = Field(default='', max_length=200)
    sender_id: UUID | None = None
    subject: str = Field(default='', max_length=300)
    body: str = ''
    email_id: str | None = Field(default=None, max_length=200, index=True)
    booking_id: UUID | None = Field(default=None, foreign_key='booking.id', ondelete='SET NULL', index=True)
    original_id: UUID | None = None
    folded: bool = False

    __table_args__ = (sa.Index('ix_message_conversation_created', 'conversation_id', 'created_at'),)


class MessageWords(SQLModel, table=True):
    """A message as the search knows it; the full-text index of either engine stands on this table (migration 0013). A greater number is newer."""

    __tablename__ = 'message_words'

    number: int | None = Field(default=None, primary_key=True)
    workspace_id: UUID = Field(foreign_key='workspace.id', ondelete='CASCADE')
    message_id: UUID = Field(foreign_key='message.id', ondelete='CASCADE', unique=True)
    words: str = ''

    __table_args__ = (sa.Index('ix_message_words_workspace_id', 'workspace_id', 'number'),)


class Attachment(Owned, table=True):
    """A file that came or goes with a message, or lies beside a draft; its content is a stored file."""

    message_id: UUID | None = Field(default=None, foreign_key='message.id', ondelete='CASCADE', index=True)
    draft_id: UUID | None = Field(default=None, foreign_key='draft.id', ondelete='CASCADE', index=True)
    file_id: UUID = Field(foreign_key='stored_file.id', ondelete='CASCADE', index=True)
    name: str = Field(max_length=255)
    content_type: str = Field(max_length=100)
    size: int


class AwaitedFile(Owned, table=True):
    """A file that came with a text message and still lies at the provider."""

    __tablename__ = 'awaited_file'

    message_id: UUID = Field(foreign_key='message.id', ondelete='CASCADE', index=True)
    integration_id: UUID = Field(foreign_key='integration.id', ondelete='CASCADE', index=True)
    url: str = Field(max_length=1000)
    name: str = Field(max_length=200)
    attempts: int = 0
    due_at: datetime = Field(sa_type=Instant, index=True)


class SavedReply(Owned, table=True):
    """Words that the team sends often; `{name}` and the other variables are filled in when they are put into a reply."""

    __tablename__ = 'saved_reply'

    title: str = Field(max_length=80)
    body: str = ''

    __table_args__ = (sa.UniqueConstraint('workspace_id', 'title'),)


class Draft(Owned, table=True):
    """What a person has half written in a thread; while `typed_at` is fresh the others see who is answering."""

    conversation_id: UUID = Field(foreign_key='conversation.id', ondelete='CASCADE')
    user_id: UUID = Field(foreign_key='person.id', ondelete='CASCADE', index=True)
    channel: str = Field(default='', max_length=10)
    subject: str = Field(default='', max_length=300)
    body: str = ''
    typed_at: datetime = Field(sa_type=Instant)

    __table_args__ = (sa.UniqueConstraint('conversation_id', 'user_id'),)
