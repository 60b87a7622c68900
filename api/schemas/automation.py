"""The rules and their log."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from api.schemas.base import Given, Minutes, Shown


class RuleShown(Shown):
    """When `event` happens, this is sent. `timing` in minutes: before the booking, or between reminders."""

    key: str = Field(examples=['welcome'])
    event: str = Field(examples=['contact.created'])
    title: str = Field(examples=['Welcome'])
    sentence: str = Field(examples=['When somebody writes for the first time, send them a welcome.'])
    enabled: bool
    pausable: bool
    channel: str = Field(examples=['email'])
    subject: str = Field(examples=['Thank you, {first_name}'])
    body: str = Field(examples=['Hello {first_name}, …'])
    timing: int | None = Field(examples=[None])
    edited: bool = Field(examples=[False])


class RuleParts(Given):
    """Only what is sent changes."""

    enabled: bool | None = None
    pausable: bool | None = Field(None, examples=[None])
    subject: Annotated[str, StringConstraints(max_length=2000)] | None = Field(
        None, examples=['Thank you, {first_name}']
    )
    body: Annotated[str, StringConstraints(max_length=50_000)] | None = Field(None, examples=[None])
    timing: Minutes | None = Field(None, examples=[None])


class RuleChanges(RuleParts):
    key: str = Field(max_length=60, examples=['welcome'])


class LogLine(Shown):
    id: UUID
    at: datetime
    event: str = Field(examples=['contact.created'])
    rule: str = Field(examples=['welcome'])
    title: str = Field(examples=['Welcome'])
    object_type: str = Field(examples=['contact'])
    object_id: UUID
    contact_name: str = Field(examples=['Priya Nair'])
    outcome: str = Field(examples=['done'])
    reason: str = Field(examples=[''])
    url: str = Field(examples=['/contacts/3f2b8c1e-6a4d-4a57-9d2e-0c1b2a3d4e5f'])
