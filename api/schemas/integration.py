"""Providers that carry messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import Field

from api.schemas.base import Given, Shown
from data.models import IntegrationKind, IntegrationStatus


class IntegrationGiven(Given):
    """What `config` holds depends on the provider; `test` keeps every message on this server and needs nothing."""

    kind: IntegrationKind = Field(examples=['email'])
    provider: str = Field(max_length=40, examples=['test'])
    config: dict[str, Any] = Field({}, max_length=50, examples=[{}])


class IntegrationChanges(Given):
    """A secret that is left out stays as it was. `position` 0 is tried first."""

    config: dict[str, Any] | None = Field(None, max_length=50, examples=[{'host': 'smtp.example.com', 'port': 587}])
    position: int | None = Field(None, ge=0, le=1000, examples=[0])
    enabled: bool | None = None


class Trial(Given):
    """Default: the caller's own e-mail address; a text message needs a number."""

    to: str = Field('', max_length=254, examples=['ada@juniper.example'])


class IntegrationShown(Shown):
    """Secrets are never part of it; `secrets_set` names those that are stored; `folders` those of a mailbox, after a test."""

    id: UUID
    kind: IntegrationKind
    provider: str = Field(examples=['test'])
    title: str = Field(examples=['Test mode'])
    config: dict[str, Any] = Field(examples=[{}])
    secrets_set: list[str] = Field(examples=[[]])
    position: int = Field(examples=[0])
    status: IntegrationStatus
    test_mode: bool
    last_error: str = Field(examples=[''])
    last_error_at: datetime | None
    last_ok_at: datetime | None
    rest_until: datetime | None
    receipts_url: str = Field(examples=[''])
    folders: list[str] = Field([], examples=[[]])
    created_at: datetime
