"""Conversations and what is said in them."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AliasPath, Base64Bytes, Field, StringConstraints

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


class AttachmentShown(Shown):
    id: UUID
    name: str = Field(examples=['price list.pdf'])
    size: int = Field(description='In bytes', examples=[48213])
    content_type: str = Field(examples=['application/pdf'])


class MessageShown(Shown):
    id: UUID
    channel: str = Field(examples=['email'])
    direction: Literal['in', 'out', 'none']
    kind: Literal['manual', 'automated', 'system']
    sender_name: str = Field(examples=['Ben Okafor'])
    subject: str = Field(examples=['Your question'])
    body: str = Field(examples=['Yes, we do. When is yours?'])
    booking_id: UUID | None
    attachments: list[AttachmentShown] = []
    original: bool = Field(False, description='It came by mail, and the mail can be read as it came')
    delivery: str | None = Field(None, validation_alias=AliasPath('delivery', 'state'), examples=['sent'])
    error: str = Field('', validation_alias=AliasPath('delivery', 'error'), examples=[''])
    created_at: datetime = Field(validation_alias='at')


class Somebody(Given):
    name: Annotated[str, StringConstraints(max_length=200)] = Field(examples=['Priya Nair'])
    email: Annotated[str, StringConstraints(max_length=254)] | None = Field(None, examples=['priya@example.com'])
    phone: Annotated[str, StringConstraints(max_length=40)] | None = Field(None, examples=['+351912345678'])


class Reply(Given):
    """Without `channel` the one that the customer used last."""

    body: Body = Field(examples=['Yes, we do. When is yours?'])
    subject: Annotated[str, StringConstraints(max_length=300)] = Field('', examples=['Your question'])
    channel: Literal['email', 'sms'] | None = Field(None, examples=['email'])
    attachment_ids: Annotated[list[UUID], Field(max_length=10)] = Field([], description='Files beside your draft')
    undo: bool = Field(False, description='It leaves ten seconds later, and `/undo` takes it back until then')


class FirstMessage(Given):
    """To `contact_id`, or to `contact`, who becomes a contact where nobody has the address yet."""

    contact_id: UUID | None = None
    contact: Somebody | None = None
    body: Body = Field(examples=['We have missed you!'])
    subject: Annotated[str, StringConstraints(max_length=300)] = Field('', examples=['Hello from Juniper Street'])
    channel: Literal['email', 'sms'] = Field('email', examples=['email'])


class DraftGiven(Given):
    body: Body = Field(examples=['Yes, we'])
    channel: Literal['', 'email', 'sms', 'note'] = Field('', examples=['email'])
    subject: Annotated[str, StringConstraints(max_length=300)] = ''


class DraftShown(Shown):
    body: str
    channel: str
    subject: str
    attachments: list[AttachmentShown]


class File(Given):
    name: Annotated[str, StringConstraints(max_length=300)] = Field(examples=['price list.txt'])
    content: Base64Bytes = Field(examples=['Q3V0OiA0NQ=='])


class FileShown(Shown):
    name: str = Field(examples=['price list.txt'])
    content_type: str = Field(examples=['text/plain'])
    content: str = Field(description='Base64', examples=['Q3V0OiA0NQ=='])


class OriginalShown(Shown):
    headers: str = Field(examples=['From: Priya Nair <priya@example.com>'])
    text: str = Field(examples=['Do you also do weddings?'])
    html: str = Field(description='Made harmless; show it in a frame without scripts and network all the same')


class Note(Given):
    body: Body = Field(examples=['Called back, no answer'])


class Assignment(Given):
    staff_id: UUID | None
