"""Conversations and what is said in them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasPath, Field, StringConstraints

from api.schemas.base import Given, Shown

Body = Annotated[str, StringConstraints(max_length=20_000)]


class ConversationShown(Shown):
    """`new`: nobody of the business has answered yet; `paused`: automatic messages wait for Resume."""

    id: UUID
    contact_id: UUID
    contact_name: str = Field(validation_alias='name', examples=['Priya Nair'])
    preview: str = Field(examples=['Do you also do weddings?'])
    last_activity_at: datetime
    unanswered_since: datetime | None
    unread: bool
    new: bool
    paused: bool
    closed: bool
    assigned_to: UUID | None
    assigned_name: str = Field(examples=['Ben Okafor'])


class MessageShown(Shown):
    id: UUID
    channel: str = Field(examples=['email'])
    direction: Literal['in', 'out', 'none']
    kind: Literal['manual', 'automated', 'system']
    sender_name: str = Field(examples=['Ben Okafor'])
    subject: str = Field(examples=['Your question'])
    body: str = Field(examples=['Yes, we do. When is yours?'])
    booking_id: UUID | None
    delivery: str | None = Field(None, validation_alias=AliasPath('delivery', 'state'), examples=['sent'])
    error: str = Field('', validation_alias=AliasPath('delivery', 'error'), examples=[''])
    created_at: datetime = Field(validation_alias='at')


class Reply(Given):
    """Without `channel` the one that the customer used last."""

    body: Body = Field(examples=['Yes, we do. When is yours?'])
    subject: Annotated[str, StringConstraints(max_length=300)] = Field('', examples=['Your question'])
    channel: Literal['email', 'sms'] | None = Field(None, examples=['email'])


class Note(Given):
    body: Body = Field(examples=['Called back, no answer'])


class Assignment(Given):
    staff_id: UUID | None
