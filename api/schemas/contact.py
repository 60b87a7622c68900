"""Customers: as they introduce themselves, and as staff see them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Line, Paragraph, Shown

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class Introduction(Given):
    """A name, and an e-mail address or a phone number."""

    name: Line = Field(examples=['Priya Nair'])
    email: str | None = Field(None, max_length=254, examples=['priya@example.com'])
    phone: str | None = Field(None, max_length=60, examples=['+351 912 345 678'])


class ContactGiven(Introduction):
    tags: list[Tag] = Field([], max_length=50, examples=[['regular']])
    notes: Paragraph = Field('', examples=['Prefers mornings'])


class ContactChanges(ContactGiven):
    """Only what is sent changes."""

    name: Line = Field('', examples=['Priya Nair'])


class ContactShown(Shown):
    id: UUID
    name: str = Field(examples=['Priya Nair'])
    email: str | None = Field(examples=['priya@example.com'])
    phone: str | None = Field(examples=['+351912345678'])
    tags: list[str] = Field(examples=[['regular']])
    notes: str = Field('', examples=['Prefers mornings'])
    language: str = Field('', examples=['en'])
    sample: bool = Field(False, description='Made by the wizard; nothing is ever sent to it')
    last_contacted_at: datetime | None
    created_at: datetime


class Merge(Given):
    other_id: UUID


class TimelineEntry(Shown):
    """`kind` is message, booking or form, and `id` names that very thing."""

    kind: str = Field(examples=['booking'])
    id: UUID
    at: datetime
    title: str = Field(examples=['Cut and finish'])
    detail: str = Field(examples=['with Ben'])
    state: str = Field(examples=['confirmed'])


class Timeline(Shown):
    items: list[TimelineEntry]
