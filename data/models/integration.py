"""Channels to the outside, and the small tables that keep the machine itself honest."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from data.models.base import JSON, Instant, Owned, Table, words


class IntegrationKind(StrEnum):
    EMAIL = 'email'
    SMS = 'sms'


class IntegrationStatus(StrEnum):
    UNTESTED = 'untested'
    CONNECTED = 'connected'
    FAILING = 'failing'
    DISABLED = 'disabled'


class Integration(Owned, table=True):
    """A provider that the owner connected; `secrets` is one encrypted text, `position` decides the fallback."""

    kind: IntegrationKind = Field(sa_type=words(IntegrationKind))
    provider: str = Field(max_length=40)
    config: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    secrets: str = ''
    position: int = 0
    status: IntegrationStatus = Field(default=IntegrationStatus.UNTESTED, sa_type=words(IntegrationStatus))
    last_error: str = Field(default='', max_length=1000)
    last_error_at: datetime | None = Field(default=None, sa_type=Instant)
    last_ok_at: datetime | None = Field(default=None, sa_type=Instant)
    failures: int = 0
    rest_until: datetime | None = Field(default=None, sa_type=Instant)

    __table_args__ = (sa.Index('ix_integration_workspace_kind', 'workspace_id', 'kind', 'position'),)


class RateBucket(Table, table=True):
    """A token bucket that works across processes."""

    __tablename__ = 'rate_bucket'

    key: str = Field(max_length=120, unique=True)
    tokens: float
    filled_at: datetime = Field(sa_type=Instant)


class IdempotencyKey(Table, table=True):
    """The first answer to a creating call, given again to its repetition."""

    __tablename__ = 'idempotency_key'

    scope: str = Field(max_length=120)
    key: str = Field(max_length=200)
    body_hash: str = Field(max_length=64)
    status: int
    answer: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)

    __table_args__ = (sa.UniqueConstraint('scope', 'key'),)


class JobRun(Table, table=True):
    """The last run of a recurring job."""

    __tablename__ = 'job_run'

    name: str = Field(max_length=60, unique=True)
    started_at: datetime = Field(sa_type=Instant)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    error: str = Field(default='', max_length=1000)
    runs: int = 0
    done: int = 0
