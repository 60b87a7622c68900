"""The business itself."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Line, Shown
from api.schemas.booking import Zone
from api.schemas.booking_type import Colour
from data.models import WorkspaceStatus


class WorkspaceGiven(Given):
    name: Line = Field(examples=['Juniper Street'])
    timezone: Zone = 'UTC'
    address: Annotated[str, StringConstraints(max_length=400)] = Field('', examples=['Juniper Street 4, Lisbon'])
    contact_email: str = Field('', max_length=254, examples=['hello@juniper.example'])


class WorkspaceChanges(WorkspaceGiven):
    """Only what is sent changes. `status` moves by `/activate` and `/suspend` alone."""

    name: Line = Field('', examples=['Juniper Street'])
    slug: str = Field('', max_length=80, examples=['juniper-street'])
    phone: str = Field('', max_length=60, examples=['+351 21 345 6789'])
    currency: str = Field('', max_length=3, examples=['EUR'])
    language: str = Field('', max_length=10, examples=['en'])
    colour: Colour = '#1f6f54'


class WorkspaceShown(Shown):
    id: UUID
    name: str = Field(examples=['Juniper Street'])
    slug: str = Field(examples=['juniper-street'])
    address: str = Field(examples=['Juniper Street 4, Lisbon'])
    timezone: Zone
    contact_email: str = Field(examples=['hello@juniper.example'])
    phone: str = Field(examples=['+351213456789'])
    currency: str = Field(examples=['EUR'])
    language: str = Field(examples=['en'])
    colour: str = Field(examples=['#1f6f54'])
    status: WorkspaceStatus
    activated_at: datetime | None
    demo: bool = False
